// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.posix;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Argument;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.actor.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The calls of the man pages, made by an actor. Each returns what the call returns or throws [PosixException]
/// with the errno.
///
/// Names are bytes for the kernel: a string's characters 0 to 255 are its bytes ([#BYTES]), so a name that is
/// not UTF-8 can be said and compared. Use [#utf8] for a name with other characters. A relative name starts at
/// the actor's folder.
public final class Posix {
    /// How names travel: one character, one byte.
    public static final Charset BYTES = StandardCharsets.ISO_8859_1;

    /// Room for one getdents64(2); about 200 short names.
    private static final int DIRENTS_BYTES = 8192;

    /// PATH_MAX.
    private static final int PATH_BYTES = 4096;

    /// statx(2): STATX_BASIC_STATS.
    private static final int STATX_BASIC = 0x7FF;

    private final Actor actor;

    /// The calls of `actor`.
    public Posix(Actor actor) {
        this.actor = actor;
    }

    /// `name` in the form that the calls take: its UTF-8 bytes as characters.
    public static String utf8(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), BYTES);
    }

    /// The process that makes the calls.
    public Actor actor() {
        return actor;
    }

    /// Whom the calls are made as.
    public Identity identity() {
        return actor.identity();
    }

    // ---------------------------------------------------------------- open files

    /// open(2) without O_CREAT.
    public int open(String path, int flags) {
        return open(path, flags, 0);
    }

    /// open(2).
    public int open(String path, int flags, int mode) {
        return (int) call("open", path(path), number(flags), number(mode));
    }

    /// openat(2).
    public int openat(int directory, String path, int flags, int mode) {
        return (int) call("openat", number(directory), path(path), number(flags), number(mode));
    }

    /// close(2).
    public void close(int descriptor) {
        call("close", number(descriptor));
    }

    /// dup(2).
    public int dup(int descriptor) {
        return (int) call("dup", number(descriptor));
    }

    /// read(2).
    public byte[] read(int descriptor, int length) {
        return output("read", number(descriptor), new Argument.Counted(length), number(length));
    }

    /// read(2) into memory that was mapped before: for O_DIRECT, which wants aligned memory. The bytes read.
    public long readInto(int descriptor, long address, int length) {
        return call("read", number(descriptor), number(address), number(length));
    }

    /// pread(2).
    public byte[] pread(int descriptor, int length, long offset) {
        return output("pread", number(descriptor), new Argument.Counted(length), number(length), number(offset));
    }

    /// write(2).
    public int write(int descriptor, byte[] content) {
        return (int) call("write", number(descriptor), new Argument.Input(content), number(content.length));
    }

    /// pwrite(2).
    public int pwrite(int descriptor, byte[] content, long offset) {
        return (int)
                call("pwrite", number(descriptor), new Argument.Input(content), number(content.length), number(offset));
    }

    /// lseek(2).
    public long lseek(int descriptor, long offset, int whence) {
        return call("lseek", number(descriptor), number(offset), number(whence));
    }

    /// ftruncate(2).
    public void ftruncate(int descriptor, long size) {
        call("ftruncate", number(descriptor), number(size));
    }

    /// truncate(2).
    public void truncate(String path, long size) {
        call("truncate", path(path), number(size));
    }

    /// fallocate(2).
    public void fallocate(int descriptor, int mode, long offset, long length) {
        call("fallocate", number(descriptor), number(mode), number(offset), number(length));
    }

    /// fsync(2).
    public void fsync(int descriptor) {
        call("fsync", number(descriptor));
    }

    /// fdatasync(2).
    public void fdatasync(int descriptor) {
        call("fdatasync", number(descriptor));
    }

    /// copy_file_range(2) from `sourceOffset` to `targetOffset`; the bytes copied.
    public long copyFileRange(int source, long sourceOffset, int target, long targetOffset, long length) {
        return call(
                "copy_file_range",
                number(source),
                new Argument.Input(longs(sourceOffset)),
                number(target),
                new Argument.Input(longs(targetOffset)),
                number(length),
                number(0));
    }

    /// flock(2).
    public void flock(int descriptor, int operation) {
        call("flock", number(descriptor), number(operation));
    }

    /// Writes the pattern of `seed` (see [io.tarnfs.testcluster.actor.Pattern]) into [offset, offset + length).
    public void fill(int descriptor, long offset, long length, long seed) {
        call("fill", number(descriptor), number(offset), number(length), number(seed));
    }

    /// How many bytes of [offset, offset + length) agree with the pattern of `seed`, counted from the front.
    public long verify(int descriptor, long offset, long length, long seed) {
        return call("verify", number(descriptor), number(offset), number(length), number(seed));
    }

    // ---------------------------------------------------------------- memory

    /// mmap(2) at an address that the kernel chooses.
    public long mmap(long length, int protection, int flags, int descriptor, long offset) {
        return call(
                "mmap",
                number(0),
                number(length),
                number(protection),
                number(flags),
                number(descriptor),
                number(offset));
    }

    /// munmap(2).
    public void munmap(long address, long length) {
        call("munmap", number(address), number(length));
    }

    /// msync(2).
    public void msync(long address, long length, int flags) {
        call("msync", number(address), number(length), number(flags));
    }

    /// Reads mapped memory.
    public byte[] peek(long address, int length) {
        return output("peek", number(address), number(length));
    }

    /// Writes mapped memory.
    public void poke(long address, byte[] content) {
        call("poke", number(address), new Argument.Input(content));
    }

    // ---------------------------------------------------------------- names

    /// chdir(2).
    public void chdir(String path) {
        call("chdir", path(path));
    }

    /// fchdir(2).
    public void fchdir(int directory) {
        call("fchdir", number(directory));
    }

    /// mkdir(2).
    public void mkdir(String path, int mode) {
        call("mkdir", path(path), number(mode));
    }

    /// rmdir(2).
    public void rmdir(String path) {
        call("rmdir", path(path));
    }

    /// unlink(2).
    public void unlink(String path) {
        call("unlink", path(path));
    }

    /// unlinkat(2).
    public void unlinkat(int directory, String path, int flags) {
        call("unlinkat", number(directory), path(path), number(flags));
    }

    /// rename(2).
    public void rename(String from, String to) {
        call("rename", path(from), path(to));
    }

    /// renameat2(2) with names relative to the actor's folder.
    public void renameat2(String from, String to, int flags) {
        call("renameat2", number(Flags.AT_FDCWD), path(from), number(Flags.AT_FDCWD), path(to), number(flags));
    }

    /// link(2).
    public void link(String from, String to) {
        call("link", path(from), path(to));
    }

    /// linkat(2) with names relative to the actor's folder.
    public void linkat(int directory, String from, String to, int flags) {
        call("linkat", number(directory), path(from), number(Flags.AT_FDCWD), path(to), number(flags));
    }

    /// symlink(2).
    public void symlink(String target, String path) {
        call("symlink", path(target), path(path));
    }

    /// readlink(2).
    public String readlink(String path) {
        return new String(output("readlink", path(path), new Argument.Counted(PATH_BYTES), number(PATH_BYTES)), BYTES);
    }

    /// mknod(2); `mode` with the type bits.
    public void mknod(String path, int mode, long device) {
        call("mknod", path(path), number(mode), number(device));
    }

    /// getdents64(2): the next names, none at the end.
    public List<Dirent> getdents(int descriptor) {
        return Dirent.decode(
                output("getdents64", number(descriptor), new Argument.Counted(DIRENTS_BYTES), number(DIRENTS_BYTES)));
    }

    /// All names of a directory but the dots, in the order of the file system.
    public List<String> names(String path) {
        int descriptor = open(path, Flags.O_RDONLY | Flags.O_DIRECTORY);
        try {
            return entries(descriptor).stream()
                    .filter(entry -> !entry.isDots())
                    .map(Dirent::name)
                    .toList();
        } finally {
            close(descriptor);
        }
    }

    /// All entries from where the descriptor stands.
    public List<Dirent> entries(int descriptor) {
        List<Dirent> all = new ArrayList<>();
        for (List<Dirent> some = getdents(descriptor); !some.isEmpty(); some = getdents(descriptor)) {
            all.addAll(some);
        }
        return List.copyOf(all);
    }

    // ---------------------------------------------------------------- attributes

    /// stat(2): follows symbolic links.
    public Stat stat(String path) {
        return statx(Flags.AT_FDCWD, path, 0);
    }

    /// lstat(2).
    public Stat lstat(String path) {
        return statx(Flags.AT_FDCWD, path, Flags.AT_SYMLINK_NOFOLLOW);
    }

    /// fstat(2).
    public Stat fstat(int descriptor) {
        return statx(descriptor, "", Flags.AT_EMPTY_PATH);
    }

    private Stat statx(int directory, String path, int flags) {
        return Stat.decode(output(
                "statx",
                number(directory),
                path(path),
                number(flags),
                number(STATX_BASIC),
                new Argument.Output(Stat.STRUCT_BYTES)));
    }

    /// statvfs(3).
    public StatVfs statvfs(String path) {
        return StatVfs.decode(output("statvfs", path(path), new Argument.Output(StatVfs.STRUCT_BYTES)));
    }

    /// chmod(2).
    public void chmod(String path, int mode) {
        call("chmod", path(path), number(mode));
    }

    /// fchmod(2).
    public void fchmod(int descriptor, int mode) {
        call("fchmod", number(descriptor), number(mode));
    }

    /// chown(2); -1 leaves an id as it is.
    public void chown(String path, int uid, int gid) {
        call("chown", path(path), number(uid), number(gid));
    }

    /// lchown(2).
    public void lchown(String path, int uid, int gid) {
        call("lchown", path(path), number(uid), number(gid));
    }

    /// fchown(2).
    public void fchown(int descriptor, int uid, int gid) {
        call("fchown", number(descriptor), number(uid), number(gid));
    }

    /// utimensat(2) with the times of access and modification.
    public void utimensat(String path, Time access, Time modification, int flags) {
        call(
                "utimensat",
                number(Flags.AT_FDCWD),
                path(path),
                new Argument.Input(
                        longs(access.seconds(), access.nanos(), modification.seconds(), modification.nanos())),
                number(flags));
    }

    /// utimensat(2) without times: both become now.
    public void utimensatNow(String path) {
        call("utimensat", number(Flags.AT_FDCWD), path(path), number(0), number(0));
    }

    /// futimens(3).
    public void futimens(int descriptor, Time access, Time modification) {
        call(
                "futimens",
                number(descriptor),
                new Argument.Input(
                        longs(access.seconds(), access.nanos(), modification.seconds(), modification.nanos())));
    }

    /// access(2), which asks for the real ids.
    public void access(String path, int mode) {
        call("access", path(path), number(mode));
    }

    /// umask(2): the mask that held before.
    public int umask(int mask) {
        return (int) call("umask", number(mask));
    }

    // ---------------------------------------------------------------- extended attributes

    /// setxattr(2).
    public void setxattr(String path, String name, byte[] value, int flags) {
        call("setxattr", path(path), path(name), new Argument.Input(value), number(value.length), number(flags));
    }

    /// lsetxattr(2).
    public void lsetxattr(String path, String name, byte[] value, int flags) {
        call("lsetxattr", path(path), path(name), new Argument.Input(value), number(value.length), number(flags));
    }

    /// getxattr(2) with a buffer of `length` bytes.
    public byte[] getxattr(String path, String name, int length) {
        return output("getxattr", path(path), path(name), new Argument.Counted(length), number(length));
    }

    /// getxattr(2) with no buffer: the length of the value.
    public long getxattrLength(String path, String name) {
        return call("getxattr", path(path), path(name), number(0), number(0));
    }

    /// fgetxattr(2).
    public byte[] fgetxattr(int descriptor, String name, int length) {
        return output("fgetxattr", number(descriptor), path(name), new Argument.Counted(length), number(length));
    }

    /// fsetxattr(2).
    public void fsetxattr(int descriptor, String name, byte[] value, int flags) {
        call(
                "fsetxattr",
                number(descriptor),
                path(name),
                new Argument.Input(value),
                number(value.length),
                number(flags));
    }

    /// listxattr(2) with a buffer of `length` bytes.
    public List<String> listxattr(String path, int length) {
        String names = new String(output("listxattr", path(path), new Argument.Counted(length), number(length)), BYTES);
        return Stream.of(names.split("\0", -1)).filter(name -> !name.isEmpty()).toList();
    }

    /// removexattr(2).
    public void removexattr(String path, String name) {
        call("removexattr", path(path), path(name));
    }

    // ---------------------------------------------------------------- whole files, made of the calls above

    /// Creates a file with `content` and mode 0644.
    public void writeFile(String path, byte[] content) {
        int descriptor = open(path, Flags.O_WRONLY | Flags.O_CREAT | Flags.O_TRUNC, 0644);
        try {
            int written = content.length == 0 ? 0 : write(descriptor, content);
            if (written != content.length) {
                throw new IllegalStateException(
                        "short write, path=" + path + " written=" + written + " wanted=" + content.length);
            }
        } finally {
            close(descriptor);
        }
    }

    /// Creates a file with the UTF-8 bytes of `content` and mode 0644.
    public void writeFile(String path, String content) {
        writeFile(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /// All bytes of a file.
    public byte[] readFile(String path) {
        int descriptor = open(path, Flags.O_RDONLY);
        try {
            byte[] all = new byte[0];
            for (byte[] some = read(descriptor, 1 << 16); some.length > 0; some = read(descriptor, 1 << 16)) {
                int before = all.length;
                all = Arrays.copyOf(all, before + some.length);
                System.arraycopy(some, 0, all, before, some.length);
            }
            return all;
        } finally {
            close(descriptor);
        }
    }

    /// All of a file as UTF-8.
    public String readText(String path) {
        return new String(readFile(path), StandardCharsets.UTF_8);
    }

    // ---------------------------------------------------------------- travel

    private long call(String name, Argument... arguments) {
        return checked(name, arguments).result();
    }

    private byte[] output(String name, Argument... arguments) {
        return checked(name, arguments).outputs().getFirst();
    }

    private Reply checked(String name, Argument... arguments) {
        Reply reply = actor.call(name, arguments);
        if (reply.result() == -1) {
            throw new PosixException(describe(name, arguments), Errno.of(reply.errno()));
        }
        return reply;
    }

    private String describe(String name, Argument... arguments) {
        StringBuilder text = new StringBuilder(identity() + ": " + name + "(");
        String separator = "";
        for (Argument argument : arguments) {
            text.append(separator)
                    .append(
                            switch (argument) {
                                case Argument.Value(long value) -> String.valueOf(value);
                                case Argument.Input(byte[] bytes) -> shown(bytes);
                                case Argument.Output(int length) -> "buffer of " + length;
                                case Argument.Counted(int length) -> "buffer of " + length;
                            });
            separator = ", ";
        }
        return text.append(')').toString();
    }

    private static String shown(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, 60), BYTES);
        return "\"" + text.replaceAll("[^ -~]", "?") + "\"" + (bytes.length > 60 ? "..." : "");
    }

    private static Argument number(long value) {
        return new Argument.Value(value);
    }

    private static Argument path(String path) {
        return new Argument.Input((path + "\0").getBytes(BYTES));
    }

    private static byte[] longs(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }
}
