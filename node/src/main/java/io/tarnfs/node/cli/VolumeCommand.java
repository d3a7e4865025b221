// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.Console;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.config.ByteSize;
import io.tarnfs.node.process.KeySource;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tarn volume`: the volumes of a node.
@Command(
        name = "volume",
        description = "Make, list, show and remove volumes.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            VolumeCommand.Create.class,
            VolumeCommand.Ls.class,
            VolumeCommand.Show.class,
            VolumeCommand.Rm.class
        })
final class VolumeCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw Tarn.commandMissing(spec);
    }

    private static List<List<String>> facts(JsonObject volume) {
        List<List<String>> facts = new ArrayList<>();
        facts.add(List.of("name", volume.getString("name")));
        facts.add(List.of("id", volume.getLong("id").toString()));
        facts.add(List.of("mounted", mounted(volume)));
        facts.add(List.of("used", new ByteSize(volume.getLong("bytes")).rounded()));
        facts.add(List.of("inodes", volume.getLong("inodes").toString()));
        facts.add(List.of("store", volume.getString("store")));
        facts.add(List.of("block size", new ByteSize(volume.getInteger("blockSizeBytes")).toString()));
        facts.add(List.of("codec", volume.getString("codec")));
        facts.add(List.of("cipher", volume.getString("cipher")));
        facts.add(List.of("key slots", volume.getInteger("keySlots").toString()));
        facts.add(List.of("created", volume.getString("created")));
        return facts;
    }

    private static String mounted(JsonObject volume) {
        return volume.getJsonArray("mounted").isEmpty()
                ? "-"
                : volume.getJsonArray("mounted").stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /// `tarn volume create`.
    @Command(name = "create", description = "Make a volume; it is encrypted unless --no-encryption is given.")
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        private @Nullable String name;

        @Mixin
        private HomeOption home = new HomeOption();

        @Mixin
        private VolumeOptions options = new VolumeOptions();

        @Mixin
        private OutputOption output = new OutputOption();

        @Override
        public Integer call() throws NodeFailure {
            String wanted = Objects.requireNonNull(name);
            var node = home.node();
            Optional<KeySource> named = options.keySource();
            KeySource key = named.isPresent() ? named.get() : KeyOptions.ask(wanted, true);
            JsonObject volume = node.createVolume(options.order(wanted, key));
            output.print(volume, facts(volume));
            return ExitCode.DONE.number();
        }
    }

    /// `tarn volume ls`.
    @Command(name = "ls", description = "List the volumes.")
    static final class Ls implements Callable<Integer> {
        @Mixin
        private HomeOption home = new HomeOption();

        @Mixin
        private OutputOption output = new OutputOption();

        @Override
        public Integer call() throws NodeFailure {
            JsonObject volumes = home.node().volumes();
            List<List<String>> rows = new ArrayList<>();
            for (Object each : volumes.getJsonArray("volumes")) {
                JsonObject volume = (JsonObject) each;
                rows.add(List.of(
                        volume.getString("name"),
                        new ByteSize(volume.getLong("bytes")).rounded(),
                        volume.getLong("inodes").toString(),
                        mounted(volume),
                        volume.getString("store")));
            }
            output.print(volumes, List.of("NAME", "USED", "INODES", "MOUNTED", "STORE"), rows);
            return ExitCode.DONE.number();
        }
    }

    /// `tarn volume show`.
    @Command(name = "show", description = "Show a volume.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        private @Nullable String name;

        @Mixin
        private HomeOption home = new HomeOption();

        @Mixin
        private OutputOption output = new OutputOption();

        @Override
        public Integer call() throws NodeFailure {
            JsonObject volume = home.node().volume(Objects.requireNonNull(name));
            output.print(volume, facts(volume));
            return ExitCode.DONE.number();
        }
    }

    /// `tarn volume rm`.
    @Command(name = "rm", description = "Remove a volume and all its data.")
    static final class Rm implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        private @Nullable String name;

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--yes", description = "Do it without asking.")
        private boolean yes;

        @Override
        public Integer call() throws NodeFailure {
            String wanted = Objects.requireNonNull(name);
            var node = home.node();
            node.volume(wanted);
            if (!yes) {
                confirm(wanted);
            }
            node.removeVolume(wanted);
            Console.note("removed volume " + wanted + ".");
            return ExitCode.DONE.number();
        }

        private static void confirm(String name) throws NodeFailure {
            Person person = Person.present()
                    .orElseThrow(() -> new NodeFailure(
                            ExitCode.USAGE, "Removing volume " + name + " destroys its data; say --yes to do it."));
            String typed = person.line("This destroys all data of volume " + name + ". Type its name to go on: ");
            if (!name.equals(typed)) {
                throw new NodeFailure(ExitCode.USAGE, "That is not its name; nothing was removed.");
            }
        }
    }
}
