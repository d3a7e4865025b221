// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.linux.mounts.Mount;
import io.tarnfs.node.Console;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.ControlClient;
import io.tarnfs.node.process.Home;
import io.tarnfs.node.process.MountPoint;
import io.tarnfs.node.process.MountSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tarn umount DIR`.
@Command(name = "umount", description = "Store everything, unmount DIR, and forget the mount.")
final class UmountCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The mount point.")
    private @Nullable Path directory;

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws NodeFailure {
        MountPoint point = MountPoint.of(Objects.requireNonNull(directory));
        try {
            node(point).unmount(point.directory().toString());
        } catch (NodeFailure failure) {
            throw failure.code() == ExitCode.TRY_AGAIN ? withHolders(failure, point) : failure;
        }
        Console.note("unmounted " + point.directory() + ".");
        return ExitCode.DONE.number();
    }

    /// Returns the node that mounted it, which the mount's source names; else the one that is meant anyway,
    /// which may still have it on record.
    private ControlClient node(MountPoint point) throws NodeFailure {
        Optional<MountSource> source =
                point.mounted().map(Mount::fileSystem).flatMap(system -> MountSource.parse(system.source()));
        if (source.isEmpty()) {
            return home.node();
        }
        for (Home known : homes()) {
            if (known.id().equals(source.get().homeId())) {
                return ControlClient.find(known).orElseThrow(() -> orphaned(point, known));
            }
        }
        throw new NodeFailure(
                ExitCode.USAGE,
                point.directory() + " was mounted by a node whose home is not known here; name it with --home.");
    }

    /// Returns the homes that the mount may belong to: the one that was named, those in their usual places, and those
    /// that running nodes name on their command lines.
    private List<Home> homes() {
        Stream<Home> running = ProcessHandle.allProcesses()
                .flatMap(process -> process.info().arguments().stream())
                .flatMap(arguments -> RunningHomes.in(List.of(arguments)).stream());
        return Stream.of(Stream.of(home.home()), home.homes().known().stream(), running)
                .flatMap(each -> each)
                .toList();
    }

    private static NodeFailure orphaned(MountPoint point, Home known) {
        return new NodeFailure(
                ExitCode.UNREACHABLE,
                "The node that mounted " + point.directory() + " does not run any more; start it again (tarn node run"
                        + " --home " + known.root() + "), or take the dead mount away: umount -l " + point.directory());
    }

    private static NodeFailure withHolders(NodeFailure busy, MountPoint point) {
        List<Holders.Holder> holders = Holders.of(point.directory());
        if (holders.isEmpty()) {
            return busy;
        }
        String names = holders.stream()
                .map(holder -> holder.pid() + " (" + holder.command() + ")")
                .collect(Collectors.joining(", "));
        return new NodeFailure(
                ExitCode.TRY_AGAIN,
                point.directory() + " is in use by pid " + names + "; end or leave these, then try again.",
                busy);
    }
}
