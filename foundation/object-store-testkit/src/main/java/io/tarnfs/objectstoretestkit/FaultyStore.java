// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import io.tarnfs.objectstore.Absent;
import io.tarnfs.objectstore.Grant;
import io.tarnfs.objectstore.HeadAnswer;
import io.tarnfs.objectstore.KeyPrefix;
import io.tarnfs.objectstore.ListPage;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.objectstore.PutAnswer;
import io.tarnfs.objectstore.ReadAnswer;
import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstore.StoreKey;
import io.tarnfs.objectstore.StoreOperation;
import io.tarnfs.objectstore.Waiter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// A store that goes wrong as its [FaultPlan] says.
///
/// Locks: `planning` guards the plan, so that a seeded plan gives the same faults for the same order of
/// calls.
public final class FaultyStore implements ObjectStore {
    private final ObjectStore inner;
    private final FaultPlan plan;
    private final Waiter waiter;
    private final ReentrantLock planning = new ReentrantLock();
    private final AtomicLong faults = new AtomicLong();

    /// Wraps `inner`, which is closed with this store.
    ///
    /// @param waiter waits for [Fault.Slow]
    public FaultyStore(ObjectStore inner, FaultPlan plan, Waiter waiter) {
        this.inner = inner;
        this.plan = plan;
        this.waiter = waiter;
    }

    /// Returns how many calls met a fault, so that a test can tell that it tested something.
    public long faults() {
        return faults.get();
    }

    @Override
    public PutAnswer put(Grant grant, StoreKey key, List<MemorySegment> content) throws StoreException {
        Call<PutAnswer> call = () -> inner.put(grant, key, content);
        return run(next(StoreOperation.PUT, key.value()), "put", key.value(), call);
    }

    @Override
    public ReadAnswer read(Grant grant, StoreKey key, long offset, MemorySegment target) throws StoreException {
        Fault fault = next(StoreOperation.READ, key.value());
        ReadAnswer answer = run(fault, "read", key.value(), () -> inner.read(grant, key, offset, target));
        return switch (answer) {
            case Absent absent -> absent;
            case ReadAnswer.Read(long count) -> new ReadAnswer.Read(damage(fault, target.asSlice(0, count)));
        };
    }

    @Override
    public HeadAnswer head(Grant grant, StoreKey key) throws StoreException {
        return run(next(StoreOperation.HEAD, key.value()), "head", key.value(), () -> inner.head(grant, key));
    }

    @Override
    public void delete(Grant grant, StoreKey key) throws StoreException {
        Call<Boolean> call = () -> {
            inner.delete(grant, key);
            return true;
        };
        run(next(StoreOperation.DELETE, key.value()), "delete", key.value(), call);
    }

    @Override
    public ListPage list(Grant grant, KeyPrefix prefix, Optional<StoreKey> after, int limit) throws StoreException {
        Call<ListPage> call = () -> inner.list(grant, prefix, after, limit);
        return run(next(StoreOperation.LIST, prefix.value()), "list", prefix.value(), call);
    }

    @Override
    public void close() {
        inner.close();
    }

    private interface Call<T> {
        T run() throws StoreException;
    }

    private Fault next(StoreOperation operation, String location) {
        planning.lock();
        try {
            Fault fault = plan.next(operation, location);
            if (!(fault instanceof Fault.None)) {
                faults.incrementAndGet();
            }
            return fault;
        } finally {
            planning.unlock();
        }
    }

    private <T> T run(Fault fault, String tried, String location, Call<T> call) throws StoreException {
        return switch (fault) {
            case Fault.None _, Fault.ShortRead _, Fault.FlipBit _ -> call.run();
            case Fault.FailBefore(StoreException.Kind kind) ->
                throw new StoreException(kind, tried, location, "planned fault before the call", null);
            case Fault.FailAfter(StoreException.Kind kind) -> {
                call.run();
                throw new StoreException(kind, tried, location, "planned fault after the call", null);
            }
            case Fault.Slow slow -> {
                waitFor(slow, tried, location);
                yield call.run();
            }
        };
    }

    private void waitFor(Fault.Slow slow, String tried, String location) throws StoreException {
        try {
            waiter.await(slow.duration());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.RETRY, tried, location, "interrupted while slow", e);
        }
    }

    /// @return how many bytes of `read` are to be reported
    private static long damage(Fault fault, MemorySegment read) {
        long count = read.byteSize();
        if (count == 0) {
            return 0;
        }
        return switch (fault) {
            case Fault.None _, Fault.FailBefore _, Fault.FailAfter _, Fault.Slow _ -> count;
            case Fault.ShortRead(int keepPercent) -> count * keepPercent / 100;
            case Fault.FlipBit(long bit) -> {
                long index = (bit / 8) % count;
                byte flipped = (byte) (read.get(ValueLayout.JAVA_BYTE, index) ^ (1 << (bit % 8)));
                read.set(ValueLayout.JAVA_BYTE, index, flipped);
                yield count;
            }
        };
    }
}
