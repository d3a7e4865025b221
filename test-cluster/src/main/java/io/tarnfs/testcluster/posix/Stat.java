// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What statx(2) says about an inode.
public record Stat(
        long ino,
        int mode,
        long nlink,
        Owner owner,
        long size,
        long blocks,
        long blockSizeBytes,
        Times times,
        Device device) {
    /// struct statx (linux/stat.h), drawn up to what is used here; the layout is the same on every
    /// architecture.
    ///
    /// ```text
    ///   0 mask u32 | 4 blksize u32 | 8 attributes u64 | 16 nlink u32 | 20 uid u32 | 24 gid u32 | 28 mode u16
    ///  32 ino u64 | 40 size u64 | 48 blocks u64 | 56 attributes_mask u64
    ///  64 atime | 80 btime | 96 ctime | 112 mtime      each: seconds s64, nanoseconds u32, 4 unused
    /// 128 rdev_major u32 | 132 rdev_minor u32 | 136 dev_major u32 | 140 dev_minor u32
    /// ```
    static final int STRUCT_BYTES = 256;

    /// User and group.
    public record Owner(int uid, int gid) {}

    /// The three time stamps.
    public record Times(Time access, Time change, Time modification) {}

    /// The device that a special file stands for, and the one that holds the inode.
    public record Device(int rdevMajor, int rdevMinor, int major, int minor) {}

    static Stat decode(byte[] struct) {
        ByteBuffer in = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        return new Stat(
                in.getLong(32),
                Short.toUnsignedInt(in.getShort(28)),
                Integer.toUnsignedLong(in.getInt(16)),
                new Owner(in.getInt(20), in.getInt(24)),
                in.getLong(40),
                in.getLong(48),
                Integer.toUnsignedLong(in.getInt(4)),
                new Times(time(in, 64), time(in, 96), time(in, 112)),
                new Device(in.getInt(128), in.getInt(132), in.getInt(136), in.getInt(140)));
    }

    private static Time time(ByteBuffer in, int offset) {
        return new Time(in.getLong(offset), Integer.toUnsignedLong(in.getInt(offset + 8)));
    }

    /// The type bits (S_IFMT).
    public int type() {
        return mode & Flags.S_IFMT;
    }

    /// The permission bits with suid, sgid and sticky.
    public int permissions() {
        return mode & 0xFFF;
    }

    /// True for a directory.
    public boolean isDirectory() {
        return type() == Flags.S_IFDIR;
    }

    /// Time of the last change of content.
    public Time mtime() {
        return times.modification();
    }

    /// Time of the last change of the inode.
    public Time ctime() {
        return times.change();
    }

    /// Time of the last access.
    public Time atime() {
        return times.access();
    }
}
