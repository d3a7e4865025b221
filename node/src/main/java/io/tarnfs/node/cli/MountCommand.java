// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.ControlClient;
import io.tarnfs.node.process.Home;
import io.tarnfs.node.process.KeySource;
import io.tarnfs.node.process.MountJson;
import io.tarnfs.node.process.MountOrder;
import io.tarnfs.node.process.MountPoint;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tarn mount VOLUME DIR`.
@Command(
        name = "mount",
        description =
                "Mount a volume. The node is started in the background if it does not run; the mount comes back at"
                        + " each start until it is unmounted.")
final class MountCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "VOLUME", description = "The volume's name.")
    private @Nullable String volume;

    @Parameters(index = "1", paramLabel = "DIR", description = "An empty directory, made if it is missing.")
    private @Nullable Path directory;

    @Mixin
    private HomeOption home = new HomeOption();

    @ArgGroup(exclusive = false)
    private KeyOptions key = new KeyOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--foreground", description = "Stay on this terminal until the node ends.")
    private boolean foreground;

    @Override
    public Integer call() throws NodeFailure {
        MountRun.needFuse();
        MountPoint point = MountPoint.of(Objects.requireNonNull(directory));
        String name = Objects.requireNonNull(volume);
        Home place = home.folder().isPresent() || home.running().isEmpty()
                ? home.home()
                : home.node().home();
        try (MountRun run = MountRun.on(place, List.of(), foreground)) {
            KeySource source = source(run.node(), place, name);
            JsonObject order = MountJson.encode(new MountOrder(name, point.directory(), source))
                    .put("key", MountJson.encodeWithSecret(source));
            JsonObject mount = run.node().mount(order);
            run.confirm(point);
            output.print(mount, List.of(List.of("mounted", name + " on " + point.directory())));
            return run.untilEnd();
        }
    }

    /// Returns what was named; else the key file that this home made for the volume; else what the node's
    /// settings name; else what a person types.
    private KeySource source(ControlClient node, Home place, String name) throws NodeFailure {
        Optional<KeySource> named = key.named();
        if (named.isPresent()) {
            return named.get();
        }
        JsonObject there = node.volume(name);
        if (there.getInteger("keySlots", 0) == 0) {
            return new KeySource.None();
        }
        Path own = place.keys().resolve(name + ".key");
        if (Files.exists(own)) {
            return new KeySource.KeyFile(own);
        }
        String configured = node.status().getString("passphraseFile", "");
        return configured.isEmpty() ? KeyOptions.ask(name, false) : new KeySource.PassphraseFile(Path.of(configured));
    }
}
