// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.linux.mounts.Mount;
import io.tarnfs.linux.mounts.MountTable;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Mounts that an earlier node of this home left behind when it was killed. They are recognised by their
/// source in mountinfo and taken out of the tree without being looked at. The caller holds the home's lock,
/// so no living node serves them.
final class StaleMounts {
    private static final Logger LOG = System.getLogger(StaleMounts.class.getName());

    /// A lazy unmount waits for nothing; one that takes longer hangs.
    private static final int SECONDS_MAX = 10;

    private StaleMounts() {}

    /// Detaches them, the last mounted first.
    static void detach(Home home) throws NodeFailure {
        try {
            for (Mount mount : MountTable.read().mounts().reversed()) {
                boolean ours = MountSource.parse(mount.fileSystem().source())
                        .map(MountSource::homeId)
                        .filter(home.id()::equals)
                        .isPresent();
                if (ours) {
                    LOG.log(Level.WARNING, "detaching what an earlier node left: directory={0}", mount.target());
                    detach(mount.target());
                }
            }
        } catch (IOException unreadable) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT, "Cannot read the list of mounts in /proc/self/mountinfo.", unreadable);
        }
    }

    private static void detach(String target) throws NodeFailure {
        List<String> command = System.getProperty("user.name").equals("root")
                ? List.of("umount", "--lazy", "--no-canonicalize", "--internal-only", target)
                : List.of("fusermount3", "-u", "-z", target);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw stuck(target, "no answer within " + SECONDS_MAX + " s");
            }
            if (process.exitValue() != 0) {
                throw stuck(target, command.getFirst() + " ended with " + process.exitValue());
            }
        } catch (IOException notStarted) {
            throw stuck(target, String.valueOf(notStarted.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw stuck(target, "interrupted");
        }
    }

    private static NodeFailure stuck(String target, String reason) {
        return new NodeFailure(
                ExitCode.TRY_AGAIN,
                "A mount that an earlier node left on " + target + " cannot be detached (" + reason
                        + "); do it by hand: umount -l " + target);
    }
}
