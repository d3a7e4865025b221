// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Flags.O_APPEND;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_EXCL;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static io.tarnfs.testcluster.posix.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Argument;
import io.tarnfs.testcluster.actor.Reply;
import io.tarnfs.testcluster.posix.Errno;
import io.tarnfs.testcluster.posix.Posix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two processes at the same time: each sends its call before either is answered.
final class ConcurrencyTest extends ConformanceCase {
    private static final int ROUNDS = 100;
    private static final long LARGE = 4 << 20;

    @BeforeEach
    void letBobIn() {
        root.chmod(".", 0777);
    }

    @Test
    void exclusiveCreateOfOneNameHasExactlyOneWinner() {
        for (int i = 0; i < ROUNDS; i++) {
            String name = "f" + i;
            begin(me, "open", text(name), number(O_WRONLY | O_CREAT | O_EXCL), number(0666));
            begin(other, "open", text(name), number(O_WRONLY | O_CREAT | O_EXCL), number(0666));
            assertOneWinner(finish(me), finish(other), Errno.EEXIST);
        }
    }

    @Test
    void mkdirOfOneNameHasExactlyOneWinner() {
        for (int i = 0; i < ROUNDS; i++) {
            String name = "d" + i;
            begin(me, "mkdir", text(name), number(0777));
            begin(other, "mkdir", text(name), number(0777));
            assertOneWinner(finish(me), finish(other), Errno.EEXIST);
        }
        assertEquals(ROUNDS + 2, me.stat(".").nlink());
    }

    @Test
    void unlinkOfOneNameHasExactlyOneWinner() {
        for (int i = 0; i < ROUNDS; i++) {
            String name = "f" + i;
            me.writeFile(name, "");
            begin(me, "unlink", text(name));
            begin(other, "unlink", text(name));
            assertOneWinner(finish(me), finish(other), Errno.ENOENT);
        }
        assertEquals(List.of(), me.names("."));
    }

    @Test
    void linksMadeAtTheSameTimeAreAllCounted() {
        me.writeFile("f", "");
        me.chmod("f", 0666);
        for (int i = 0; i < ROUNDS; i++) {
            begin(me, "link", text("f"), text("mine" + i));
            begin(other, "link", text("f"), text("theirs" + i));
            assertEquals(0, finish(me).result());
            assertEquals(0, finish(other).result());
        }
        assertEquals(1 + 2 * ROUNDS, me.stat("f").nlink());
    }

    @Test
    void directoriesSwappedIntoEachOtherNeverMakeALoop() {
        for (int i = 0; i < ROUNDS; i++) {
            String one = "one" + i;
            String two = "two" + i;
            me.mkdir(one, 0777);
            other.mkdir(two, 0777);
            root.chmod(one, 0777); // whoever moves a directory to another parent changes its ".."
            root.chmod(two, 0777);
            begin(me, "rename", text(one), text(two + "/in"));
            begin(other, "rename", text(two), text(one + "/in"));
            Reply mine = finish(me);
            Reply theirs = finish(other);
            assertEquals(-1, mine.result() + theirs.result(), "exactly one of the two can happen");
        }
    }

    @Test
    void appendsOfTwoProcessesLoseNothing() {
        me.writeFile("f", "");
        me.chmod("f", 0666);
        int mine = me.open("f", O_WRONLY | O_APPEND);
        int theirs = other.open("f", O_WRONLY | O_APPEND);
        String one = "m".repeat(999) + "\n";
        String two = "t".repeat(999) + "\n";
        for (int i = 0; i < ROUNDS; i++) {
            begin(me, "write", number(mine), bytes(one), number(1000));
            begin(other, "write", number(theirs), bytes(two), number(1000));
            assertEquals(1000, finish(me).result());
            assertEquals(1000, finish(other).result());
        }
        me.close(mine);
        other.close(theirs);
        List<String> lines = me.readText("f").lines().toList();
        assertEquals(2 * ROUNDS, lines.size());
        assertEquals(
                ROUNDS, lines.stream().filter(line -> (line + "\n").equals(one)).count());
        assertEquals(
                ROUNDS, lines.stream().filter(line -> (line + "\n").equals(two)).count());
    }

    /// S2 lets no moment pass in which the name leads nowhere.
    @Test
    void nameThatIsReplacedByRenameIsNeverMissing() {
        me.writeFile("target", "old");
        for (int i = 0; i < ROUNDS; i++) {
            me.writeFile("new", "new");
            begin(me, "rename", text("new"), text("target"));
            begin(other, "open", text("target"), number(O_RDONLY), number(0));
            assertEquals(0, finish(me).result());
            long descriptor = finish(other).result();
            assertNotEquals(-1, descriptor, "round=" + i);
            other.close((int) descriptor);
        }
    }

    @Test
    void writesToDifferentPartsAtTheSameTimeAreAllKept() {
        me.writeFile("f", "");
        me.chmod("f", 0666);
        int mine = me.open("f", O_RDWR);
        int theirs = other.open("f", O_RDWR);
        begin(me, "fill", number(mine), number(0), number(LARGE), number(1));
        begin(other, "fill", number(theirs), number(LARGE), number(LARGE), number(2));
        assertEquals(LARGE, finish(me).result());
        assertEquals(LARGE, finish(other).result());
        assertEquals(LARGE, me.verify(mine, 0, LARGE, 1));
        assertEquals(LARGE, me.verify(mine, LARGE, LARGE, 2));
        me.close(mine);
        other.close(theirs);
        int again = me.open("f", O_RDONLY);
        assertEquals(LARGE, me.verify(again, 0, LARGE, 1));
        assertEquals(LARGE, me.verify(again, LARGE, LARGE, 2));
        me.close(again);
    }

    @Test
    void readsBesideAWriteSeeOldOrNewBytesOnly() {
        int length = 100_000;
        int mine = me.open("f", O_RDWR | O_CREAT, 0644);
        me.pwrite(mine, filled(length, 1), 0);
        int theirs = other.open("f", O_RDONLY);
        for (int i = 2; i < 30; i++) {
            begin(me, "pwrite", number(mine), new Argument.Input(filled(length, i)), number(length), number(0));
            byte[] seen = other.pread(theirs, length, 0);
            assertEquals(length, finish(me).result());
            for (byte b : seen) {
                int value = b;
                int round = i;
                assertTrue(value == round || value == round - 1, () -> "round=" + round + " value=" + value);
            }
        }
        me.close(mine);
        other.close(theirs);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void assertOneWinner(Reply one, Reply two, Errno losersErrno) {
        boolean first = one.result() >= 0;
        assertNotEquals(first, two.result() >= 0, () -> "winners: " + one + " " + two);
        assertEquals(losersErrno, Errno.of(first ? two.errno() : one.errno()));
    }

    private static void begin(Posix calls, String name, Argument... arguments) {
        calls.actor().begin(name, arguments);
    }

    private static Reply finish(Posix calls) {
        return calls.actor().finish();
    }

    private static Argument number(long value) {
        return new Argument.Value(value);
    }

    private static Argument text(String name) {
        return bytes(name + "\0");
    }

    private static Argument bytes(String content) {
        return new Argument.Input(content.getBytes(StandardCharsets.US_ASCII));
    }
}
