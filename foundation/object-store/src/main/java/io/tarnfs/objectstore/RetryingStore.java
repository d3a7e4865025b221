// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Repeats calls that failed with kind `RETRY` or `THROTTLED`; the only place that does.
///
/// When the tries are used up the last failure comes back as kind `UNAVAILABLE`. A repeated put may
/// find the object that its own earlier try stored: this decorator recognises it and answers `STORED`.
///
/// Locks: `drawing` guards the random generator, which need not be safe for threads; held for one draw.
public final class RetryingStore implements ObjectStore {
    private final ObjectStore inner;
    private final RetryPolicy policy;
    private final Waiter waiter;
    private final RandomGenerator random;
    private final ReentrantLock drawing = new ReentrantLock();

    /// Wraps `inner`, which is closed with this store.
    public RetryingStore(ObjectStore inner, RetryPolicy policy, Waiter waiter, RandomGenerator random) {
        this.inner = inner;
        this.policy = policy;
        this.waiter = waiter;
        this.random = random;
    }

    @Override
    public PutAnswer put(Grant grant, StoreKey key, List<MemorySegment> content) throws StoreException {
        Repeatable<PutAnswer> put =
                tries -> tries == 1 ? inner.put(grant, key, content) : PutRecognition.put(inner, grant, key, content);
        return repeat("put", key.value(), put);
    }

    @Override
    public ReadAnswer read(Grant grant, StoreKey key, long offset, MemorySegment target) throws StoreException {
        return repeat("read", key.value(), _ -> inner.read(grant, key, offset, target));
    }

    @Override
    public HeadAnswer head(Grant grant, StoreKey key) throws StoreException {
        return repeat("head", key.value(), _ -> inner.head(grant, key));
    }

    @Override
    public void delete(Grant grant, StoreKey key) throws StoreException {
        Repeatable<PutAnswer> delete = _ -> {
            inner.delete(grant, key);
            return PutAnswer.STORED;
        };
        repeat("delete", key.value(), delete);
    }

    @Override
    public ListPage list(Grant grant, KeyPrefix prefix, Optional<StoreKey> after, int limit) throws StoreException {
        return repeat("list", prefix.value(), _ -> inner.list(grant, prefix, after, limit));
    }

    @Override
    public void close() {
        inner.close();
    }

    private interface Repeatable<T> {
        T run(int tryNumber) throws StoreException;
    }

    private <T> T repeat(String tried, String location, Repeatable<T> call) throws StoreException {
        for (int tryNumber = 1; ; tryNumber++) {
            try {
                return call.run(tryNumber);
            } catch (StoreException e) {
                if (!isRepeatable(e.kind())) {
                    throw e;
                }
                if (tryNumber == policy.triesMax()) {
                    throw new StoreException(
                            StoreException.Kind.UNAVAILABLE, tried, location, "gave up: tries=" + tryNumber, e);
                }
                waitAfter(tryNumber, e);
            }
        }
    }

    private static boolean isRepeatable(StoreException.Kind kind) {
        return switch (kind) {
            case RETRY, THROTTLED -> true;
            case UNAVAILABLE, DENIED, GONE, FULL, CORRUPT -> false;
        };
    }

    /// Waits, or throws `failure` if the thread was interrupted: nobody waits for the result any more.
    private void waitAfter(int failedTry, StoreException failure) throws StoreException {
        if (Thread.currentThread().isInterrupted()) {
            throw failure;
        }
        try {
            waiter.await(draw(failedTry));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private Duration draw(int failedTry) {
        drawing.lock();
        try {
            return policy.waitAfter(failedTry, random);
        } finally {
            drawing.unlock();
        }
    }
}
