// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.crash;

import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import io.tarnfs.testcluster.posix.PosixException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// Makes random changes through an actor, one at a time, and keeps the [PromisedTree] of what was acknowledged.
///
/// It knows the errno of a dead mount from an answer: only the first ends it.
final class Writer {
    /// Files that exist at once: few enough that names are reused, replaced and deleted often.
    private static final int MOST_FILES = 40;

    private static final int MOST_OPEN = 5;
    private static final int MOST_DIRECTORIES = 4;
    /// Larger than one frame (128 KiB), so that a write is torn over two.
    private static final int LARGEST_WRITE = 150_000;

    private static final int LARGEST_FILE = 600_000;
    /// One file in this many starts with a write at the border of its first block (4 MiB).
    private static final int BORDER_EVERY = 25;

    private static final int BLOCK = 4 << 20;

    private final Posix calls;
    private final PromisedTree tree;
    private final RandomGenerator random;
    private final PrintWriter log;
    private final List<OpenFile> open = new ArrayList<>();

    /// A descriptor of the actor and the file behind it.
    private record OpenFile(int descriptor, PromisedFile file) {}

    Writer(Posix calls, PromisedTree tree, RandomGenerator random, PrintWriter log) {
        this.calls = calls;
        this.tree = tree;
        this.random = random;
        this.log = log;
    }

    /// Makes one random change. False when the node is dead: the change is in doubt then.
    boolean step() {
        try {
            change();
            return true;
        } catch (PosixException e) {
            log.println("-> " + e.getMessage());
            return switch (e.errno()) {
                case ENOTCONN, ECONNABORTED, EIO, ENODEV, ESTALE -> false;
                default -> throw e;
            };
        }
    }

    /// Closes what is open; all of it is promised then.
    void closeAll() {
        while (!open.isEmpty()) {
            close(open.getFirst());
        }
    }

    private void change() {
        int dice = random.nextInt(100);
        if (tree.files().isEmpty() || dice < 18) {
            create();
        } else if (dice < 45) {
            write();
        } else if (dice < 55) {
            fsync();
        } else if (dice < 68) {
            closeOrOpen();
        } else if (dice < 73) {
            truncate();
        } else if (dice < 82) {
            rename();
        } else if (dice < 90) {
            unlink(anyName());
        } else if (dice < 93) {
            link();
        } else if (dice < 96) {
            chmod();
        } else {
            directory();
        }
    }

    private void create() {
        if (tree.files().size() >= MOST_FILES) {
            unlink(anyName());
        }
        while (open.size() >= MOST_OPEN) {
            close(open.getFirst());
        }
        String name = newName();
        log.println("create " + name);
        tree.doubt(() -> tree.files().put(name, new PromisedFile(OptionalLong.empty(), 0644)));
        int descriptor = calls.open(path(name), Flags.O_RDWR | Flags.O_CREAT | Flags.O_EXCL, 0644);
        tree.acknowledged();
        PromisedFile file =
                new PromisedFile(OptionalLong.of(calls.fstat(descriptor).ino()), 0644);
        tree.files().put(name, file);
        open.add(new OpenFile(descriptor, file));
        if (random.nextInt(BORDER_EVERY) == 0) {
            write(open.getLast(), BLOCK - 1000, bytes(2000));
        } else {
            write(open.getLast(), 0, bytes(1 + random.nextInt(LARGEST_WRITE)));
        }
    }

    private void write() {
        if (open.isEmpty()) {
            closeOrOpen();
            return;
        }
        OpenFile target = anyOpen();
        int at = random.nextInt(Math.min(LARGEST_FILE, target.file().size() + 10_000));
        write(target, at, bytes(1 + random.nextInt(LARGEST_WRITE)));
    }

    private void write(OpenFile target, int offset, byte[] bytes) {
        log.println("write ino=" + target.file().ino() + " offset=" + offset + " length=" + bytes.length);
        target.file().write(offset, bytes); // an open change whether or not it is acknowledged
        int written = calls.pwrite(target.descriptor(), bytes, offset);
        if (written != bytes.length) {
            throw new IllegalStateException("short write, wanted=" + bytes.length + " written=" + written);
        }
    }

