// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// What two maps should hold, after commands of random changes; each command keeps a rule that spans both
/// maps.
///
/// The rule: the text of key -1 is the count of changes, and the entry ("", count) is the only one of
/// parent -1.
final class Model {
    private static final long COUNT_KEY = -1;
    private static final long COUNT_PARENT = -1;

    private final NavigableMap<Long, String> texts;
    private final NavigableMap<Kinds.Entry, Long> entries;
    private final int keys;
    private long count;

    private Model(NavigableMap<Long, String> texts, NavigableMap<Kinds.Entry, Long> entries, int keys, long count) {
        this.texts = texts;
        this.entries = entries;
        this.keys = keys;
        this.count = count;
    }

    /// Makes a model whose keys are about `keys` in number.
    Model(int keys) {
        this(new TreeMap<>(Kinds.TEXTS.order()), new TreeMap<>(Kinds.ENTRIES.order()), keys, 0);
    }

    Model copy() {
        NavigableMap<Kinds.Entry, Long> entriesCopy = new TreeMap<>(Kinds.ENTRIES.order());
        entriesCopy.putAll(entries);
        return new Model(new TreeMap<>(texts), entriesCopy, keys, count);
    }

    /// Makes a few random changes in the model and in the store.
    void command(StateStore store, RandomGenerator random) {
        StateMap<Long, String> storeTexts = store.map(Kinds.TEXTS);
        StateMap<Kinds.Entry, Long> storeEntries = store.map(Kinds.ENTRIES);
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            long key = random.nextInt(keys);
            Kinds.Entry entry = new Kinds.Entry(1, key % 7, "name" + key + "x".repeat((int) (key % 90)));
            if (random.nextInt(3) == 0) {
                assertEquals(texts.remove(key), storeTexts.remove(key));
                assertEquals(entries.remove(entry), storeEntries.remove(entry));
            } else {
                String text = Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(6));
                assertEquals(texts.put(key, text), storeTexts.put(key, text));
                assertEquals(entries.put(entry, key), storeEntries.put(entry, key));
            }
        }
        Kinds.Entry counted = new Kinds.Entry(0, COUNT_PARENT, Long.toString(count));
        assertEquals(entries.remove(counted), storeEntries.remove(counted));
        count++;
        Kinds.Entry next = new Kinds.Entry(0, COUNT_PARENT, Long.toString(count));
        assertEquals(entries.put(next, count), storeEntries.put(next, count));
        assertEquals(texts.put(COUNT_KEY, Long.toString(count)), storeTexts.put(COUNT_KEY, Long.toString(count)));
    }

    /// Returns how many commands were made.
    long count() {
        return count;
    }

    void assertSame(StateView view) {
        assertEquals(List.copyOf(texts.entrySet()), all(view, Kinds.TEXTS, Long.MIN_VALUE));
        assertEquals(
                List.copyOf(entries.entrySet()),
                all(view, Kinds.ENTRIES, new Kinds.Entry(Long.MIN_VALUE, Long.MIN_VALUE, "")));
        texts.forEach((key, value) -> assertEquals(value, view.get(Kinds.TEXTS, key)));
    }

    void assertSame(StateStore store) {
        List<Map.Entry<Long, String>> found = new ArrayList<>();
        store.map(Kinds.TEXTS).scan(Long.MIN_VALUE, (key, value) -> found.add(Map.entry(key, value)));
        assertEquals(List.copyOf(texts.entrySet()), found);
        List<Map.Entry<Kinds.Entry, Long>> foundEntries = new ArrayList<>();
        store.map(Kinds.ENTRIES)
                .scan(
                        new Kinds.Entry(Long.MIN_VALUE, Long.MIN_VALUE, ""),
                        (key, value) -> foundEntries.add(Map.entry(key, value)));
        assertEquals(List.copyOf(entries.entrySet()), foundEntries);
    }

    /// Checks the rule that spans both maps, whichever command the view shows.
    static void assertWhole(StateView view) {
        String text = view.get(Kinds.TEXTS, COUNT_KEY);
        List<Map.Entry<Kinds.Entry, Long>> counted = new ArrayList<>();
        view.scan(Kinds.ENTRIES, new Kinds.Entry(0, COUNT_PARENT, ""), (key, value) -> {
            if (key.parent() == COUNT_PARENT && key.volume() == 0) {
                counted.add(Map.entry(key, value));
                return true;
            }
            return false;
        });
        if (text == null) {
            assertEquals(List.of(), counted);
        } else {
            assertEquals(
                    List.of(Map.entry(new Kinds.Entry(0, COUNT_PARENT, text), Long.parseLong(text))),
                    counted,
                    "the maps show one command");
            assertEquals(view.applied().value(), Long.parseLong(text));
        }
    }

    private static <K, V> List<Map.Entry<K, V>> all(StateView view, MapKind<K, V> kind, K from) {
        List<Map.Entry<K, V>> all = new ArrayList<>();
        view.scan(kind, from, (key, value) -> all.add(Map.entry(key, value)));
        return all;
    }
}
