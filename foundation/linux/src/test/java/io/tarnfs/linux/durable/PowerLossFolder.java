// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A [DurableFolder] in memory that knows what was synced and can lose the rest.
///
/// # How a test uses it
/// Run the code once and read [#steps()]. Then, for each step, run it again on a fresh folder with
/// [#cutAt(long)]: the step throws [PowerCut] half done, and so does everything behind it, on any thread.
/// [#crash(RandomGenerator)] then returns the folder as the machine would find it; the code must recover
/// from that.
///
/// # What a power cut does
/// A file keeps what was synced. Of its unsynced writes and truncations none, all, or for each sector of
/// 512 bytes a random count in the order of writing survive; the size likewise. Of the unsynced creations,
/// renames and deletions of a folder a random beginning survives, as with a journal, or a random subset. A
/// rename is atomic.
///
/// # A sync that failed
/// It leaves the bytes readable, and a later sync that succeeds does not make them durable: so does Linux.
public final class PowerLossFolder implements DurableFolder {
    private final Power power;
    private final Names names;

    private PowerLossFolder(Power power, Names names) {
        this.power = power;
        this.names = names;
    }

    /// Makes an empty folder that is durable itself.
    public PowerLossFolder() {
        this(new Power(), new Names());
    }

    /// The power went: nothing can be done with this tree any more but [#crash(RandomGenerator)].
    public static final class PowerCut extends IOException {
        private static final long serialVersionUID = 1;

        PowerCut(String message) {
            super(message);
        }
    }

    /// Returns how many steps (writes, syncs, changes of names) were made in this tree.
    public long steps() {
        synchronized (power) {
            return power.steps();
        }
    }

    /// Cuts the power at the step of that number, the first being 1.
    public void cutAt(long step) {
        synchronized (power) {
            power.cutAt(step);
        }
    }

    /// Lets one step of that kind fail with EIO: the one after `skipped` further ones.
    public void failAt(Step step, long skipped) {
        synchronized (power) {
            power.failAt(step, skipped);
        }
    }

    /// Lets writes fail with ENOSPC once the files hold `bytes`; what fits is written.
    public void budget(long bytes) {
        synchronized (power) {
            power.budget(bytes);
        }
    }

    /// Cuts the power for good and returns what a machine finds when it is back.
    public PowerLossFolder crash(RandomGenerator random) {
        synchronized (power) {
            power.cut();
            return new PowerLossFolder(new Power(), names.survivor(random));
        }
    }

    /// Flips the bits of `mask` in one byte of a file, durably, as a bad disk does.
    public void damage(String name, long position, int mask) throws IOException {
        synchronized (power) {
            Volatile file = names.file(name);
            byte[] one = new byte[1];
            if (file.read(one, position) != 1) {
                throw new IllegalArgumentException("no such byte: file=" + name + " position=" + position);
            }
            one[0] ^= (byte) mask;
            file.change(new Volatile.Written(one, position));
            file.sync();
        }
    }

    @Override
    public DurableFile create(String name) throws IOException {
        synchronized (power) {
            boolean last = name(name);
            if (names.current.containsKey(name)) {
                throw new FileAlreadyExistsException(name);
            }
            Volatile file = new Volatile();
            names.change(new Rename(null, name, file));
            end(last);
            return new OpenFile(file, true);
        }
    }

    @Override
    public DurableFile open(String name) throws IOException {
        synchronized (power) {
            power.check();
            return new OpenFile(names.file(valid(name)), true);
        }
    }

    @Override
    public DurableFile openForRead(String name) throws IOException {
        synchronized (power) {
            power.check();
            return new OpenFile(names.file(valid(name)), false);
        }
    }

    @Override
    public PowerLossFolder folder(String name) throws IOException {
        synchronized (power) {
            power.check();
            Node there = names.current.get(valid(name));
            if (there instanceof Names folder) {
                return new PowerLossFolder(power, folder);
            }
            if (there != null) {
                throw new FileAlreadyExistsException(name);
            }
            boolean last = name(name);
            Names made = new Names();
            names.change(new Rename(null, name, made));
            end(last);
            return new PowerLossFolder(power, made);
        }
    }

    @Override
    public boolean exists(String name) throws IOException {
        synchronized (power) {
            power.check();
            return names.current.containsKey(valid(name));
        }
    }

    @Override
    public boolean isFolder(String name) throws IOException {
        synchronized (power) {
            power.check();
            return names.current.get(valid(name)) instanceof Names;
        }
    }

