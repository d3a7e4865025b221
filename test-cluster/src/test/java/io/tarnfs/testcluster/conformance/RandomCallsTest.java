// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.Program;
import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import io.tarnfs.testcluster.posix.PosixException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Random calls, made alike in the folder under test and in a plain folder of this machine: each must give the
/// same result or the same errno, and the trees must be the same.
///
/// `tarn.seed` repeats a run; `tarn.random.calls` says how many calls (3000).
final class RandomCallsTest extends ConformanceCase {
    private static final int CALLS = Integer.getInteger("tarn.random.calls", 3000);
    private static final long SEED = Long.getLong("tarn.seed", System.nanoTime());
    /// Comparing the whole trees costs as much as some hundred calls.
    private static final int CALLS_A_COMPARISON = 300;

    private static final int REMEMBERED_CALLS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void anyCallsGiveWhatTheKernelsOwnFileSystemGives() {
        Path plain = Machine.scratch("plain");
        // Owner and umask of the plain folder are those of the fresh directory that the other actor stands in.
        Program.run(PATIENCE, "chown", caller.uid() + ":" + caller.gid(), plain.toString())
                .orFail();
        try (Actor actor = folder.startActorIn(plain, caller)) {
            compare(new Posix(actor));
        } finally {
            Program.run(PATIENCE, "rm", "-rf", plain.toString()).orFail();
        }
    }

    private void compare(Posix plain) {
        SplittableRandom random = new SplittableRandom(SEED);
        RandomCall.Slots slots = new RandomCall.Slots();
        Deque<String> last = new ArrayDeque<>();
        for (int i = 1; i <= CALLS; i++) {
            RandomCall call = RandomCall.next(random);
            String expected = result(call, plain, slots, 1);
            String found = result(call, me, slots, 0);
            last.add(call + " -> " + found);
            if (last.size() > REMEMBERED_CALLS) {
                last.removeFirst();
            }
            int number = i;
            assertEquals(expected, found, () -> story(number, last));
            if (i % CALLS_A_COMPARISON == 0 || i == CALLS) {
                assertEquals(List.of(), differences(plain, me), () -> story(number, last));
            }
        }
        slots.closeAll(me, 0);
        slots.closeAll(plain, 1);
        assertEquals(List.of(), differences(plain, me), () -> story(CALLS, last));
    }

    private static String result(RandomCall call, Posix calls, RandomCall.Slots slots, int side) {
        try {
            return call.make(calls, slots, side);
        } catch (PosixException e) {
            return e.errno().toString();
        }
    }

    /// Lines of the two trees that stand in one of them only.
    private static List<String> differences(Posix plain, Posix judged) {
        Set<String> expected = TreeText.of(plain).lines().collect(Collectors.toCollection(TreeSet::new));
        Set<String> found = TreeText.of(judged).lines().collect(Collectors.toCollection(TreeSet::new));
        List<String> differences = new ArrayList<>();
        expected.stream().filter(line -> !found.contains(line)).forEach(line -> differences.add("wanted " + line));
        found.stream().filter(line -> !expected.contains(line)).forEach(line -> differences.add("found " + line));
        return differences;
    }

    private static String story(int number, Deque<String> last) {
        return "seed=" + SEED + " call=" + number + "\n" + String.join("\n", last) + "\n";
    }

    /// The part of a tree that does not depend on the file system: see [TreeText#of].
    private static final class TreeText {
        private TreeText() {}

        /// Names, types, modes, owners, link counts, sizes, targets and content; what cannot be read is said to be so.
        static String of(Posix calls) {
            StringBuilder text = new StringBuilder();
            walk(calls, ".", text);
            return text.toString();
        }

        private static void walk(Posix calls, String directory, StringBuilder text) {
            try {
                for (String name : calls.names(directory).stream().sorted().toList()) {
                    describe(calls, directory + "/" + name, text);
                }
            } catch (PosixException e) {
                text.append(directory).append(" names ").append(e.errno()).append('\n');
            }
        }

        private static void describe(Posix calls, String path, StringBuilder text) {
            text.append(path).append(' ');
            try {
                var stat = calls.lstat(path);
                text.append(Integer.toOctalString(stat.mode()))
                        .append(' ')
                        .append(stat.owner())
                        .append(" nlink=")
                        .append(stat.nlink());
                if (stat.type() == Flags.S_IFREG) {
                    text.append(" size=").append(stat.size());
                    text.append(" content=").append(Arrays.hashCode(calls.readFile(path)));
                } else if (stat.type() == Flags.S_IFLNK) {
                    text.append(" -> ").append(calls.readlink(path));
                }
            } catch (PosixException e) {
                text.append(e.errno());
            }
            text.append('\n');
            walkIfDirectory(calls, path, text);
        }

        private static void walkIfDirectory(Posix calls, String path, StringBuilder text) {
            try {
                if (calls.lstat(path).isDirectory()) {
                    walk(calls, path, text);
                }
            } catch (PosixException e) {
                text.append(path).append(" stat ").append(e.errno()).append('\n');
            }
        }
    }
}
