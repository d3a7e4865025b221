// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.VolumeId;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/// Wraps volume keys for the secrets of users, and finds the slots that a secret opens.
///
/// A volume has a list of slots, kept in its record and in its descriptor in the store: one for each
/// pair of secret and key generation. A passphrase is changed by adding a slot and dropping one; no
/// data is written again.
public final class KeySlots {
    private KeySlots() {}

    /// Wraps a key for a secret; with a passphrase it takes about 0.6 s and 64 MiB.
    public static Bytes wrap(VolumeKey key, VolumeId volume, UnlockSecret secret, SecureRandom random) {
        return wrap(key, volume, secret, Argon2Cost.DEFAULT, random);
    }

    /// Wraps a key for a secret at a cost of one's own choice; a key file is not stretched.
    public static Bytes wrap(
            VolumeKey key, VolumeId volume, UnlockSecret secret, Argon2Cost cost, SecureRandom random) {
        return KeySlot.wrap(key, volume, secret, cost, random).encode();
    }

    /// Returns what opens a slot.
    public static SlotKind kindOf(VolumeId volume, Bytes slot) throws SealingException {
        return KeySlot.decode(volume, slot).kind();
    }

    /// Opens all slots that the secret opens.
    ///
    /// @return the keys of the volume, which the caller closes
    /// @throws WrongKeyException if it opens none
    /// @throws CorruptObjectException if no slot opens and one of them is damaged
    public static KeyRing unlock(VolumeId volume, List<Bytes> slots, UnlockSecret secret) throws SealingException {
        Attempt attempt = new Attempt(volume, secret);
        for (Bytes slot : slots) {
            attempt.open(slot);
        }
        return attempt.result();
    }

    /// What one secret did to the slots so far.
    private static final class Attempt {
        private final VolumeId volume;
        private final UnlockSecret secret;
        private final Map<Integer, VolumeKey> opened = new HashMap<>();
        private int refused;
        private @Nullable SealingException damaged;

        Attempt(VolumeId volume, UnlockSecret secret) {
            this.volume = volume;
            this.secret = secret;
        }

        void open(Bytes bytes) {
            try {
                KeySlot slot = KeySlot.decode(volume, bytes);
                if (slot.kind() == secret.kind()) {
                    keep(slot.unwrap(secret));
                }
            } catch (AEADBadTagException e) {
                refused++;
            } catch (SealingException e) {
                damaged = e;
            }
        }

        KeyRing result() throws SealingException {
            if (!opened.isEmpty()) {
                return KeyRing.of(List.copyOf(opened.values()));
            }
            if (damaged != null) {
                throw damaged;
            }
            String kind = secret.kind().label();
            throw new WrongKeyException(
                    refused == 0
                            ? "the volume has no key slot that a " + kind + " opens: volume=" + volume.value()
                            : "wrong " + kind + ": it opens no key slot of the volume: volume=" + volume.value()
                                    + " tried=" + refused,
                    null);
        }

        private void keep(VolumeKey key) {
            VolumeKey twin = opened.put(key.generation(), key);
            if (twin != null) {
                twin.close();
            }
        }
    }
}
