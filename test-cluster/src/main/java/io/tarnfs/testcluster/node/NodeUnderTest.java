// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A node as its user sees it: started by the launcher in a home and with a mount point of its own, stopped,
/// killed, started again.
///
/// The node is never a part of the test's process. [#close] removes what [#start] made and nothing else: the
/// process named by this home's control file, the mount at this mount point, this scratch folder. A mount that
/// hangs is aborted through its own connection in fusectl first.
public final class NodeUnderTest implements AutoCloseable {
    /// The first call of the launcher in a fresh clone builds the product.
    private static final Duration FIRST_START_TIME = Duration.ofMinutes(15);

    private static final Duration START_TIME = Duration.ofMinutes(2);
    private static final Duration COMMAND_TIME = Duration.ofMinutes(1);

    /// umount, mountpoint and their like: they hang on a hung mount, and nothing they do takes long.
    private static final Duration MOUNT_COMMAND_TIME = Duration.ofSeconds(20);

    private static final Duration DEATH_TIME = Duration.ofSeconds(20);
    private static final Duration REMOVAL_TIME = Duration.ofMinutes(5);

    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)");

    private final Path scratch;
    private final Path home;
    private final Path mountPoint;

    private NodeUnderTest(Path scratch) {
        this.scratch = scratch;
        this.home = scratch.resolve("home");
        this.mountPoint = scratch.resolve("mnt");
    }

    /// A node that is not running yet, with a home and a mount point below the build folder.
    public static NodeUnderTest prepare(String name) {
        Machine.requireFuse();
        Path launcher = launcher();
        if (!Files.isExecutable(launcher)) {
            throw new IllegalStateException("the launcher is missing, file=" + launcher);
        }
        NodeUnderTest node = new NodeUnderTest(Machine.scratch(name));
        try {
            Files.createDirectory(node.mountPoint);
        } catch (IOException e) {
            throw new UncheckedIOException("making the mount point, folder=" + node.mountPoint, e);
        }
        return node;
    }

    /// Starts a node with an empty volume and waits until it is mounted.
    public static NodeUnderTest start(String name) {
        NodeUnderTest node = prepare(name);
        try {
            node.quickstart(FIRST_START_TIME);
            return node;
        } catch (RuntimeException e) {
            node.closeAfter(e);
            throw e;
        }
    }

    /// The launcher of this repository, or the one that the system property `tarn.launcher` names: an installed
    /// product is judged the same way.
    public static Path launcher() {
        String named = System.getProperty("tarn.launcher", "");
        return named.isEmpty()
                ? Machine.repository().resolve("tarn")
                : Path.of(named).toAbsolutePath();
    }

    /// Where the file system appears.
    public Path mountPoint() {
        return mountPoint;
    }

    /// The home: metadata/ store/ cache/ log/ run/.
    public Path home() {
        return home;
    }

    /// A folder outside the mount that goes away with this node.
    public Path scratch() {
        return scratch;
    }

    /// Runs a command of the launcher, with `--home` added, and returns how it ended.
    public Program.Outcome tarn(String... arguments) {
        return tarn(COMMAND_TIME, arguments);
    }

    private Program.Outcome tarn(Duration time, String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home.toString()));
        return Program.run(time, Map.of(), command);
    }

    /// Starts the node on the volume in its home, after [#stop], [#kill9] or [#prepare], and asserts the mount.
    public void restart() {
        quickstart(START_TIME);
    }

    private void quickstart(Duration time) {
        tarn(time, "quickstart", mountPoint.toString()).orFail();
        assertMounted();
    }

    /// Stops the node in order and waits until the mount and the process are gone.
    public void stop() {
        ProcessHandle process = process();
        tarn("node", "stop").orFail();
        awaitDeath(process);
        if (MountInfo.at(mountPoint).isPresent()) {
            throw new IllegalStateException("node stop left the mount behind, folder=" + mountPoint);
        }
    }

    /// SIGKILLs the node and waits for its end. The mount stays behind, dead.
    public void kill9() {
        ProcessHandle process = process();
        process.destroyForcibly();
        awaitDeath(process);
    }

    /// Detaches a mount whose node is dead, as an administrator would.
    public void detachStaleMount() {
        Program.run(MOUNT_COMMAND_TIME, "umount", "-l", mountPoint.toString()).orFail();
    }

    /// Aborts the mount's connection in the kernel: every call that waits for the node fails, also when the node
    /// does not answer any more.
    public void abortMount() {
        FuseControl.abort(MountInfo.at(mountPoint)
                .orElseThrow(() -> new IllegalStateException("not mounted, folder=" + mountPoint)));
    }

    /// Fails unless the mount point carries a mount of the product. Every judge calls it before and after: a
    /// test that ran beside its mount proves nothing.
    public void assertMounted() {
        String type = MountInfo.at(mountPoint).map(MountInfo::type).orElse("nothing");
        if (!type.equals(MountInfo.TARNFS)) {
            throw new IllegalStateException("not mounted, folder=" + mountPoint + " found=" + type);
        }
    }

    /// The node's process, as its control file names it.
    public ProcessHandle process() {
        long pid = controlPid();
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .orElseThrow(() -> new IllegalStateException("the node is not running, pid=" + pid));
    }

    /// The processes that serve this home, by their command lines. Empty when no node runs, whatever a control
    /// file says.
    public List<Long> processes() {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> commandLine(pid).contains(home.toString()))
                .toList();
    }

    private long controlPid() {
        Path control = controlFile();
        try {
            Matcher matcher = PID.matcher(Files.readString(control));
            if (!matcher.find()) {
                throw new IllegalStateException("no pid in the control file, file=" + control);
            }
            return Long.parseLong(matcher.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the control file, file=" + control, e);
        }
    }

    private Path controlFile() {
        return home.resolve("run").resolve("control.json");
    }

    private static void awaitDeath(ProcessHandle process) {
        try {
            process.onExit().get(DEATH_TIME.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the node does not end, pid=" + process.pid(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for the node, pid=" + process.pid(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the node, pid=" + process.pid(), e);
        }
    }

    private void closeAfter(RuntimeException failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /// Ends the process, the mount and the scratch folder, each with a time-out. What the node logged stays in
    /// the build folder, below `node-logs`: a test that failed is explained there.
    @Override
    public void close() {
        stopIfRunning();
        detachAll();
        keepLogs();
        Program.run(REMOVAL_TIME, "rm", "-rf", "--one-file-system", scratch.toString())
                .orFail();
    }

    /// Ends the node's process if there is one: in order if it can, by SIGKILL if it cannot.
    public void stopIfRunning() {
        if (Files.exists(controlFile())) {
            ownProcess().ifPresent(process -> {
                Program.Outcome stopped = tarn("node", "stop");
                if (stopped.exit() != 0 || process.isAlive()) {
                    process.destroyForcibly();
                }
                awaitDeath(process);
            });
        }
    }

    private void keepLogs() {
        Path logs = home.resolve("log");
        if (Files.isDirectory(logs)) {
            Path kept = Machine.buildFolder().resolve("node-logs").resolve(scratch.getFileName());
            Program.run(COMMAND_TIME, "mkdir", "-p", kept.toString()).orFail();
            Program.run(COMMAND_TIME, "cp", "-r", logs.toString(), kept.toString())
                    .orFail();
        }
    }

    /// The process of the control file, if it is a process of this home: a stale file may name a number that
    /// belongs to somebody else by now.
    private Optional<ProcessHandle> ownProcess() {
        return ProcessHandle.of(controlPid())
                .filter(process -> commandLine(process.pid()).contains(home.toString()));
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"));
        } catch (IOException e) {
            return ""; // it ended in between
        }
    }

    private void detachAll() {
        for (int i = 0; i < 4 && MountInfo.at(mountPoint).isPresent(); i++) {
            if (Program.run(MOUNT_COMMAND_TIME, "umount", mountPoint.toString()).exit() != 0) {
                MountInfo.at(mountPoint).ifPresent(FuseControl::abort);
                Program.run(MOUNT_COMMAND_TIME, "umount", "-l", mountPoint.toString());
            }
        }
        if (MountInfo.at(mountPoint).isPresent()) {
            throw new IllegalStateException("the mount stays, folder=" + mountPoint);
        }
    }
}
