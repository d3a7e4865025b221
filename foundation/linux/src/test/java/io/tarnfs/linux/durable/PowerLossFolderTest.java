// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PowerLossFolderTest extends DurableFolderContract {
    private static final int TRIES = 300;

    @Override
    DurableFolder folder() {
        return new PowerLossFolder();
    }

    @Test
    void whatWasSyncedIsThereAfterEveryCrash() throws IOException {
        for (int seed = 0; seed < TRIES; seed++) {
            PowerLossFolder folder = new PowerLossFolder();
            write(folder, "a", "kept");
            folder.sync();
            PowerLossFolder found = folder.crash(new SplittableRandom(seed));
            try (DurableFile file = found.open("a")) {
                assertEquals("kept", text(file));
            }
        }
    }

    @Test
    void anUnsyncedNameIsSometimesLost() throws IOException {
        Set<Boolean> seen = new HashSet<>();
        for (int seed = 0; seed < TRIES; seed++) {
            PowerLossFolder folder = new PowerLossFolder();
            write(folder, "a", "kept");
            seen.add(folder.crash(new SplittableRandom(seed)).exists("a"));
        }
        assertEquals(Set.of(true, false), seen);
    }

    @Test
    void anUnsyncedRenameShowsTheOldOrTheNewFile() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < TRIES; seed++) {
            PowerLossFolder folder = new PowerLossFolder();
            write(folder, "a", "old");
            folder.sync();
            write(folder, "a.new", "new");
            folder.rename("a.new", "a");
            try (DurableFile file = folder.crash(new SplittableRandom(seed)).open("a")) {
                seen.add(text(file));
            }
        }
        assertEquals(Set.of("old", "new"), seen);
    }

    @Test
    void unsyncedWritesAreLostKeptOrTornAtSectors() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < TRIES; seed++) {
            PowerLossFolder folder = new PowerLossFolder();
            DurableFile file = folder.create("a");
            file.write(ByteBuffer.wrap("o".repeat(1536).getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
            file.sync();
            folder.sync();
            file.write(ByteBuffer.wrap("n".repeat(1536).getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
            try (DurableFile found = folder.crash(new SplittableRandom(seed)).open("a")) {
                String text = text(found);
                StringBuilder sectors = new StringBuilder();
                for (int at = 0; at < text.length(); at += Volatile.SECTOR_BYTES) {
                    String sector = text.substring(at, at + Volatile.SECTOR_BYTES);
                    assertEquals(1, sector.chars().distinct().count(), "a sector is written as a whole");
                    sectors.append(sector.charAt(0));
                }
                seen.add(sectors.toString());
            }
        }
        assertEquals(Set.of("ooo", "oon", "ono", "onn", "noo", "non", "nno", "nnn"), seen);
    }

    @Test
    void unsyncedGrowthMayBeFoundAsZeros() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < TRIES; seed++) {
            PowerLossFolder folder = new PowerLossFolder();
            DurableFile file = folder.create("a");
            folder.sync();
            file.write(bytes("x"), 0);
            try (DurableFile found = folder.crash(new SplittableRandom(seed)).open("a")) {
                seen.add(text(found));
            }
        }
        assertEquals(Set.of("", "x", "\0"), seen);
    }

    @Test
    void theCutStepAndAllBehindItFail() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        DurableFile file = folder.create("a");
        folder.sync();
        long before = folder.steps();
        folder.cutAt(before + 2);
        file.write(bytes("1"), 0);
        assertThrows(PowerLossFolder.PowerCut.class, () -> file.sync());
        assertThrows(PowerLossFolder.PowerCut.class, () -> file.write(bytes("2"), 0));
        assertThrows(PowerLossFolder.PowerCut.class, folder::list);
        assertEquals(before + 2, folder.steps());
    }

    @Test
    void aSyncAfterAFailedSyncLies() throws IOException {
        boolean lost = false;
        for (int seed = 0; seed < TRIES; seed++) {
            PowerLossFolder folder = new PowerLossFolder();
            DurableFile file = folder.create("a");
            folder.sync();
            file.write(bytes("x"), 0);
            folder.failAt(Step.SYNC, 0);
            assertThrows(IOException.class, file::sync);
            file.sync();
            assertEquals("x", text(file));
            try (DurableFile found = folder.crash(new SplittableRandom(seed)).open("a")) {
                lost |= text(found).isEmpty();
            }
        }
        assertTrue(lost);
    }

    @Test
    void onlyTheChosenStepFails() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        DurableFile file = folder.create("a");
        folder.failAt(Step.WRITE, 1);
        file.write(bytes("1"), 0);
        assertThrows(IOException.class, () -> file.write(bytes("2"), 0));
        file.write(bytes("3"), 1);
        assertEquals("13", text(file));
        folder.failAt(Step.NAME, 0);
        assertThrows(IOException.class, () -> folder.create("b"));
        assertEquals(List.of("a"), folder.list());
    }

    @Test
    void aFullDiskTakesWhatFits() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        DurableFile file = folder.create("a");
        folder.budget(4);
        assertThrows(IOException.class, () -> file.write(bytes("hello"), 0));
        assertEquals("hell", text(file));
        assertEquals(0, folder.usableBytes());
        file.write(bytes("H"), 0);
        file.truncate(2);
        assertEquals(2, folder.usableBytes());
    }

    @Test
    void damageIsDurable() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        write(folder, "a", "a");
        folder.sync();
        folder.damage("a", 0, 2);
        PowerLossFolder found = folder.crash(new SplittableRandom(1));
        try (DurableFile file = found.open("a")) {
            assertEquals("c", text(file));
        }
        assertFalse(found.exists("b"));
    }
}
