// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Tells an object that an earlier try of ours has put from somebody else's under the same key.
///
/// A sealed object begins with a header that holds 16 random bytes, and a repeated put sends the same
/// bytes. So an object of the same size and with the same beginning is ours.
public final class PutRecognition {
    /// Covers the whole header of an object with one part, and in every object the random bytes at its
    /// beginning.
    static final long COMPARED_BYTES_MAX = 4_096;

    private PutRecognition() {}

    /// Puts, and where the key is taken answers `STORED` if what is there is what was to be put.
    ///
    /// @return `EXISTS` only if the key is taken by other bytes
    public static PutAnswer put(ObjectStore store, Grant grant, StoreKey key, List<MemorySegment> content)
            throws StoreException {
        PutAnswer answer = store.put(grant, key, content);
        if (answer == PutAnswer.EXISTS && isStored(store, grant, key, content)) {
            return PutAnswer.STORED;
        }
        return answer;
    }

    private static boolean isStored(ObjectStore store, Grant grant, StoreKey key, List<MemorySegment> content)
            throws StoreException {
        long size = content.stream().mapToLong(MemorySegment::byteSize).sum();
        if (!store.head(grant, key).equals(new HeadAnswer.Present(size))) {
            return false;
        }
        try (Arena arena = Arena.ofShared()) {
            MemorySegment stored = arena.allocate(Math.clamp(size, 1, COMPARED_BYTES_MAX));
            ReadAnswer read = store.read(grant, key, 0, stored);
            return read instanceof ReadAnswer.Read(long count)
                    && count == Math.min(size, COMPARED_BYTES_MAX)
                    && beginsWith(content, stored.asSlice(0, count));
        }
    }

    private static boolean beginsWith(List<MemorySegment> content, MemorySegment beginning) {
        long at = 0;
        for (MemorySegment segment : content) {
            long count = Math.min(segment.byteSize(), beginning.byteSize() - at);
            if (segment.asSlice(0, count).mismatch(beginning.asSlice(at, count)) != -1) {
                return false;
            }
            at += count;
        }
        return at == beginning.byteSize();
    }
}
