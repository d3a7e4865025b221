// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.Program;
import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// The crash judge on a plain folder: content with what a writer left there, and not with any damage done to
/// it.
@DisabledIfEnvironmentVariable(
        named = Machine.SKIP_VARIABLE,
        matches = "1",
        disabledReason = Machine.SKIP_VARIABLE + "=1")
final class CrashJudgeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("tarn.seed", 20261120L);
    private static final int CHANGES = 250;

    private Path folder;
    private Actor actor;
    private Posix calls;
    private PromisedTree tree;

    @BeforeEach
    void writeSomething() {
        Machine.requireRoot();
        folder = Machine.scratch("crash-judge");
        actor = Actor.start(Identity.ROOT, folder, folder, PATIENCE);
        calls = new Posix(actor);
        calls.mkdir("w", 0755);
        tree = new PromisedTree("w");
        Writer writer = new Writer(calls, tree, new SplittableRandom(SEED), new PrintWriter(PrintWriter.nullWriter()));
        for (int i = 0; i < CHANGES; i++) {
            assertTrue(writer.step(), "seed=" + SEED);
        }
        writer.closeAll();
        assertTrue(tree.files().size() > 5, "seed=" + SEED);
    }

    @AfterEach
    void remove() {
        actor.close();
        Program.run(PATIENCE, "rm", "-rf", folder.toString()).orFail();
    }

    @Test
    void undamagedTreeHasNoObjections() {
        assertEquals(List.of(), tree.check(calls));
    }

    @Test
    void changedByteIsFound() {
        String victim = victim();
        int file = calls.open(victim, Flags.O_RDWR);
        byte before = calls.pread(file, 1, 0)[0];
        calls.pwrite(file, new byte[] {(byte) (before + 1)}, 0);
        calls.close(file);
        assertFinds("wrongBytes");
    }

    @Test
    void lostFileIsFound() {
        calls.unlink(victim());
        assertFinds("lost");
    }

    @Test
    void resurrectedFileIsFound() {
        calls.writeFile("w/back", "from the dead");
        assertFinds("deleted and back");
    }

    @Test
    void shortFileIsFound() {
        String victim = victim();
        calls.truncate(victim, calls.stat(victim).size() - 1);
        assertFinds("size");
    }

    @Test
    void wrongModeIsFound() {
        calls.chmod(victim(), 0);
        assertFinds("mode");
    }

    @Test
    void changeInDoubtMayHaveHappenedOrNot() {
        tree.doubt(() -> tree.files().put("new", new PromisedFile(OptionalLong.empty(), 0644)));
        assertEquals(List.of(), tree.check(calls));
        assertFalse(tree.files().containsKey("new"));
        tree.doubt(() -> tree.files().put("new", new PromisedFile(OptionalLong.empty(), 0644)));
        calls.writeFile("w/new", "");
        assertEquals(List.of(), tree.check(calls));
        assertTrue(tree.files().containsKey("new"));
    }

    @Test
    void openChangeMayBeThereOrNotButNothingElse() {
        PromisedFile file = new PromisedFile(OptionalLong.empty(), 0644);
        file.write(0, new byte[] {1, 2, 3, 4});
        file.flushed();
        file.write(1, new byte[] {8, 9});
        assertTrue(file.objection(new byte[] {1, 2, 3, 4}).isEmpty());
        assertTrue(file.objection(new byte[] {1, 8, 9, 4}).isEmpty());
        assertTrue(file.objection(new byte[] {1, 8, 3, 4}).isEmpty());
        assertTrue(file.objection(new byte[] {1, 8, 9, 9}).isPresent());
        assertTrue(file.objection(new byte[] {1, 8, 9}).isPresent());
        file.truncate(2);
        assertTrue(file.objection(new byte[] {1, 8}).isEmpty());
        assertTrue(file.objection(new byte[] {1, 2, 0, 0}).isEmpty());
        assertTrue(file.objection(new byte[] {0, 2, 3, 4}).isPresent());
    }

    @Test
    void acknowledgedTruncationIsPromisedAtOnce() {
        PromisedFile file = new PromisedFile(OptionalLong.empty(), 0644);
        file.write(0, new byte[] {1, 2, 3, 4});
        file.flushed();
        file.write(1, new byte[] {8, 9});
        file.truncate(2);
        file.truncated();
        assertTrue(file.objection(new byte[] {1, 2}).isEmpty());
        assertTrue(file.objection(new byte[] {1, 8}).isEmpty());
        assertTrue(file.objection(new byte[] {1, 2, 3, 4}).isPresent());
        file.truncate(4);
        file.truncated();
        assertTrue(file.objection(new byte[] {1, 8, 0, 0}).isEmpty());
        assertTrue(file.objection(new byte[] {1, 8, 9, 0}).isPresent());
        assertTrue(file.objection(new byte[] {1, 8}).isPresent());
    }

    private String victim() {
        String name = tree.sortedNames().stream()
                .filter(candidate -> calls.stat("w/" + candidate).size() > 1)
                .findFirst()
                .orElseThrow();
        return "w/" + name;
    }

    private void assertFinds(String word) {
        List<String> objections = tree.check(calls);
        assertNotEquals(List.of(), objections);
        assertTrue(objections.stream().anyMatch(text -> text.contains(word)), objections::toString);
    }
}
