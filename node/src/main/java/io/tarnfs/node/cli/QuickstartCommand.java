// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.linux.mounts.Mount;
import io.tarnfs.node.Console;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.ControlClient;
import io.tarnfs.node.process.Home;
import io.tarnfs.node.process.KeySource;
import io.tarnfs.node.process.MountJson;
import io.tarnfs.node.process.MountOrder;
import io.tarnfs.node.process.MountPoint;
import io.tarnfs.node.process.MountSource;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tarn quickstart DIR`: from nothing to a mounted, encrypted volume, or back to the one that was there.
@Command(
        name = "quickstart",
        description = {
            "Mount an encrypted volume on DIR with everything it needs: a node in the background, a metadata service,"
                    + " a store and a key file. The next quickstart on DIR brings the same volume back."
        })
final class QuickstartCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The mount point: an empty directory, made if it is missing.")
    private @Nullable Path directory;

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private VolumeOptions options = new VolumeOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--foreground", description = "Stay on this terminal until the node ends.")
    private boolean foreground;

    @Override
    public Integer call() throws NodeFailure {
        MountRun.needFuse();
        MountPoint point = MountPoint.of(java.util.Objects.requireNonNull(directory));
        Home place = home.folder().isPresent() ? home.home() : home.homes().ofQuickstart(point.directory());
        if (!mountedBy(place, point)) {
            point.check();
        }
        try (MountRun run = MountRun.on(place, List.of("--any-port"), foreground)) {
            JsonObject mount = mount(run.node(), place, point);
            run.confirm(point);
            report(mount, run.node(), place);
            return run.untilEnd();
        }
    }

    /// A mount of this very home is no obstacle: it is there already, or its node was killed and detaches it
    /// when it comes back.
    private static boolean mountedBy(Home place, MountPoint point) throws NodeFailure {
        return point.mounted()
                .map(Mount::fileSystem)
                .flatMap(system -> MountSource.parse(system.source()))
                .filter(source -> source.homeId().equals(place.id()))
                .isPresent();
    }

    private JsonObject mount(ControlClient node, Home place, MountPoint point) throws NodeFailure {
        String name = volumeName(point.directory());
        Optional<KeySource> chosen = options.keySource();
        KeySource key = chosen.orElse(new KeySource.KeyFile(place.keys().resolve(name + ".key")));
        Optional<JsonObject> there = volume(node, name);
        if (there.isEmpty()) {
            node.createVolume(options.order(name, key));
        } else {
            if (options.any()) {
                Console.note("volume " + name + " is there already; what it is made of stays as it is.");
            }
            if (chosen.isEmpty() && there.get().getInteger("keySlots") == 0) {
                key = new KeySource.None();
            }
        }
        return node.mount(MountJson.encode(new MountOrder(name, point.directory(), key)));
    }

    private static Optional<JsonObject> volume(ControlClient node, String name) throws NodeFailure {
        try {
            // One whose making was cut off is made again.
            return Optional.of(node.volume(name)).filter(volume -> "ready".equals(volume.getString("state")));
        } catch (NodeFailure failure) {
            if (failure.code() == ExitCode.NOT_THERE) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /// Names the volume like the directory, as far as a volume can be named so.
    static String volumeName(Path directory) {
        Path last = directory.getFileName();
        String name = last == null ? "" : last.toString().replaceAll("[^A-Za-z0-9._-]", "_");
        String tidy = name.replaceFirst("^[._-]+", "");
        return tidy.isEmpty() ? "quickstart" : tidy.substring(0, Math.min(tidy.length(), 63));
    }

    private void report(JsonObject mount, ControlClient node, Home place) throws NodeFailure {
        JsonObject volume = node.volume(mount.getString("volume"));
        JsonObject status = node.status();
        String script = Launcher.script().toString();
        String directoryText = mount.getString("directory");
        String stop = script + " node stop --home " + place.root();
        String again = script + " quickstart " + (home.folder().isPresent() ? "--home " + place.root() + " " : "")
                + directoryText;
        JsonObject json = new JsonObject()
                .put("mount", mount)
                .put("volume", volume)
                .put("home", place.root().toString())
                .put("address", status.getString("address"))
                .put("stop", stop)
                .put("start", again);
        List<List<String>> facts = new ArrayList<>();
        facts.add(List.of("mounted", directoryText + " (volume " + mount.getString("volume") + ")"));
        facts.add(List.of("home", place.root().toString()));
        facts.add(List.of("store", volume.getString("store")));
        facts.add(List.of("key", keyText(mount.getJsonObject("key"))));
        facts.add(List.of("health", status.getString("address") + "/q/health"));
        facts.add(List.of("stop", stop));
        facts.add(List.of("start again", again));
        output.print(json, facts);
    }

    /// Returns a word as a shell takes it.
    static String shellWord(String word) {
        return word.matches("[A-Za-z0-9@%+=:,./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String keyText(JsonObject key) {
        return switch (MountJson.decodeKey(key)) {
            case KeySource.None() -> "none: the store holds your data unencrypted";
            case KeySource.KeyFile(Path file) ->
                file + "\n             It protects the store, not this machine: who reads this file can read the"
                        + " volume.\n             Keep a copy elsewhere: without it the data is lost.";
            case KeySource.PassphraseFile(Path file) -> "the passphrase in " + file;
            case KeySource.Typed _ -> "the passphrase that was typed";
        };
    }
}
