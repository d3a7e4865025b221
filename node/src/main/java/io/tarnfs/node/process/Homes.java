// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where homes lie when nobody names one.
///
/// @param standard the home of a node that was started without `--home`
public record Homes(Path standard) {
    /// Returns the places for this user: `/var/lib/tarn` for root, else `$XDG_DATA_HOME/tarn`.
    public static Homes of(Map<String, String> environment, String user, Path userHome) {
        if (user.equals("root")) {
            return new Homes(Path.of("/var/lib/tarn"));
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = data.isEmpty() ? userHome.resolve(".local/share") : Path.of(data);
        return new Homes(base.resolve("tarn"));
    }

    /// Returns the places for whoever runs this process.
    public static Homes ofThisUser() {
        return of(System.getenv(), System.getProperty("user.name"), Path.of(System.getProperty("user.home")));
    }

    /// Returns the home that `named` says, else the standard one.
    public Home named(Optional<Path> named) {
        return new Home(named.orElse(standard));
    }

    /// Returns the home of a quickstart on this directory: its last name for people, a hash to tell it from
    /// others.
    public Home ofQuickstart(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        Path last = path.getFileName();
        String name = last == null ? "root" : last.toString().replaceAll("[^A-Za-z0-9._-]", "_");
        return new Home(quickstarts().resolve(name + "-" + new Home(path).id()));
    }

    /// Returns the standard home and all quickstart homes that exist.
    public List<Home> known() {
        List<Home> homes = new ArrayList<>();
        if (Files.isDirectory(standard)) {
            homes.add(new Home(standard));
        }
        if (Files.isDirectory(quickstarts())) {
            try (Stream<Path> folders = Files.list(quickstarts())) {
                folders.filter(Files::isDirectory).sorted().map(Home::new).forEach(homes::add);
            } catch (IOException unreadable) {
                throw new UncheckedIOException("list homes in " + quickstarts(), unreadable);
            }
        }
        return homes;
    }

    private Path quickstarts() {
        return standard.resolve("quickstart");
    }
}
