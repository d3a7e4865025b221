// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What every [StateStore] does.
abstract class StateStoreContract {
    private static final long SEED = Long.getLong("tarn.seed", 42);

    /// Returns an empty store.
    abstract StateStore empty() throws IOException;

    /// Closes the store and returns the one that the next start finds.
    abstract StateStore restarted(StateStore store) throws IOException;

    @Test
    void anEmptyStoreHoldsNothing() throws IOException {
        try (StateStore store = empty();
                StateView view = store.view()) {
            assertEquals(Sequence.NONE, store.checkpointed());
            assertEquals(Sequence.NONE, view.applied());
            assertNull(view.get(Kinds.TEXTS, 1L));
            assertNull(store.map(Kinds.TEXTS).get(1L));
        }
    }

    @Test
    void readersSeeAChangeOnlyWhenItIsPublished() throws IOException {
        try (StateStore store = empty()) {
            store.map(Kinds.TEXTS).put(1L, "one");
            try (StateView view = store.view()) {
                assertNull(view.get(Kinds.TEXTS, 1L));
            }
            store.publish(new Sequence(1));
            try (StateView view = store.view()) {
                assertEquals("one", view.get(Kinds.TEXTS, 1L));
                assertEquals(new Sequence(1), view.applied());
            }
        }
    }

    @Test
    void aMapThatIsOpenedLaterShowsNoChangesUnderWay() throws IOException {
        try (StateStore store = empty()) {
            store.map(Kinds.TEXTS).put(1L, "one");
            store.map(Kinds.ENTRIES);
            try (StateView view = store.view()) {
                assertNull(view.get(Kinds.TEXTS, 1L));
            }
        }
    }

    @Test
    void publishingNeverGoesBack() throws IOException {
        try (StateStore store = empty()) {
            store.publish(new Sequence(5));
            assertThrows(IllegalStateException.class, () -> store.publish(new Sequence(4)));
        }
    }

    @Test
    void aScanStopsWhenItIsTold() throws IOException {
        try (StateStore store = empty()) {
            for (long key = 0; key < 1000; key++) {
                store.map(Kinds.TEXTS).put(key, "t" + key);
            }
            store.publish(new Sequence(1));
            try (StateView view = store.view()) {
                List<Long> seen = new ArrayList<>();
                view.scan(Kinds.TEXTS, 500L, (key, _) -> {
                    seen.add(key);
                    return seen.size() < 3;
                });
                assertEquals(List.of(500L, 501L, 502L), seen);
            }
            List<Long> seen = new ArrayList<>();
            store.map(Kinds.TEXTS).scan(998L, (key, _) -> seen.add(key));
            assertEquals(List.of(998L, 999L), seen);
        }
    }

    @Test
    void randomCommandsAgreeWithAModelAndOldViewsStay() throws IOException {
        try {
            SplittableRandom random = new SplittableRandom(SEED);
            Model model = new Model(400);
            StateStore store = empty();
            List<StateView> views = new ArrayList<>();
            List<Model> models = new ArrayList<>();
            for (int i = 0; i < 1500; i++) {
                model.command(store, random);
                store.publish(new Sequence(model.count()));
                if (random.nextInt(20) == 0) {
                    store.checkpoint();
                }
                if (random.nextInt(40) == 0) {
                    store.compactSlice();
                }
                if (random.nextInt(60) == 0) {
                    views.add(store.view());
                    models.add(model.copy());
                }
                if (views.size() > 8) {
                    models.removeFirst().assertSame(views.getFirst());
                    views.removeFirst().close();
                }
                if (random.nextInt(200) == 0) {
                    for (int v = 0; v < views.size(); v++) {
                        models.get(v).assertSame(views.get(v));
                        views.get(v).close();
                    }
                    views.clear();
                    models.clear();
                    store = restarted(store);
                    assertEquals(model.count(), store.checkpointed().value());
                    model.assertSame(store);
                }
            }
            model.assertSame(store);
            store.close();
        } catch (AssertionError e) {
            throw new AssertionError("tarn.seed=" + SEED, e);
        }
    }
}
