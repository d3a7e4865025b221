// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts calls, bytes, time and failures of a store.
///
/// A snapshot is taken without stopping calls: numbers of one snapshot may be a call apart.
public final class MeasuredStore implements ObjectStore {
    private final ObjectStore inner;
    private final LongSupplier nanoClock;
    private final Map<StoreOperation, Meter> meters = new EnumMap<>(StoreOperation.class);

    /// Wraps `inner`, which is closed with this store.
    ///
    /// @param nanoClock a clock that only goes forward, in nanoseconds
    public MeasuredStore(ObjectStore inner, LongSupplier nanoClock) {
        this.inner = inner;
        this.nanoClock = nanoClock;
        for (StoreOperation operation : StoreOperation.values()) {
            meters.put(operation, new Meter());
        }
    }

    /// Returns what was counted so far.
    public StoreMeasures snapshot() {
        Map<StoreOperation, StoreMeasures.Counts> counts = new EnumMap<>(StoreOperation.class);
        meters.forEach((operation, meter) -> counts.put(operation, meter.counts()));
        return new StoreMeasures(counts);
    }

    @Override
    public PutAnswer put(Grant grant, StoreKey key, List<MemorySegment> content) throws StoreException {
        Meter meter = meter(StoreOperation.PUT);
        PutAnswer answer = timed(meter, () -> inner.put(grant, key, content));
        if (answer == PutAnswer.STORED) {
            content.forEach(segment -> meter.bytes.add(segment.byteSize()));
        }
        return answer;
    }

    @Override
    public ReadAnswer read(Grant grant, StoreKey key, long offset, MemorySegment target) throws StoreException {
        Meter meter = meter(StoreOperation.READ);
        ReadAnswer answer = timed(meter, () -> inner.read(grant, key, offset, target));
        if (answer instanceof ReadAnswer.Read(long countBytes)) {
            meter.bytes.add(countBytes);
        }
        return answer;
    }

    @Override
    public HeadAnswer head(Grant grant, StoreKey key) throws StoreException {
        return timed(meter(StoreOperation.HEAD), () -> inner.head(grant, key));
    }

    @Override
    public void delete(Grant grant, StoreKey key) throws StoreException {
        StoreCall<Boolean> delete = () -> {
            inner.delete(grant, key);
            return true;
        };
        timed(meter(StoreOperation.DELETE), delete);
    }

    @Override
    public ListPage list(Grant grant, KeyPrefix prefix, Optional<StoreKey> after, int limit) throws StoreException {
        return timed(meter(StoreOperation.LIST), () -> inner.list(grant, prefix, after, limit));
    }

    @Override
    public void close() {
        inner.close();
    }

    private Meter meter(StoreOperation operation) {
        Meter meter = meters.get(operation);
        if (meter == null) {
            throw new IllegalStateException("no meter: operation=" + operation);
        }
        return meter;
    }

    private <T> T timed(Meter meter, StoreCall<T> call) throws StoreException {
        long begin = nanoClock.getAsLong();
        try {
            return call.run();
        } catch (StoreException e) {
            meter.failed(e.kind());
            throw e;
        } finally {
            meter.took(nanoClock.getAsLong() - begin);
        }
    }

    private static final class Meter {
        private final LongAdder calls = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAccumulator nanosMax = new LongAccumulator(Math::max, 0);
        private final Map<StoreException.Kind, LongAdder> failures = new EnumMap<>(StoreException.Kind.class);

        Meter() {
            for (StoreException.Kind kind : StoreException.Kind.values()) {
                failures.put(kind, new LongAdder());
            }
        }

        void took(long tookNanos) {
            calls.increment();
            nanos.add(tookNanos);
            nanosMax.accumulate(tookNanos);
        }

        void failed(StoreException.Kind kind) {
            LongAdder adder = failures.get(kind);
            if (adder == null) {
                throw new IllegalStateException("no counter: kind=" + kind);
            }
            adder.increment();
        }

        StoreMeasures.Counts counts() {
            Map<StoreException.Kind, Long> failed = new EnumMap<>(StoreException.Kind.class);
            failures.forEach((kind, adder) -> {
                if (adder.sum() > 0) {
                    failed.put(kind, adder.sum());
                }
            });
            return new StoreMeasures.Counts(calls.sum(), bytes.sum(), nanos.sum(), nanosMax.get(), failed);
        }
    }
}
