// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.ControlClient;
import io.tarnfs.node.process.Home;
import io.tarnfs.node.process.MountPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `mount` and `quickstart` share: a node, started if none runs, in the background or on this terminal.
final class MountRun implements AutoCloseable {
    private final ControlClient node;
    private final @Nullable Process started;
    private final boolean onTerminal;
    private boolean mounted;

    private MountRun(ControlClient node, @Nullable Process started, boolean onTerminal) {
        this.node = node;
        this.started = started;
        this.onTerminal = onTerminal;
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
            return new MountRun(running.get(), null, false);
        }
        home.prepare();
        BackgroundNode start = new BackgroundNode(home, options);
        Process process = onTerminal ? start.onTerminal() : start.detached();
        if (onTerminal) {
            // The node gets the terminal's Ctrl-C itself; this process only stays until it is done.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> await(process), "tarn-foreground"));
        }
        return new MountRun(start.await(process), process, onTerminal);
    }

    ControlClient node() {
        return node;
    }

    /// Checks that the kernel shows the mount; from then on the node is kept.
    void confirm(MountPoint point) throws NodeFailure {
        if (point.mounted().isEmpty()) {
            throw new NodeFailure(
                    ExitCode.DEFECT,
                    "The node says that " + point.directory()
                            + " is mounted, but /proc/self/mountinfo does not show it; it may be mounted in another mount"
                            + " namespace.");
        }
        mounted = true;
    }

    /// Waits for a node on this terminal to end; returns at once for one in the background.
    ///
    /// @return its exit code
    int untilEnd() {
        return started == null || !onTerminal ? ExitCode.DONE.number() : await(started);
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

    /// Checks that this machine can mount at all, before anything is made.
    static void needFuse() throws NodeFailure {
        if (!Files.exists(Path.of("/dev/fuse"))) {
            throw new NodeFailure(
                    ExitCode.CONFIG,
                    "There is no /dev/fuse, so nothing can be mounted here. Load the module (modprobe fuse); in a"
                            + " container, start it with: --device /dev/fuse --cap-add SYS_ADMIN");
        }
    }

    /// Stops a node that was started for a mount which did not come about.
    @Override
    public void close() {
        if (started != null && !mounted) {
            started.destroy();
            await(started);
        }
    }
}
