// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.DirectoryPlusReply;
import io.tarnfs.fusekernel.handler.DirectoryReply;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.FileType;
import io.tarnfs.fusekernel.handler.FuseName;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Replies to READDIR and READDIRPLUS: entries one behind the other, each filled with zeros to a multiple of 8.
///
/// READDIR, `struct fuse_dirent`:
/// ```
///    0 ino u64 | 8 off u64 | 16 namelen u32 | 20 type u32 | 24 name, without a NUL
/// ```
/// READDIRPLUS, `struct fuse_direntplus`:
/// ```
///    0 struct fuse_entry_out (128) | 128 struct fuse_dirent
/// ```
final class DirectoryOut {
    private static final int DIRENT_HEADER = 24;
    private static final int ALIGNMENT = 8;

    private final MemorySegment out;
    private final EntryOut entry;
    private final Plain plain = new Plain();
    private final Plus plus = new Plus();
    private long position;
    private long end;

    DirectoryOut(MemorySegment out) {
        this.out = out;
        this.entry = new EntryOut(out);
    }

    /// Starts a listing of at most `size` bytes.
    private void start(int size) {
        position = OUT_HEADER;
        end = OUT_HEADER + Math.min(size, out.byteSize() - OUT_HEADER);
    }

    DirectoryReply startPlain(int size) {
        start(size);
        return plain;
    }

    DirectoryPlusReply startPlus(int size) {
        start(size);
        return plus;
    }

    int size() {
        return (int) (position - OUT_HEADER);
    }

    private boolean append(int headSize, byte[] name, long ino, FileType type, long nextOffset) {
        if (name.length == 0 || name.length > FuseName.LENGTH_MAX) {
            throw new IllegalArgumentException("not the name of an entry: length=" + name.length);
        }
        long unpadded = (long) headSize + DIRENT_HEADER + name.length;
        long size = Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT;
        if (position + size > end) {
            return false;
        }
        long dirent = position + headSize;
        putLong(out, dirent, ino);
        putLong(out, dirent + 8, nextOffset);
        putInt(out, dirent + 16, name.length);
        putInt(out, dirent + 20, type.number());
        MemorySegment.copy(name, 0, out, ValueLayout.JAVA_BYTE, dirent + DIRENT_HEADER, name.length);
        for (long at = position + unpadded; at < position + size; at++) {
            out.set(ValueLayout.JAVA_BYTE, at, (byte) 0);
        }
        position += size;
        return true;
    }

    private void rewindTo(long mark) {
        if (mark < OUT_HEADER || mark > position) {
            throw new IllegalArgumentException("no mark of this listing: mark=" + mark);
        }
        position = mark;
    }

    private final class Plain implements DirectoryReply {
        @Override
        public boolean add(byte[] name, long ino, FileType type, long nextOffset) {
            return append(0, name, ino, type, nextOffset);
        }

        @Override
        public long mark() {
            return position;
        }

        @Override
        public void rewindTo(long mark) {
            DirectoryOut.this.rewindTo(mark);
        }
    }

    private final class Plus implements DirectoryPlusReply {
        @Override
        public @Nullable EntryReply add(byte[] name, long ino, FileType type, long nextOffset) {
            long start = position;
            return append(EntryOut.SIZE, name, ino, type, nextOffset) ? entry.start(start) : null;
        }

        @Override
        public long mark() {
            return position;
        }

        @Override
        public void rewindTo(long mark) {
            DirectoryOut.this.rewindTo(mark);
        }
    }
}
