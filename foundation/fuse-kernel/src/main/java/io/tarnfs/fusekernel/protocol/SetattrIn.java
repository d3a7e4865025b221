// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.IN_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.getInt;
import static io.tarnfs.fusekernel.protocol.Layouts.getLong;

import io.tarnfs.fusekernel.handler.AttributeChanges;
import java.lang.foreign.MemorySegment;

/// `struct fuse_setattr_in`, behind the header:
/// ```
///    0 valid u32 | 4 padding | 8 fh u64 | 16 size u64 | 24 lock_owner u64
///   32 atime u64 | 40 mtime u64 | 48 ctime u64 | 56 atimensec u32 | 60 mtimensec u32 | 64 ctimensec u32
///   68 mode u32 | 72 unused | 76 uid u32 | 80 gid u32 | 84 unused
/// ```
final class SetattrIn implements AttributeChanges {
    private final MemorySegment in;

    SetattrIn(MemorySegment in) {
        this.in = in;
    }

    /// The bits of `valid` (FATTR_*).
    private static int bit(Field field) {
        return switch (field) {
            case MODE -> 1;
            case UID -> 1 << 1;
            case GID -> 1 << 2;
            case SIZE -> 1 << 3;
            case ACCESS_TIME -> 1 << 4;
            case MODIFICATION_TIME -> 1 << 5;
            case HANDLE -> 1 << 6;
            case ACCESS_TIME_NOW -> 1 << 7;
            case MODIFICATION_TIME_NOW -> 1 << 8;
            case LOCK_OWNER -> 1 << 9;
            case CHANGE_TIME -> 1 << 10;
            case CLEAR_SUID_SGID -> 1 << 11;
        };
    }

    @Override
    public boolean sets(Field field) {
        return (getInt(in, IN_HEADER) & bit(field)) != 0;
    }

    @Override
    public long handle() {
        return getLong(in, IN_HEADER + 8);
    }

    @Override
    public long sizeBytes() {
        return getLong(in, IN_HEADER + 16);
    }

    @Override
    public long lockOwner() {
        return getLong(in, IN_HEADER + 24);
    }

    @Override
    public long accessSeconds() {
        return getLong(in, IN_HEADER + 32);
    }

    @Override
    public long modificationSeconds() {
        return getLong(in, IN_HEADER + 40);
    }

    @Override
    public long changeSeconds() {
        return getLong(in, IN_HEADER + 48);
    }

    @Override
    public int accessNanos() {
        return getInt(in, IN_HEADER + 56);
    }

    @Override
    public int modificationNanos() {
        return getInt(in, IN_HEADER + 60);
    }

    @Override
    public int changeNanos() {
        return getInt(in, IN_HEADER + 64);
    }

    @Override
    public int mode() {
        return getInt(in, IN_HEADER + 68);
    }

    @Override
    public int uid() {
        return getInt(in, IN_HEADER + 76);
    }

    @Override
    public int gid() {
        return getInt(in, IN_HEADER + 80);
    }
}
