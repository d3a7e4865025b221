// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.AttributesWriter;
import java.lang.foreign.MemorySegment;

/// `struct fuse_attr`, written in place at a movable start:
/// ```
///    0 ino u64 | 8 size u64 | 16 blocks u64 | 24 atime u64 | 32 mtime u64 | 40 ctime u64
///   48 atimensec u32 | 52 mtimensec u32 | 56 ctimensec u32 | 60 mode u32 | 64 nlink u32 | 68 uid u32 | 72 gid u32
///   76 rdev u32 | 80 blksize u32 | 84 flags u32
/// ```
final class AttributesOut implements AttributesWriter {
    /// Bytes of the structure.
    static final int SIZE = 88;

    private final MemorySegment out;
    private long start;

    AttributesOut(MemorySegment out) {
        this.out = out;
    }

    /// Moves to zeroed memory.
    void start(long offset) {
        this.start = offset;
    }

    @Override
    public AttributesWriter inode(long ino) {
        putLong(out, start, ino);
        return this;
    }

    @Override
    public AttributesWriter sizeBytes(long size) {
        putLong(out, start + 8, size);
        return this;
    }

    @Override
    public AttributesWriter blocks(long count) {
        putLong(out, start + 16, count);
        return this;
    }

    @Override
    public AttributesWriter accessTime(long seconds, int nanos) {
        putLong(out, start + 24, seconds);
        putInt(out, start + 48, nanos);
        return this;
    }

    @Override
    public AttributesWriter modificationTime(long seconds, int nanos) {
        putLong(out, start + 32, seconds);
        putInt(out, start + 52, nanos);
        return this;
    }

    @Override
    public AttributesWriter changeTime(long seconds, int nanos) {
        putLong(out, start + 40, seconds);
        putInt(out, start + 56, nanos);
        return this;
    }

    @Override
    public AttributesWriter mode(int mode) {
        putInt(out, start + 60, mode);
        return this;
    }

    @Override
    public AttributesWriter links(int count) {
        putInt(out, start + 64, count);
        return this;
    }

    @Override
    public AttributesWriter uid(int uid) {
        putInt(out, start + 68, uid);
        return this;
    }

    @Override
    public AttributesWriter gid(int gid) {
        putInt(out, start + 72, gid);
        return this;
    }

    @Override
    public AttributesWriter device(int rdev) {
        putInt(out, start + 76, rdev);
        return this;
    }

    @Override
    public AttributesWriter blockSizeBytes(int size) {
        putInt(out, start + 80, size);
        return this;
    }
}
