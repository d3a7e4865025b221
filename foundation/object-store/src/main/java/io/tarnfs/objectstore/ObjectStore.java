// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// A store of sealed objects, each written once under a key that is never used again.
///
/// Every call blocks until the store has answered and may be made from any thread; no call may be made
/// from a thread that must not wait. Segments handed in must be native and accessible from the calling
/// thread; they are not used any more once the call has returned or thrown. What may be repeated is
/// said at each call; nothing here repeats by itself, [RetryingStore] is the one place that does.
///
/// An interrupt of the calling thread may end a call with kind `RETRY`; the thread's interrupt flag is
/// then set.
public interface ObjectStore extends AutoCloseable {
    /// The most objects that one page of a listing can hold; the page size of S3.
    int PAGE_OBJECTS_MAX = 1_000;

    /// Stores the bytes of all segments, one after the other, unless the key is taken. Atomic: a reader
    /// sees all of the object or none of it. When `STORED` is returned the object survives a power cut.
    ///
    /// After an exception the object may or may not be there. The call may be repeated with the same
    /// bytes; `EXISTS` is then a success only if the stored object is ours ([PutRecognition]).
    PutAnswer put(Grant grant, StoreKey key, List<MemorySegment> content) throws StoreException;

    /// Reads from `offset` on until `target` is full or the object ends. May be repeated. After an
    /// exception the content of `target` is undefined.
    ReadAnswer read(Grant grant, StoreKey key, long offset, MemorySegment target) throws StoreException;

    /// Asks whether the object is there, and its size. May be repeated.
    HeadAnswer head(Grant grant, StoreKey key) throws StoreException;

    /// Deletes the object; does nothing where there is none. May be repeated.
    void delete(Grant grant, StoreKey key) throws StoreException;

    /// Lists keys that begin with `prefix`, in ascending order, those behind `after` only. An object
    /// put or deleted while the listing runs may or may not be in it. May be repeated.
    ///
    /// @param limit at most this many objects in the page, 1 to [#PAGE_OBJECTS_MAX]
    ListPage list(Grant grant, KeyPrefix prefix, Optional<StoreKey> after, int limit) throws StoreException;

    /// Releases what the store holds. Calls in flight may fail.
    @Override
    void close();
}
