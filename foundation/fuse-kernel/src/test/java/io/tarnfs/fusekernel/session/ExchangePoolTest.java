// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.fusekernel.protocol.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ExchangePoolTest {
    private static final int LARGE_MAX = 1 + ExchangePool.LARGE_SPARE_MAX;

    private final ExchangePool pool = new ExchangePool(1);

    private List<Exchange> takeAllLarge() {
        List<Exchange> taken = new ArrayList<>();
        for (int index = 0; index < LARGE_MAX; index++) {
            taken.add(Objects.requireNonNull(pool.takeLarge(false)));
        }
        return taken;
    }

    @Test
    void theBufferGivenBackLastIsLentFirst() {
        Exchange first = taken(pool.takeSmall(false));
        Exchange second = taken(pool.takeSmall(false));
        pool.give(first);
        pool.give(second);
        assertSame(second, pool.takeSmall(false));
    }

    private static Exchange taken(@Nullable Exchange exchange) {
        assertNotNull(exchange);
        return Objects.requireNonNull(exchange);
    }

    @Test
    void whoeverFindsNoBufferWaitsForOne() throws Exception {
        List<Exchange> taken = takeAllLarge();
        CompletableFuture<Exchange> waiting = new CompletableFuture<>();
        Thread taker = Thread.ofPlatform().start(() -> waiting.complete(pool.takeLarge(false)));
        while (taker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(waiting.isDone());
        pool.give(taken.getFirst());
        assertSame(taken.getFirst(), waiting.get(60, TimeUnit.SECONDS));
        assertEquals(0, pool.overflows());
    }

    @Test
    void theReaderThatMustNotWaitGetsOneBeyondTheLimit() {
        List<Exchange> taken = takeAllLarge();
        Exchange beyond = taken(pool.takeLarge(true));
        assertEquals(1, pool.overflows());
        pool.give(beyond);
        taken.forEach(pool::give);
        assertEquals(1, pool.overflows());
        assertEquals(LARGE_MAX, takeAllLarge().size());
    }

    @Test
    void aPoolThatStopsLendsNothingToThoseWhoWaitAndThoseWhoCome() throws Exception {
        takeAllLarge();
        CompletableFuture<Boolean> gotNothing = new CompletableFuture<>();
        Thread taker = Thread.ofPlatform().start(() -> gotNothing.complete(pool.takeLarge(false) == null));
        while (taker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        pool.stopLending();
        assertTrue(gotNothing.get(60, TimeUnit.SECONDS));
        assertNull(pool.takeSmall(true));
    }

    @Test
    void theLastBufferThatComesBackAfterTheEndTellsSo() {
        Exchange late = taken(pool.takeSmall(false));
        AtomicInteger told = new AtomicInteger();
        assertFalse(pool.awaitIdle(Duration.ofMillis(1)));
        pool.close(told::incrementAndGet);
        assertEquals(0, told.get());
        pool.give(late);
        assertEquals(1, told.get());
        assertTrue(pool.awaitIdle(Duration.ZERO));
    }

    @Test
    void anIdlePoolEndsAtOnce() {
        pool.give(taken(pool.takeLarge(false)));
        AtomicInteger told = new AtomicInteger();
        pool.close(told::incrementAndGet);
        assertEquals(1, told.get());
    }
}
