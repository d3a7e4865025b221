// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.ControlClient;
import io.tarnfs.node.process.Home;
import io.tarnfs.node.process.MountPoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `mount` and `quickstart` share: a node, started if none runs, in the background or on this terminal.
final class MountRun implements AutoCloseable {
    private final ControlClient node;
    private final @Nullable Process foreground;

    private MountRun(ControlClient node, @Nullable Process foreground) {
        this.node = node;
        this.foreground = foreground;
    }

    /// Finds or starts the node of a home.
    ///
    /// @param options   of `node run`, if it must be started
    /// @param onTerminal keep it on this terminal; refused if it runs already
    static MountRun on(Home home, List<String> options, boolean onTerminal) throws NodeFailure {
        Optional<ControlClient> running = ControlClient.find(home);
        if (running.isPresent() && onTerminal) {
            throw new NodeFailure(
                    ExitCode.USAGE,
                    "The node of " + home.root() + " runs already (pid "
                            + running.get().pid() + "), so it cannot come to the foreground; leave out --foreground.");
        }
        if (running.isPresent()) {
            return new MountRun(running.get(), null);
        }
        home.prepare();
        BackgroundNode start = new BackgroundNode(home, options);
        if (!onTerminal) {
            return new MountRun(start.start(), null);
        }
        Process process = start.startInForeground();
        // The node gets the terminal's Ctrl-C itself; this process only stays until it is done.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(process), "tarn-foreground"));
        return new MountRun(start.await(process, home.log().resolve("node.log")), process);
    }

    ControlClient node() {
        return node;
    }

    /// Waits for a node on this terminal to end; returns at once for one in the background.
    ///
    /// @return its exit code
    int untilEnd() {
        return foreground == null ? ExitCode.DONE.number() : await(foreground);
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroy();
            return ExitCode.TRY_AGAIN.number();
        }
    }

    /// Checks that the kernel shows the mount.
    static void confirm(MountPoint point) throws NodeFailure {
        if (point.mounted().isEmpty()) {
            throw new NodeFailure(
                    ExitCode.DEFECT,
                    "The node says that " + point.directory()
                            + " is mounted, but /proc/self/mountinfo does not show it; it may be mounted in another mount"
                            + " namespace.");
        }
    }

    /// Checks that this machine can mount at all, before anything is made.
    static void needFuse() throws NodeFailure {
        if (!java.nio.file.Files.exists(java.nio.file.Path.of("/dev/fuse"))) {
            throw new NodeFailure(
                    ExitCode.CONFIG,
                    "There is no /dev/fuse, so nothing can be mounted here. Load the module (modprobe fuse); in a"
                            + " container, start it with: --device /dev/fuse --cap-add SYS_ADMIN");
        }
    }

    @Override
    public void close() {
        if (foreground != null) {
            foreground.destroy();
        }
    }
}