    @Override
    public List<String> list() throws IOException {
        synchronized (power) {
            power.check();
            return List.copyOf(names.current.keySet());
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        synchronized (power) {
            boolean last = name(from);
            names.change(new Rename(from, valid(to), names.file(from)));
            end(last);
        }
    }

    @Override
    public boolean renameIfAbsent(String from, String to) throws IOException {
        synchronized (power) {
            boolean last = name(from);
            Volatile file = names.file(from);
            if (names.current.containsKey(valid(to))) {
                return false;
            }
            names.change(new Rename(null, to, file));
            names.change(new Rename(from, null, null));
            end(last);
            return true;
        }
    }

    @Override
    public boolean delete(String name) throws IOException {
        synchronized (power) {
            boolean last = name(name);
            Node there = names.current.get(name);
            if (there == null) {
                return false;
            }
            if (there instanceof Names folder && !folder.current.isEmpty()) {
                throw new java.nio.file.DirectoryNotEmptyException(name);
            }
            names.change(new Rename(name, null, null));
            end(last);
            return true;
        }
    }

    @Override
    public void sync() throws IOException {
        synchronized (power) {
            end(power.countAndCut(Step.SYNC));
            if (power.fails(Step.SYNC)) {
                throw new IOException("Input/output error: sync of a folder, as the test asked");
            }
            names.sync();
        }
    }

    @Override
    public long usableBytes() throws IOException {
        synchronized (power) {
            power.check();
            return room();
        }
    }

    private long room() {
        return power.budgetBytes() == Long.MAX_VALUE ? Long.MAX_VALUE : power.budgetBytes() - names.bytes();
    }

    private boolean name(String name) throws IOException {
        valid(name);
        boolean last = power.countAndCut(Step.NAME);
        if (power.fails(Step.NAME)) {
            throw new IOException("Input/output error: change of a name, as the test asked: name=" + name);
        }
        return last;
    }

    private void end(boolean last) throws IOException {
        if (last) {
            power.check();
        }
    }

    private static String valid(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not a single path component: name=" + name);
        }
        return name;
    }

    /// What a name stands for.
    sealed interface Node permits Volatile, Names {}

    /// One change of names; `from` goes, `to` becomes `node`.
    private record Rename(
            @Nullable String from,
            @Nullable String to,
            @Nullable Node node) {
        void apply(Map<String, Node> names) {
            if (from != null) {
                names.remove(from);
            }
            if (to != null && node != null) {
                names.put(to, node);
            }
        }
    }

    /// The names of a folder. Guarded by the monitor of [Power].
    static final class Names implements Node {
        private final NavigableMap<String, Node> current = new TreeMap<>();
        private final NavigableMap<String, Node> durable = new TreeMap<>();
        private final List<Rename> pending = new ArrayList<>();

        private void change(Rename change) {
            change.apply(current);
            pending.add(change);
        }

        private void sync() {
            durable.clear();
            durable.putAll(current);
            pending.clear();
        }

        private Volatile file(String name) throws IOException {
            if (current.get(name) instanceof Volatile file) {
                return file;
            }
            throw new NoSuchFileException(name);
        }

        private long bytes() {
            long bytes = 0;
            for (Node node : current.values()) {
                bytes += switch (node) {
                    case Volatile file -> file.size();
                    case Names folder -> folder.bytes();
                };
            }
            return bytes;
        }

        private Names survivor(RandomGenerator random) {
            NavigableMap<String, Node> found = new TreeMap<>(durable);
            boolean journal = random.nextBoolean();
            int beginning = random.nextInt(pending.size() + 1);
            for (int i = 0; i < pending.size(); i++) {
                if (journal ? i < beginning : random.nextBoolean()) {
                    pending.get(i).apply(found);
                }
            }
            Names survivor = new Names();
            found.forEach((name, node) -> survivor.durable.put(
                    name,
                    switch (node) {
                        case Volatile file -> file.survivor(random);
                        case Names folder -> folder.survivor(random);
                    }));
            survivor.current.putAll(survivor.durable);
            return survivor;
        }
    }

    private final class OpenFile implements DurableFile {
        private final Volatile file;
        private final boolean writable;
        private boolean closed;

        OpenFile(Volatile file, boolean writable) {
            this.file = file;
            this.writable = writable;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            synchronized (power) {
                check();
                byte[] bytes = new byte[target.remaining()];
                int count = file.read(bytes, position);
                target.put(bytes, 0, count);
                return count;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (power) {
                boolean last = change();
                byte[] bytes = new byte[(int) Math.min(source.remaining(), Math.max(0, fitting(position)))];
                boolean full = bytes.length < source.remaining();
                source.get(bytes);
                if (bytes.length > 0) {
                    file.change(new Volatile.Written(bytes, position));
                }
                end(last);
                if (full) {
                    throw new IOException("No space left on device: position=" + position);
                }
            }
        }

        private long fitting(long position) {
            return room() == Long.MAX_VALUE ? Long.MAX_VALUE : file.size() + Math.max(0, room()) - position;
        }

        @Override
        public void sync() throws IOException {
            synchronized (power) {
                check();
                end(power.countAndCut(Step.SYNC));
                if (power.fails(Step.SYNC)) {
                    file.failSync();
                    throw new IOException("Input/output error: fdatasync, as the test asked");
                }
                file.sync();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (power) {
                boolean last = change();
                file.change(new Volatile.Truncated(size));
                end(last);
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (power) {
                check();
                return file.size();
            }
        }

        @Override
        public void close() {
            synchronized (power) {
                closed = true;
            }
        }

        private boolean change() throws IOException {
            check();
            if (!writable) {
                throw new IOException("file is open for reading only");
            }
            boolean last = power.countAndCut(Step.WRITE);
            if (power.fails(Step.WRITE)) {
                throw new IOException("Input/output error: write, as the test asked");
            }
            return last;
        }

        private void check() throws IOException {
            power.check();
            if (closed) {
                throw new IOException("file is closed");
            }
        }
    }
}
