// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// One name that getdents64(2) returned. The name is bytes, held one to one in the characters 0 to 255 of a
/// string ([Posix] says why).
///
/// @param cookie where to lseek(2) to go on behind this name
/// @param type S_IF bits without permissions, 0 when the file system does not say
public record Dirent(long ino, long cookie, int type, String name) {
    /// Decodes what getdents64(2) left in its buffer: { ino u64, off s64, reclen u16, type u8, name, 0 }.
    static List<Dirent> decode(byte[] buffer) {
        ByteBuffer in = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
        List<Dirent> entries = new ArrayList<>();
        for (int at = 0; at < buffer.length; at += Short.toUnsignedInt(in.getShort(at + 16))) {
            int end = at + 19;
            while (buffer[end] != 0) {
                end++;
            }
            String name = new String(buffer, at + 19, end - at - 19, Posix.BYTES);
            entries.add(new Dirent(in.getLong(at), in.getLong(at + 8), in.get(at + 18) << 12, name));
        }
        return List.copyOf(entries);
    }

    /// True for the two names that every directory has.
    public boolean isDots() {
        return name.equals(".") || name.equals("..");
    }
}
