// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Lets only so many calls into the store at a time; the others wait in the order of their coming.
///
/// It lies inside [RetryingStore], so that a call that waits for its next try holds no place.
public final class LimitedStore implements ObjectStore {
    private final ObjectStore inner;
    private final Semaphore places;

    /// Wraps `inner`, which is closed with this store.
    ///
    /// @param callsMax calls in flight at most
    public LimitedStore(ObjectStore inner, int callsMax) {
        if (callsMax < 1) {
            throw new IllegalArgumentException("callsMax=" + callsMax);
        }
        this.inner = inner;
        this.places = new Semaphore(callsMax, true);
    }

    @Override
    public PutAnswer put(Grant grant, StoreKey key, List<MemorySegment> content) throws StoreException {
        return inPlace("put", key.value(), () -> inner.put(grant, key, content));
    }

    @Override
    public ReadAnswer read(Grant grant, StoreKey key, long offset, MemorySegment target) throws StoreException {
        return inPlace("read", key.value(), () -> inner.read(grant, key, offset, target));
    }

    @Override
    public HeadAnswer head(Grant grant, StoreKey key) throws StoreException {
        return inPlace("head", key.value(), () -> inner.head(grant, key));
    }

    @Override
    public void delete(Grant grant, StoreKey key) throws StoreException {
        StoreCall<Boolean> delete = () -> {
            inner.delete(grant, key);
            return true;
        };
        inPlace("delete", key.value(), delete);
    }

    @Override
    public ListPage list(Grant grant, KeyPrefix prefix, Optional<StoreKey> after, int limit) throws StoreException {
        return inPlace("list", prefix.value(), () -> inner.list(grant, prefix, after, limit));
    }

    @Override
    public void close() {
        inner.close();
    }

    private <T> T inPlace(String tried, String location, StoreCall<T> call) throws StoreException {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Kind.RETRY, tried, location, "interrupted while waiting for a place", e);
        }
        try {
            return call.run();
        } finally {
            places.release();
        }
    }
}
