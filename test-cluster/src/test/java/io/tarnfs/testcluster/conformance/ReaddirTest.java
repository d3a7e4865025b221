// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.ENOTDIR;
import static io.tarnfs.testcluster.posix.Flags.O_DIRECTORY;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.SEEK_SET;
import static io.tarnfs.testcluster.posix.Flags.S_IFIFO;
import static io.tarnfs.testcluster.posix.Flags.S_IFREG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Argument;
import io.tarnfs.testcluster.posix.Dirent;
import io.tarnfs.testcluster.posix.Posix;
import io.tarnfs.testcluster.posix.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// getdents64(2): names, cookies, listings that change underneath.
final class ReaddirTest extends ConformanceCase {

    /// Names in the large directory; Alice's may be smaller, since the owner changes nothing in how it is
    /// listed.
    private int many() {
        return caller.isRoot() ? 10_000 : 1_000;
    }

    @Test
    void listingHasEachNameOnceAndTheDots() {
        me.writeFile("f", "");
        me.mkdir("d", 0755);
        me.symlink("x", "s");
        int directory = me.open(".", O_RDONLY | O_DIRECTORY);
        List<String> names =
                me.entries(directory).stream().map(Dirent::name).sorted().toList();
        assertEquals(List.of(".", "..", "d", "f", "s"), names);
        me.close(directory);
    }

    @Test
    void listingTellsTheInodeAndTheType() {
        me.writeFile("f", "");
        me.mkdir("d", 0755);
        me.symlink("x", "s");
        me.mknod("p", S_IFIFO | 0644, 0);
        int directory = me.open(".", O_RDONLY | O_DIRECTORY);
        for (Dirent entry : me.entries(directory)) {
            if (!entry.isDots()) {
                Stat stat = me.lstat(entry.name());
                assertEquals(stat.ino(), entry.ino(), entry.name());
                assertEquals(stat.type(), entry.type(), entry.name());
            }
        }
        me.close(directory);
    }

    @Test
    void listingOfTenThousandNamesIsCompleteAndDeletable() {
        me.mkdir("d", 0755);
        me.chmod("d", 0777);
        List<String> expected =
                IntStream.range(0, many()).mapToObj(i -> "entry-" + i).toList();
        inPairs("mknod", expected, new Argument.Value(S_IFREG | 0644), new Argument.Value(0));
        List<String> names = me.names("d");
        assertEquals(many(), names.size());
        assertEquals(Set.copyOf(expected), Set.copyOf(names));
        deleteWhileListing();
    }

    /// Deletes each chunk as it is listed, as rm -r does: every name must come up.
    private void deleteWhileListing() {
        int directory = me.open("d", O_RDONLY | O_DIRECTORY);
        int deleted = 0;
        for (List<Dirent> some = me.getdents(directory); !some.isEmpty(); some = me.getdents(directory)) {
            List<String> names = names(some).stream()
                    .filter(name -> name.startsWith("entry-"))
                    .toList();
            inPairs("unlink", names);
            deleted += names.size();
        }
        me.close(directory);
        assertEquals(many(), deleted);
        me.rmdir("d");
    }

    /// Makes the call for each name below `d`, by two processes at a time: durable calls wait for the disk together.
    private void inPairs(String call, List<String> names, Argument... rest) {
        for (int i = 0; i < names.size(); i += 2) {
            List<String> pair = names.subList(i, Math.min(i + 2, names.size()));
            List<Actor> actors = List.of(me.actor(), other.actor()).subList(0, pair.size());
            for (int k = 0; k < pair.size(); k++) {
                List<Argument> all = new ArrayList<>();
                all.add(new Argument.Input(("d/" + pair.get(k) + "\0").getBytes(Posix.BYTES)));
                all.addAll(List.of(rest));
                actors.get(k).begin(call, all.toArray(Argument[]::new));
            }
            for (Actor actor : actors) {
                assertEquals(0, actor.finish().result());
            }
        }
    }

