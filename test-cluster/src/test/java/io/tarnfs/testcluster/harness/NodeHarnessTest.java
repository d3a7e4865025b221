// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.node.MountInfo;
import io.tarnfs.testcluster.node.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeHarnessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void mountOfTheProcFileSystemIsFound() {
        assertEquals("proc", MountInfo.at(Path.of("/proc")).orElseThrow().type());
    }

    @Test
    void plainFolderIsNoMount() {
        assertTrue(MountInfo.at(Path.of("/proc/self")).isEmpty());
    }

    @Test
    void escapedMountPointIsReadBack() {
        MountInfo mount = MountInfo.parse("36 35 0:57 / /mnt/a\\040b rw,noatime master:1 - fuse.tarnfs tarnfs rw");
        assertEquals(new MountInfo("/mnt/a b", "fuse.tarnfs", 57), mount);
    }

    @Test
    void programThatLeavesAChildBehindIsNotWaitedFor() {
        Program.Outcome outcome = Program.run(PATIENCE, "sh", "-c", "sleep 20 & echo $!");
        assertEquals(0, outcome.exit());
        Program.run(PATIENCE, "kill", outcome.output().strip()).orFail();
    }

    @Test
    void programThatTakesTooLongIsKilled() {
        Program.Outcome outcome = Program.run(Duration.ofMillis(300), "sleep", "60");
        assertEquals(Program.Outcome.TIMED_OUT, outcome.exit());
    }

    @Test
    void outcomeTellsOutputAndErrors() {
        Program.Outcome outcome = Program.run(PATIENCE, "sh", "-c", "echo out; echo err >&2; exit 7");
        assertEquals(List.of(7, "out\n", "err\n"), List.of(outcome.exit(), outcome.output(), outcome.errors()));
    }
}