    private void fsync() {
        if (!open.isEmpty()) {
            OpenFile target = anyOpen();
            log.println("fsync ino=" + target.file().ino());
            tree.doubt(() -> {});
            calls.fsync(target.descriptor());
            target.file().flushed();
        }
    }

    private void closeOrOpen() {
        if (open.size() >= MOST_OPEN || (!open.isEmpty() && random.nextBoolean())) {
            close(anyOpen());
        } else {
            String name = anyName();
            log.println("open " + name);
            tree.doubt(() -> {});
            open.add(new OpenFile(calls.open(path(name), Flags.O_RDWR), file(name)));
        }
    }

    private void close(OpenFile target) {
        log.println("close ino=" + target.file().ino());
        tree.doubt(() -> {});
        open.remove(target);
        calls.close(target.descriptor());
        target.file().flushed();
    }

    private void truncate() {
        if (!open.isEmpty()) {
            OpenFile target = anyOpen();
            int size = random.nextInt(Math.min(LARGEST_FILE, target.file().size() + 1000));
            log.println("truncate ino=" + target.file().ino() + " size=" + size);
            tree.doubt(() -> {});
            target.file().truncate(size);
            calls.ftruncate(target.descriptor(), size);
            target.file().truncated();
        }
    }

    private void rename() {
        String from = anyName();
        String to = random.nextInt(3) == 0 ? anyName() : newName();
        PromisedFile file = file(from);
        log.println("rename " + from + " " + to + " ino=" + file.ino());
        boolean sameFile = file == tree.files().get(to); // then rename(2) does nothing
        tree.doubt(() -> {
            if (!sameFile) {
                tree.files().remove(from);
                tree.files().put(to, file);
            }
        });
        calls.rename(path(from), path(to));
        tree.acknowledged();
        if (!sameFile) {
            file.flushed();
        }
    }

    private void unlink(String name) {
        log.println("unlink " + name);
        tree.doubt(() -> tree.files().remove(name));
        calls.unlink(path(name));
        tree.acknowledged();
    }

    private void link() {
        String from = anyName();
        String to = newName();
        PromisedFile file = file(from);
        log.println("link " + from + " " + to);
        tree.doubt(() -> tree.files().put(to, file));
        calls.link(path(from), path(to));
        tree.acknowledged();
        file.flushed();
    }

    private void chmod() {
        String name = anyName();
        int mode = 0600 | random.nextInt(64);
        log.println("chmod " + name + " " + Integer.toOctalString(mode));
        tree.doubt(() -> file(name).chmod(mode));
        calls.chmod(path(name), mode);
        tree.acknowledged();
    }

    private void directory() {
        if (tree.directories().size() < MOST_DIRECTORIES) {
            String name = "d" + tree.nextNumber();
            log.println("mkdir " + name);
            tree.doubt(() -> tree.directories().add(name));
            calls.mkdir(path(name), 0755);
            tree.acknowledged();
        } else {
            String name = pick(List.copyOf(tree.directories()));
            if (tree.files().keySet().stream().noneMatch(file -> file.startsWith(name + "/"))) {
                log.println("rmdir " + name);
                tree.doubt(() -> tree.directories().remove(name));
                calls.rmdir(path(name));
                tree.acknowledged();
            }
        }
    }

    private String newName() {
        String name = "f" + tree.nextNumber();
        return tree.directories().isEmpty() || random.nextBoolean()
                ? name
                : pick(List.copyOf(tree.directories())) + "/" + name;
    }

    private String anyName() {
        return pick(tree.sortedNames());
    }

    private OpenFile anyOpen() {
        return pick(open);
    }

    private PromisedFile file(String name) {
        PromisedFile file = tree.files().get(name);
        if (file == null) {
            throw new IllegalStateException("no such file in the model, name=" + name);
        }
        return file;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String path(String name) {
        return tree.top() + "/" + name;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
