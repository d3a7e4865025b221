// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.actor.Pattern;
import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import io.tarnfs.testcluster.posix.Stat;
import io.tarnfs.testcluster.posix.Time;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// One random call: its kind and the numbers that shape it, so that it can be made in two folders alike.
///
/// Few names and few slots for descriptors, so that calls meet: most of what goes wrong needs two calls on one
/// thing.
record RandomCall(Kind kind, String path, String other, int slot, long a, long b) {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
    private static final List<String> ATTRIBUTES = List.of("user.one", "user.two");
    private static final int SLOTS = 4;
    private static final int LARGEST_OFFSET = 300_000;
    private static final int LARGEST_WRITE = 20_000;

    /// What may be asked.
    enum Kind {
        CREATE,
        OPEN,
        OPEN_TRUNCATING,
        OPEN_APPENDING,
        CLOSE,
        READ,
        PREAD,
        WRITE,
        PWRITE,
        SEEK,
        FTRUNCATE,
        TRUNCATE,
        FSYNC,
        FSTAT,
        STAT,
        LSTAT,
        UNLINK,
        RENAME,
        RENAME_NOREPLACE,
        EXCHANGE,
        LINK,
        SYMLINK,
        READLINK,
        MKDIR,
        RMDIR,
        NAMES,
        CHMOD,
        FCHMOD,
        CHOWN,
        UTIMENS,
        FIFO,
        SET_ATTRIBUTE,
        GET_ATTRIBUTE,
        REMOVE_ATTRIBUTE,
        LIST_ATTRIBUTES,
        ACCESS
    }

    /// The open descriptors of both sides; -1 where none is.
    static final class Slots {
        private final int[][] descriptors = new int[2][SLOTS];

        Slots() {
            for (int[] side : descriptors) {
                Arrays.fill(side, -1);
            }
        }

        void closeAll(Posix calls, int side) {
            for (int slot = 0; slot < SLOTS; slot++) {
                replace(calls, side, slot, -1);
            }
        }

        private void replace(Posix calls, int side, int slot, int descriptor) {
            if (descriptors[side][slot] >= 0) {
                calls.close(descriptors[side][slot]);
            }
            descriptors[side][slot] = descriptor;
        }
    }

    static RandomCall next(SplittableRandom random) {
        Kind[] kinds = Kind.values();
        return new RandomCall(
                kinds[random.nextInt(kinds.length)],
                path(random),
                path(random),
                random.nextInt(SLOTS),
                random.nextInt(LARGEST_OFFSET),
                random.nextLong() >>> 1);
    }

    private static String path(SplittableRandom random) {
        StringBuilder path = new StringBuilder(name(random));
        while (random.nextInt(3) == 0) {
            path.append('/').append(name(random));
        }
        return path.toString();
    }