    @Test
    void listingResumesAtTheCookieOfAnyEntry() {
        for (int i = 0; i < 500; i++) {
            me.mknod("a-rather-long-name-of-entry-" + i, S_IFREG | 0644, 0);
        }
        int directory = me.open(".", O_RDONLY | O_DIRECTORY);
        List<Dirent> all = me.entries(directory);
        for (int at : List.of(0, 1, 2, 100, 250, all.size() - 2, all.size() - 1)) {
            me.lseek(directory, all.get(at).cookie(), SEEK_SET);
            assertEquals(names(all.subList(at + 1, all.size())), names(me.entries(directory)), "index=" + at);
        }
        me.close(directory);
    }

    @Test
    void listingResumesAtACookieWhoseEntryWasDeleted() {
        for (int i = 0; i < 300; i++) {
            me.mknod("entry-" + i, S_IFREG | 0644, 0);
        }
        int directory = me.open(".", O_RDONLY | O_DIRECTORY);
        List<Dirent> all = me.entries(directory);
        int at = 150;
        for (Dirent entry : all.subList(0, at + 1)) {
            if (!entry.isDots()) {
                me.unlink(entry.name());
            }
        }
        List<String> rest = names(all.subList(at + 1, all.size()));
        me.lseek(directory, all.get(at).cookie(), SEEK_SET);
        Set<String> seen = Set.copyOf(names(me.entries(directory)));
        assertTrue(seen.containsAll(
                rest.stream().filter(name -> !name.startsWith(".")).toList()));
        me.close(directory);
    }

    @Test
    void rewoundListingShowsNewNames() {
        me.writeFile("a", "");
        int directory = me.open(".", O_RDONLY | O_DIRECTORY);
        me.entries(directory);
        me.writeFile("b", "");
        me.unlink("a");
        me.lseek(directory, 0, SEEK_SET);
        assertEquals(Set.of(".", "..", "b"), Set.copyOf(names(me.entries(directory))));
        me.close(directory);
    }

    /// S5: "A directory listing shows every name that was there from its beginning to its end exactly once,
    /// whatever is made or removed meanwhile, and can be resumed from any entry."
    @Test
    void namesThatStayAreListedExactlyOnceWhileOthersComeAndGo() {
        for (int i = 0; i < 1000; i++) {
            me.mknod("stays-" + i, S_IFREG | 0644, 0);
        }
        int directory = me.open(".", O_RDONLY | O_DIRECTORY);
        List<String> seen = new ArrayList<>();
        int round = 0;
        for (List<Dirent> some = me.getdents(directory); !some.isEmpty(); some = me.getdents(directory)) {
            some.stream()
                    .map(Dirent::name)
                    .filter(name -> name.startsWith("stays-"))
                    .forEach(seen::add);
            me.mknod("comes-" + round, S_IFREG | 0644, 0);
            if (round > 0) {
                me.unlink("comes-" + (round - 1));
            }
            round++;
        }
        me.close(directory);
        assertEquals(1000, seen.size());
        assertEquals(1000, Set.copyOf(seen).size());
    }

    @Test
    void listingOfARemovedDirectoryIsEmptyOrENOENT() {
        me.mkdir("d", 0755);
        int directory = me.open("d", O_RDONLY | O_DIRECTORY);
        me.rmdir("d");
        assertErrno(ENOENT, () -> me.entries(directory));
        me.close(directory);
    }

    @Test
    void getdentsOfAFileIsENOTDIR() {
        me.writeFile("f", "");
        int file = me.open("f", O_RDONLY);
        assertErrno(ENOTDIR, () -> me.getdents(file));
        me.close(file);
    }

    @Test
    void dotDotOfADirectoryIsItsParent() {
        me.mkdir("d", 0755);
        me.mkdir("d/e", 0755);
        assertEquals(me.stat("d").ino(), me.stat("d/e/..").ino());
        assertEquals(me.stat("d/e").ino(), me.stat("d/e/.").ino());
    }

    private static List<String> names(List<Dirent> entries) {
        return entries.stream().map(Dirent::name).toList();
    }
}
