// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.harness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.ActorHung;
import io.tarnfs.testcluster.actor.Argument;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.actor.Pattern;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.Program;
import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@DisabledIfEnvironmentVariable(
        named = Machine.SKIP_VARIABLE,
        matches = "1",
        disabledReason = Machine.SKIP_VARIABLE + "=1")
final class ActorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(500);

    private Path folder;

    @BeforeEach
    void makeFolder() {
        Machine.requireRoot();
        folder = Machine.scratch("actor-test");
    }

    @AfterEach
    void removeFolder() {
        Program.run(PATIENCE, "rm", "-rf", folder.toString()).orFail();
    }

    @Test
    void actorHasTheIdentityItWasStartedWith() {
        try (Actor actor = Actor.start(Identity.ALICE, folder, folder, PATIENCE)) {
            assertEquals(Identity.ALICE.uid(), actor.call("geteuid").result());
            assertEquals(Identity.ALICE.gid(), actor.call("getegid").result());
            byte[] groups = actor.call("getgroups", new Argument.Value(16), new Argument.Output(64))
                    .outputs()
                    .getFirst();
            assertEquals(
                    Identity.SHARED_GROUP,
                    ByteBuffer.wrap(groups).order(ByteOrder.nativeOrder()).getInt(0));
        }
    }

    @Test
    void actorOfAnotherUidStartsInAFolderItCannotReach() {
        Program.run(PATIENCE, "mkdir", "-m", "700", folder.resolve("closed").toString())
                .orFail();
        Path inside = folder.resolve("closed/open");
        Program.run(PATIENCE, "mkdir", "-m", "777", inside.toString()).orFail();
        try (Actor actor = Actor.start(Identity.ALICE, inside, folder.resolve("closed"), PATIENCE)) {
            Posix calls = new Posix(actor);
            calls.writeFile("f", "x");
            assertEquals("x", calls.readText("f"));
        }
    }

    @Test
    void hungCallIsReportedAndItsActorKilled() {
        Actor actor = Actor.start(Identity.ROOT, folder, folder, SHORT);
        Posix calls = new Posix(actor);
        calls.mknod("p", Flags.S_IFIFO | 0644, 0);
        ActorHung hung = assertThrows(ActorHung.class, () -> calls.open("p", Flags.O_RDONLY));
        assertTrue(hung.toString().contains("call=open"), hung.toString());
        assertTrue(hung.toString().contains("killed=true"), hung.toString());
        assertFalse(actor.isAlive());
    }

    @Test
    void blockedCallCanBeWatchedUntilSomebodyElseEndsIt() {
        try (Actor reader = Actor.start(Identity.ROOT, folder, folder, PATIENCE);
                Actor writer = Actor.start(Identity.ROOT, folder, folder, PATIENCE)) {
            new Posix(writer).mknod("p", Flags.S_IFIFO | 0644, 0);
            reader.begin(
                    "open",
                    new Argument.Input("p\0".getBytes(StandardCharsets.UTF_8)),
                    new Argument.Value(Flags.O_RDONLY),
                    new Argument.Value(0));
            assertTrue(reader.poll(SHORT).isEmpty());
            new Posix(writer).open("p", Flags.O_WRONLY);
            assertNotEquals(-1, reader.finish().result());
        }
    }

    @Test
    void deadActorSaysSo() {
        Actor actor = Actor.start(Identity.ROOT, folder, folder, PATIENCE);
        assertTrue(actor.kill());
        RuntimeException failure = assertThrows(RuntimeException.class, () -> actor.call("getpid"));
        assertTrue(failure.toString().contains("actor"), failure.toString());
    }

    @Test
    void verifyFindsTheFirstWrongByte() {
        try (Actor actor = Actor.start(Identity.ROOT, folder, folder, PATIENCE)) {
            Posix calls = new Posix(actor);
            int file = calls.open("f", Flags.O_RDWR | Flags.O_CREAT, 0644);
            calls.fill(file, 0, 3_000_000, 5);
            assertEquals(3_000_000, calls.verify(file, 0, 3_000_000, 5));
            byte wrong = (byte) ~Pattern.bytes(5, 2_345_678, 1)[0];
            calls.pwrite(file, new byte[] {wrong}, 2_345_678);
            assertEquals(2_345_678, calls.verify(file, 0, 3_000_000, 5));
        }
    }

    @Test
    void patternIsTheSameHoweverItIsCut() {
        byte[] whole = Pattern.bytes(7, 0, 100);
        assertArrayEquals(Arrays.copyOfRange(whole, 13, 64), Pattern.bytes(7, 13, 51));
    }
}
