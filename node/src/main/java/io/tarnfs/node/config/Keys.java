// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Every key of node.yaml with its default and range. There are few: a number stays in the code until someone
/// needs another one.
final class Keys {
    private static final int PORT_MAX = 65_535;

    /// More threads than this on one queue of the kernel only contend for it.
    private static final int READERS_MAX = 64;

    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    static final Key<Set<Role>> ROLES =
            new Key<>("roles", "metadata, mount", "a list of: metadata, mount", Keys::roles);

    static final Key<Optional<Path>> HOME = new Key<>("node.home", "", "an absolute path", Keys::place);
    static final Key<String> HTTP_HOST = new Key<>("node.http-host", "127.0.0.1", "a host name or address", Keys::host);
    static final Key<Integer> HTTP_PORT =
            new Key<>("node.http-port", "7880", "a port from 0 (any free one) to " + PORT_MAX, number(0, PORT_MAX));
    static final Key<Duration> STOP_GRACE =
            new Key<>("node.stop-grace", "10 s", "a duration from 0 s to 10 min", duration(Duration.ofMinutes(10)));

    static final Key<Optional<Path>> METADATA_DIR = new Key<>("metadata.dir", "", "an absolute path", Keys::place);
    static final Key<ByteSize> PAGE_CACHE =
            new Key<>("metadata.page-cache", "64 MiB", "a size from 8 MiB to 64 GiB", size(8 * MIB, 64 * GIB));

    /// Two: one reader waits for the next request while the other answers.
    static final Key<Integer> READERS =
            new Key<>("mount.readers", "2", "a number from 1 to " + READERS_MAX, number(1, READERS_MAX));
    static final Key<ByteSize> L1 =
            new Key<>("mount.l1", "128 MiB", "a size from 16 MiB to 1024 GiB", size(16 * MIB, 1024 * GIB));
    static final Key<ByteSize> DIRTY =
            new Key<>("mount.dirty", "128 MiB", "a size from 32 MiB to 1024 GiB", size(32 * MIB, 1024 * GIB));
    static final Key<Optional<Path>> PASSPHRASE_FILE =
            new Key<>("mount.passphrase-file", "", "an absolute path", Keys::place);

    /// All of them, in the order of the page that lists them.
    static final List<Key<?>> ALL = List.of(
            ROLES,
            HOME,
            HTTP_HOST,
            HTTP_PORT,
            STOP_GRACE,
            METADATA_DIR,
            PAGE_CACHE,
            READERS,
            L1,
            DIRTY,
            PASSPHRASE_FILE);

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");

    private Keys() {}

    private static Optional<Set<Role>> roles(String text) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : text.split(",", -1)) {
            Optional<Role> role = List.of(Role.values()).stream()
                    .filter(each -> each.text().equals(name.strip().toLowerCase(Locale.ROOT)))
                    .findAny();
            if (role.isEmpty()) {
                return Optional.empty();
            }
            roles.add(role.get());
        }
        return Optional.of(roles);
    }

    private static Optional<String> host(String text) {
        return Optional.of(text).filter(host -> HOST.matcher(host).matches());
    }

    private static Optional<Optional<Path>> place(String text) {
        Optional<Path> path = path(text);
        return path.isPresent() ? Optional.of(path) : Optional.empty();
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute).map(Path::normalize);
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private static Function<String, Optional<Integer>> number(int least, int most) {
        return text -> {
            try {
                return Optional.of(Integer.parseInt(text)).filter(value -> value >= least && value <= most);
            } catch (NumberFormatException notANumber) {
                return Optional.empty();
            }
        };
    }

    private static Function<String, Optional<ByteSize>> size(long least, long most) {
        return text -> ByteSize.parse(text).filter(size -> size.bytes() >= least && size.bytes() <= most);
    }

    private static Function<String, Optional<Duration>> duration(Duration most) {
        return text -> Durations.parse(text).filter(value -> value.compareTo(most) <= 0);
    }
}
