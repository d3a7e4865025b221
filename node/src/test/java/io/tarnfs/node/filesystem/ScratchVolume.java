// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.filesystem;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.mount.OpenVolume;
import io.tarnfs.mount.content.ReadSink;
import io.tarnfs.mount.session.RequestNumber;
import io.tarnfs.mount.vfs.Call;
import io.tarnfs.mount.vfs.FileCalls;
import io.tarnfs.mount.vfs.NamespaceCalls;
import io.tarnfs.mount.vfs.VolumeFileSystem;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;

/// The calls of a volume as a test wants them: names in the root directory, byte arrays, one caller that may wait.
final class ScratchVolume {
    private static final AtomicLong NUMBERS = new AtomicLong(1);

    private final OpenVolume volume;

    ScratchVolume(OpenVolume volume) {
        this.volume = volume;
    }

    private VolumeFileSystem fs() {
        return volume.fileSystem();
    }

    private static Call call() {
        return new Call(new RequestNumber(NUMBERS.getAndIncrement(), Caller.ROOT), 022, true);
    }

    Outcome<FileCalls.Opened> create(String name) throws InterruptedException {
        NamespaceCalls.NewInode wanted = new NamespaceCalls.NewInode(FileType.REGULAR, 0644, 0, Bytes.EMPTY);
        return fs().files()
                .create(call(), InodeId.ROOT, Name.of(name), wanted, new FileCalls.Creation(false, false, false));
    }

    Outcome<FileCalls.Opened> open(InodeId inode) throws InterruptedException {
        return fs().files().open(call(), inode, false, false);
    }

    Outcome<Attributes> lookup(String name) {
        return fs().names().lookup(call(), InodeId.ROOT, Name.of(name));
    }

    Outcome<Attributes> attributes(InodeId inode) {
        return fs().attributes().get(call(), inode);
    }

    Outcome<Integer> write(long handle, long offset, byte[] bytes) throws InterruptedException {
        return fs().files()
                .write(call(), handle, new FileCalls.Writing(offset, MemorySegment.ofArray(bytes), false, false));
    }

    /// A write with O_SYNC.
    Outcome<Integer> writeSync(long handle, long offset, byte[] bytes) throws InterruptedException {
        return fs().files()
                .write(call(), handle, new FileCalls.Writing(offset, MemorySegment.ofArray(bytes), true, false));
    }

    /// Writes as somebody who must lose suid and sgid by it.
    Outcome<Integer> writeUnprivileged(long handle, long offset, byte[] bytes) throws InterruptedException {
        return fs().files()
                .write(call(), handle, new FileCalls.Writing(offset, MemorySegment.ofArray(bytes), false, true));
    }

    Outcome<Attributes> chmod(InodeId inode, int permissions) throws InterruptedException {
        return fs().attributes()
                .set(call(), inode, new AttributeChange(permissions, null, null, null, null, null, false));
    }

    Outcome<Boolean> sync(long handle) throws InterruptedException {
        return fs().files().sync(call(), handle);
    }

    void release(long handle) {
        fs().files().release(call(), handle);
    }

    Outcome<Attributes> truncate(InodeId inode, long size) throws InterruptedException {
        return fs().attributes().set(call(), inode, AttributeChange.ofSize(size));
    }

    Outcome<Attributes> unlink(String name) throws InterruptedException {
        return fs().names().remove(call(), InodeId.ROOT, Name.of(name), false);
    }

    Outcome<?> rename(String from, String to) throws InterruptedException {
        return fs().names()
                .rename(
                        call(),
                        new NamespaceCalls.Place(InodeId.ROOT, Name.of(from)),
                        new NamespaceCalls.Place(InodeId.ROOT, Name.of(to)),
                        Command.RenameMode.REPLACE);
    }

    Outcome<Attributes> link(InodeId inode, String name) throws InterruptedException {
        return fs().names().link(call(), inode, InodeId.ROOT, Name.of(name));
    }

    /// What a read brought.
    record Read(Outcome<Integer> outcome, Bytes bytes) {}

    Read read(long handle, long offset, int length) throws InterruptedException {
        Collector collector = new Collector();
        Outcome<Integer> outcome = fs().files().read(call(), handle, offset, length, collector);
        return new Read(outcome, Bytes.copyOf(collector.bytes.toByteArray()));
    }

    private static final class Collector implements ReadSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void add(MemorySegment segment, Runnable release) {
            addCopy(segment);
            release.run();
        }

        @Override
        public void addCopy(MemorySegment segment) {
            bytes.writeBytes(segment.toArray(ValueLayout.JAVA_BYTE));
        }

        @Override
        public void addZeros(int count) {
            bytes.writeBytes(new byte[count]);
        }
    }
}
