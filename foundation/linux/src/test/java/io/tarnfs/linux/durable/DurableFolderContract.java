// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [DurableFolder] does.
abstract class DurableFolderContract {
    /// Returns an empty folder.
    abstract DurableFolder folder() throws IOException;

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(DurableFile file) throws IOException {
        ByteBuffer target = ByteBuffer.allocate((int) file.size());
        assertEquals(target.capacity(), file.read(target, 0));
        return new String(target.array(), StandardCharsets.UTF_8);
    }

    static void write(DurableFolder folder, String name, String text) throws IOException {
        try (DurableFile file = folder.create(name)) {
            file.write(bytes(text), 0);
            file.sync();
        }
    }

    @Test
    void aFileReadsWhatWasWritten() throws IOException {
        DurableFolder folder = folder();
        try (DurableFile file = folder.create("a")) {
            file.write(bytes("hello world"), 0);
            file.write(bytes("W"), 6);
            file.sync();
            assertEquals("hello World", text(file));
        }
        try (DurableFile file = folder.openForRead("a")) {
            assertEquals("hello World", text(file));
        }
    }

    @Test
    void readingStopsAtTheEndOfTheFile() throws IOException {
        try (DurableFile file = folder().create("a")) {
            file.write(bytes("hello"), 0);
            ByteBuffer target = ByteBuffer.allocate(10);
            assertEquals(2, file.read(target, 3));
            assertEquals(2, target.position());
            assertEquals(0, file.read(target, 5));
            assertEquals(0, file.read(target, 50));
        }
    }

    @Test
    void aGapReadsAsZeros() throws IOException {
        try (DurableFile file = folder().create("a")) {
            file.write(bytes("x"), 3);
            assertEquals(4, file.size());
            ByteBuffer target = ByteBuffer.allocate(4);
            file.read(target, 0);
            assertArrayEquals(new byte[] {0, 0, 0, 'x'}, target.array());
        }
    }

    @Test
    void truncationCutsAndNeverGrows() throws IOException {
        try (DurableFile file = folder().create("a")) {
            file.write(bytes("hello"), 0);
            file.truncate(9);
            assertEquals(5, file.size());
            file.truncate(2);
            assertEquals("he", text(file));
            file.write(bytes("x"), 3);
            assertEquals("he\0x", text(file));
        }
    }

    @Test
    void creatingATakenNameIsRefused() throws IOException {
        DurableFolder folder = folder();
        write(folder, "a", "1");
        assertThrows(FileAlreadyExistsException.class, () -> folder.create("a"));
    }

    @Test
    void openingAMissingNameIsRefused() throws IOException {
        DurableFolder folder = folder();
        assertThrows(NoSuchFileException.class, () -> folder.open("a"));
        assertThrows(NoSuchFileException.class, () -> folder.openForRead("a"));
    }

    @Test
    void writingToAFileOpenForReadingFails() throws IOException {
        DurableFolder folder = folder();
        write(folder, "a", "1");
        try (DurableFile file = folder.openForRead("a")) {
            assertThrows(Exception.class, () -> file.write(bytes("2"), 0));
            assertEquals("1", text(file));
        }
    }

    @Test
    void renameReplaces() throws IOException {
        DurableFolder folder = folder();
        write(folder, "a", "new");
        write(folder, "b", "old");
        folder.rename("a", "b");
        assertEquals(List.of("b"), folder.list());
        try (DurableFile file = folder.open("b")) {
            assertEquals("new", text(file));
        }
    }

    @Test
    void renameOfAMissingNameIsRefused() throws IOException {
        DurableFolder folder = folder();
        assertThrows(NoSuchFileException.class, () -> folder.rename("a", "b"));
    }

    @Test
    void renameIfAbsentKeepsWhatIsThere() throws IOException {
        DurableFolder folder = folder();
        write(folder, "a", "new");
        write(folder, "b", "old");
        assertFalse(folder.renameIfAbsent("a", "b"));
        assertTrue(folder.renameIfAbsent("a", "c"));
        assertEquals(List.of("b", "c"), folder.list());
    }

    @Test
    void deletionTellsWhetherThereWasOne() throws IOException {
        DurableFolder folder = folder();
        write(folder, "a", "1");
        assertTrue(folder.delete("a"));
        assertFalse(folder.delete("a"));
        assertFalse(folder.exists("a"));
    }

    @Test
    void aDeletedFileStaysUsableWhileOpen() throws IOException {
        DurableFolder folder = folder();
        try (DurableFile file = folder.create("a")) {
            file.write(bytes("x"), 0);
            folder.delete("a");
            assertEquals("x", text(file));
        }
    }

    @Test
    void aFolderBelowHasItsOwnNames() throws IOException {
        DurableFolder folder = folder();
        DurableFolder below = folder.folder("below");
        write(below, "a", "1");
        assertEquals(List.of("below"), folder.list());
        assertEquals(List.of("a"), folder.folder("below").list());
        below.sync();
        folder.sync();
    }

    @Test
    void aFolderIsToldFromAFileAndFromNothing() throws IOException {
        DurableFolder folder = folder();
        write(folder, "a", "1");
        folder.folder("below");
        assertTrue(folder.isFolder("below"));
        assertFalse(folder.isFolder("a"));
        assertFalse(folder.isFolder("c"));
        assertFalse(folder.exists("c"));
    }

    @Test
    void namesAreSinglePathComponents() throws IOException {
        DurableFolder folder = folder();
        for (String name : List.of("", ".", "..", "a/b")) {
            assertThrows(IllegalArgumentException.class, () -> folder.create(name));
            assertThrows(IllegalArgumentException.class, () -> folder.open(name));
            assertThrows(IllegalArgumentException.class, () -> folder.delete(name));
        }
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        DurableFile file = folder().create("a");
        file.close();
        file.close();
        assertThrows(IOException.class, file::size);
    }

    @Test
    void thereIsRoom() throws IOException {
        assertTrue(folder().usableBytes() > 0);
    }
}
