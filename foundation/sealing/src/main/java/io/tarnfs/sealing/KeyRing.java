// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The keys of a volume that are at hand, by generation; the newest seals. Owns its keys. Immutable but
/// for close.
public final class KeyRing implements AutoCloseable {
    private final NavigableMap<Integer, VolumeKey> keys = new TreeMap<>();

    private KeyRing(List<VolumeKey> keys) {
        for (VolumeKey key : keys) {
            if (this.keys.put(key.generation(), key) != null) {
                throw new IllegalArgumentException("two keys of one generation: generation=" + key.generation());
            }
        }
    }

    /// The ring of a volume without encryption.
    public static KeyRing empty() {
        return new KeyRing(List.of());
    }

    /// A ring of these keys, no two of one generation; closed with the ring.
    public static KeyRing of(List<VolumeKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a ring of an encrypted volume has a key");
        }
        return new KeyRing(keys);
    }

    /// Returns the newest key.
    public VolumeKey newest() {
        Map.Entry<Integer, VolumeKey> newest = keys.lastEntry();
        if (newest == null) {
            throw new IllegalStateException("sealing with a cipher needs a volume key, none is at hand");
        }
        return newest.getValue();
    }

    /// Wipes the keys.
    @Override
    public void close() {
        keys.values().forEach(VolumeKey::close);
    }

    @Override
    public String toString() {
        return "KeyRing[generations=" + keys.keySet() + "]";
    }

    VolumeKey of(int generation, String subject) throws WrongKeyException {
        @Nullable VolumeKey key = keys.get(generation);
        if (key == null) {
            throw new WrongKeyException(
                    subject + " is sealed with a volume key that is not at hand: generation=" + generation + " atHand="
                            + keys.keySet(),
                    null);
        }
        return key;
    }
}
