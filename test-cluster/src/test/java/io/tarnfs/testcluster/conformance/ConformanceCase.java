// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.posix.Errno;
import io.tarnfs.testcluster.posix.Posix;
import io.tarnfs.testcluster.posix.PosixException;
import io.tarnfs.testcluster.posix.Time;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/// One class of the conformance suite: runs as root and as Alice. Each test has a fresh directory that its
/// caller owns; every name is relative to it.
@ParameterizedClass(name = "as {0}")
@FieldSource("io.tarnfs.testcluster.conformance.ConformanceCase#CALLERS")
@ExtendWith(FolderExtension.class)
abstract class ConformanceCase {
    static final List<Identity> CALLERS = List.of(Identity.ROOT, Identity.ALICE);

    /// Borders at which data changes hands: a frame of a sealed object and a block of a file (both the default
    /// sizes).
    static final long FRAME = 128 << 10;

    static final long BLOCK = 4 << 20;

    @Parameter
    Identity caller = Identity.ROOT;

    /// The caller under test.
    Posix me;

    /// Root: prepares what the caller may not, and changes things behind its back.
    Posix root;

    /// Bob: a stranger to the caller, but for the group that he shares with Alice.
    Posix other;

    FolderUnderTest folder;

    @BeforeEach
    void enterFreshDirectory(FolderUnderTest given) {
        folder = given;
        root = given.as(Identity.ROOT);
        me = given.as(caller);
        other = given.as(Identity.BOB);
        given.enterFreshDirectory(caller);
    }

    /// Asserts that `call` fails with `expected`.
    static void assertErrno(Errno expected, Runnable call) {
        PosixException failure =
                assertThrows(PosixException.class, call::run, () -> "the call succeeded, wanted " + expected);
        assertEquals(expected, failure.errno(), failure.getMessage());
    }

    /// Waits until a change made now gets a later time stamp than `earlier`: clocks of file systems tick in
    /// milliseconds.
    void awaitLater(Time earlier) {
        me.writeFile("clock", "");
        while (!me.stat("clock").ctime().after(earlier)) {
            me.chmod("clock", 0600);
        }
        me.unlink("clock");
    }

    /// Asserts that `change` gives the inode at `path` a later time of the kind that `time` reads.
    void assertAdvances(Supplier<Time> time, Runnable change) {
        Time before = time.get();
        awaitLater(before);
        change.run();
        Time after = time.get();
        if (!after.after(before)) {
            throw new AssertionError("time did not advance, before=" + before + " after=" + after);
        }
    }

    /// Asserts that `change` leaves the time that `time` reads as it was.
    void assertKeeps(Supplier<Time> time, Runnable change) {
        Time before = time.get();
        awaitLater(before);
        change.run();
        assertEquals(before, time.get());
    }
}
