// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.memory;

import io.tarnfs.fusekernel.handler.AttributesWriter;
import io.tarnfs.fusekernel.handler.FileType;
import io.tarnfs.fusekernel.handler.FuseName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// An inode of the [MemoryFileSystem], whose lock guards all of it. Data lies in chunks that are never moved; one
/// that a reply refers to may be written at the same time, as in any cache without locks.
final class MemoryInode {
    static final int CHUNK = 1 << 20;

    final long number;
    final FileType type;
    int permissions;
    int uid;
    int gid;
    int links;
    int device;
    long size;
    long[] atime = new long[2];
    long[] mtime = new long[2];
    long[] ctime = new long[2];
    byte[] target = {};

    /// The name it was made with.
    String label = "";

    MemoryInode parent = this;
    final List<MemorySegment> chunks = new ArrayList<>();
    final Map<FuseName, Dentry> names = new LinkedHashMap<>();
    final NavigableMap<Long, Dentry> order = new TreeMap<>();
    final Map<FuseName, byte[]> xattrs = new LinkedHashMap<>();
    private long lastCookie = 2;

    record Dentry(FuseName name, MemoryInode inode, long cookie) {}

    MemoryInode(long number, FileType type) {
        this.number = number;
        this.type = type;
        this.links = type == FileType.DIRECTORY ? 2 : 1;
    }

    static long[] now(Clock clock) {
        var instant = clock.instant();
        return new long[] {instant.getEpochSecond(), instant.getNano()};
    }

    void add(FuseName name, MemoryInode inode) {
        Dentry dentry = new Dentry(name, inode, ++lastCookie);
        names.put(name, dentry);
        order.put(dentry.cookie, dentry);
        if (inode.type == FileType.DIRECTORY) {
            inode.parent = this;
        }
    }

    void remove(Dentry dentry) {
        names.remove(dentry.name);
        order.remove(dentry.cookie);
    }

    MemorySegment chunk(int index) {
        while (chunks.size() <= index) {
            chunks.add(Arena.ofAuto().allocate(CHUNK, 4096));
        }
        return chunks.get(index);
    }

    void resize(long newSize) {
        if (newSize < size) {
            int kept = (int) Math.ceilDiv(newSize, CHUNK);
            while (chunks.size() > kept) {
                chunks.removeLast();
            }
            long within = newSize % CHUNK;
            if (within != 0 && chunks.size() == kept) {
                chunks.getLast().asSlice(within).fill((byte) 0);
            }
        }
        size = newSize;
    }

    void write(MemorySegment bytes, long offset) {
        long done = 0;
        while (done < bytes.byteSize()) {
            int within = (int) ((offset + done) % CHUNK);
            long length = Math.min(CHUNK - within, bytes.byteSize() - done);
            MemorySegment.copy(bytes, done, chunk((int) ((offset + done) / CHUNK)), within, length);
            done += length;
        }
        size = Math.max(size, offset + bytes.byteSize());
    }

    void clearSuidSgid() {
        permissions &= ~04000;
        if ((permissions & 02010) == 02010) {
            permissions &= ~02000;
        }
    }

    void write(AttributesWriter writer) {
        writer.inode(number)
                .mode(type.modeBits() | permissions)
                .links(links)
                .uid(uid)
                .gid(gid)
                .sizeBytes(type == FileType.SYMLINK ? target.length : size)
                .blocks(Math.ceilDiv(size, 512))
                .blockSizeBytes(4096)
                .device(device)
                .accessTime(atime[0], (int) atime[1])
                .modificationTime(mtime[0], (int) mtime[1])
                .changeTime(ctime[0], (int) ctime[1]);
    }
}
