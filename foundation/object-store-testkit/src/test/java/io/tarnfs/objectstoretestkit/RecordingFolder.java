// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.DurableFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A folder that writes down what changes it, in order, and fails where a test wants it to.
///
/// A line is `verb path`, or `rename from to`; temporary names are written as `TEMPORARY`.
final class RecordingFolder implements DurableFolder {
    /// Does something at a certain point of a call.
    @FunctionalInterface
    interface Hook {
        void run() throws IOException;
    }

    private static final class Script {
        private final List<String> log = new CopyOnWriteArrayList<>();
        private @Nullable String failAt;
        private String failMessage = "";
        private Hook beforeRename = () -> {};
        private long usableBytes = Long.MAX_VALUE;

        void did(String line) throws IOException {
            String clean = line.replaceAll("\\.tmp-[0-9a-f]+-[0-9]+", "TEMPORARY");
            if (failAt != null && (clean.equals(failAt) || clean.startsWith(failAt + " "))) {
                failAt = null;
                throw new IOException(failMessage);
            }
            log.add(clean);
        }
    }

    private final DurableFolder inner;
    private final String base;
    private final Script script;

    private RecordingFolder(DurableFolder inner, String base, Script script) {
        this.inner = inner;
        this.base = base;
        this.script = script;
    }

    static RecordingFolder in(DurableFolder inner) {
        return new RecordingFolder(inner, "", new Script());
    }

    List<String> log() {
        return script.log;
    }

    /// The next call of that verb, or with exactly that line, fails with that message instead of being
    /// done.
    void failOnce(String verbOrLine, String message) {
        script.failAt = verbOrLine;
        script.failMessage = message;
    }

    void beforeRename(Hook hook) {
        script.beforeRename = hook;
    }

    void usableBytes(long bytes) {
        script.usableBytes = bytes;
    }

    @Override
    public DurableFile create(String name) throws IOException {
        script.did("create " + base + name);
        return new RecordingFile(inner.create(name), base + name, script);
    }

    @Override
    public DurableFile open(String name) throws IOException {
        return inner.open(name);
    }

    @Override
    public DurableFile openForRead(String name) throws IOException {
        return inner.openForRead(name);
    }

    @Override
    public DurableFolder folder(String name) throws IOException {
        script.did("folder " + base + name);
        return new RecordingFolder(inner.folder(name), base + name + "/", script);
    }

    @Override
    public boolean exists(String name) throws IOException {
        return inner.exists(name);
    }

    @Override
    public boolean isFolder(String name) throws IOException {
        return inner.isFolder(name);
    }

    @Override
    public List<String> list() throws IOException {
        return inner.list();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        script.did("rename " + base + from + " " + base + to);
        inner.rename(from, to);
    }

    @Override
    public boolean renameIfAbsent(String from, String to) throws IOException {
        script.beforeRename.run();
        script.did("rename " + base + from + " " + base + to);
        return inner.renameIfAbsent(from, to);
    }

    @Override
    public boolean delete(String name) throws IOException {
        return inner.delete(name);
    }

    @Override
    public void sync() throws IOException {
        script.did("sync " + (base.isEmpty() ? "." : base.substring(0, base.length() - 1)));
        inner.sync();
    }

    @Override
    public long usableBytes() {
        return script.usableBytes;
    }

    private static final class RecordingFile implements DurableFile {
        private final DurableFile inner;
        private final String path;
        private final Script script;

        RecordingFile(DurableFile inner, String path, Script script) {
            this.inner = inner;
            this.path = path;
            this.script = script;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return inner.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            script.did("write " + path);
            inner.write(source, position);
        }

        @Override
        public void sync() throws IOException {
            script.did("sync " + path);
            inner.sync();
        }

        @Override
        public void truncate(long size) throws IOException {
            inner.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return inner.size();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}