    private static String name(SplittableRandom random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    /// Makes the call with the descriptors of `side`, and returns what it returned as text.
    String make(Posix calls, Slots slots, int side) {
        int descriptor = slots.descriptors[side][slot];
        return switch (kind) {
            case CREATE -> opened(calls, slots, side, Flags.O_RDWR | Flags.O_CREAT | (b % 2 == 0 ? Flags.O_EXCL : 0));
            case OPEN -> opened(calls, slots, side, b % 2 == 0 ? Flags.O_RDWR : Flags.O_RDONLY);
            case OPEN_TRUNCATING -> opened(calls, slots, side, Flags.O_RDWR | Flags.O_TRUNC);
            case OPEN_APPENDING -> opened(calls, slots, side, Flags.O_RDWR | Flags.O_APPEND | Flags.O_CREAT);
            case CLOSE -> {
                slots.replace(calls, side, slot, -1);
                yield "closed";
            }
            case READ -> digest(calls.read(descriptor, length()));
            case PREAD -> digest(calls.pread(descriptor, length(), a));
            case WRITE -> String.valueOf(calls.write(descriptor, content()));
            case PWRITE -> String.valueOf(calls.pwrite(descriptor, content(), a));
            case SEEK -> sought(calls, descriptor);
            case FTRUNCATE -> done(() -> calls.ftruncate(descriptor, a));
            case TRUNCATE -> done(() -> calls.truncate(path, a));
            case FSYNC -> done(() -> calls.fsync(descriptor));
            case FSTAT -> shown(calls.fstat(descriptor));
            case STAT -> shown(calls.stat(path));
            case LSTAT -> shown(calls.lstat(path));
            case UNLINK -> done(() -> calls.unlink(path));
            case RENAME -> done(() -> calls.rename(path, other));
            case RENAME_NOREPLACE -> done(() -> calls.renameat2(path, other, Flags.RENAME_NOREPLACE));
            case EXCHANGE -> done(() -> calls.renameat2(path, other, Flags.RENAME_EXCHANGE));
            case LINK -> done(() -> calls.link(path, other));
            // Relative and without dots: root follows it, and must not leave the folder.
            case SYMLINK -> done(() -> calls.symlink(other, path));
            case READLINK -> calls.readlink(path);
            case MKDIR -> done(() -> calls.mkdir(path, b % 4 == 0 ? 0700 : 0777));
            case RMDIR -> done(() -> calls.rmdir(path));
            case NAMES ->
                calls.names(b % 4 == 0 ? "." : path).stream().sorted().toList().toString();
            case CHMOD -> done(() -> calls.chmod(path, mode()));
            case FCHMOD -> done(() -> calls.fchmod(descriptor, mode()));
            // Never both -1: Linux clears suid then, but does not tell a FUSE file system so.
            case CHOWN ->
                done(() -> calls.lchown(
                        path,
                        -1,
                        b % 2 == 0 ? Identity.SHARED_GROUP : calls.identity().gid()));
            case UTIMENS -> {
                calls.utimensat(path, Time.atSecond(a), new Time(a + 7, b % 1_000_000_000), 0);
                yield calls.stat(path).mtime().toString();
            }
            case FIFO -> done(() -> calls.mknod(path, Flags.S_IFIFO | 0644, 0));
            case SET_ATTRIBUTE ->
                done(() -> calls.setxattr(path, attribute(), Pattern.bytes(b, 0, (int) (b % 100)), (int) (a % 3)));
            case GET_ATTRIBUTE -> digest(calls.getxattr(path, attribute(), (int) (a % 150) + 1));
            case REMOVE_ATTRIBUTE -> done(() -> calls.removexattr(path, attribute()));
            case LIST_ATTRIBUTES ->
                calls.listxattr(path, 1000).stream()
                        .filter(name -> name.startsWith("user."))
                        .sorted()
                        .toList()
                        .toString();
            case ACCESS -> done(() -> calls.access(path, (int) (a % 8)));
        };
    }

    /// Cookies of directories are each file system's own affair.
    private String sought(Posix calls, int descriptor) {
        return calls.fstat(descriptor).isDirectory()
                ? "directory"
                : String.valueOf(calls.lseek(descriptor, a - 1000, (int) (b % 3)));
    }

    private String opened(Posix calls, Slots slots, int side, int flags) {
        // A fifo would wait for its other end.
        int descriptor = calls.open(path, flags | Flags.O_NONBLOCK, mode());
        if (calls.fstat(descriptor).type() == Flags.S_IFIFO) {
            // A FUSE file system is not told that a fifo is open, so it may forget one whose name is removed meanwhile.
            calls.close(descriptor);
            return "opened a fifo";
        }
        slots.replace(calls, side, slot, descriptor);
        return "opened";
    }

    private static String done(Runnable call) {
        call.run();
        return "done";
    }

    /// What two file systems must agree on; sizes of directories and times are their own affair.
    private static String shown(Stat stat) {
        return Integer.toOctalString(stat.mode()) + " " + stat.owner() + " nlink=" + stat.nlink()
                + (stat.isDirectory() ? "" : " size=" + stat.size());
    }

    private static String digest(byte[] bytes) {
        return bytes.length + " bytes, hash " + Arrays.hashCode(bytes);
    }

    private int length() {
        return (int) (b % LARGEST_WRITE);
    }

    private byte[] content() {
        return Pattern.bytes(b, 0, length());
    }

    /// Mostly harmless modes; now and then one that locks the owner out, or a special bit.
    private int mode() {
        return switch ((int) (b % 8)) {
            case 0 -> (int) (a % 01000);
            case 1 -> (int) (a % 010000) | 0600;
            default -> 0755;
        };
    }

    private String attribute() {
        return ATTRIBUTES.get((int) (a % ATTRIBUTES.size()));
    }
}
