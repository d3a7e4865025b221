// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.VolumeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KeySlotsTest {
    private static final long SEED = Long.getLong("tarn.seed", 20_261_120L);
    private static final VolumeId VOLUME = new VolumeId(5);
    private static final Argon2Cost CHEAP = new Argon2Cost(1, 64, 2);

    private final FixedRandom random = new FixedRandom(SEED);
    private final VolumeKey key = VolumeKey.random(1, random);
    private final KeyFile keyFile = KeyFile.random(random);
    private final Passphrase passphrase = passphrase("correct horse");

    @Test
    void eitherSecretOpensItsSlotToTheSameKey() throws SealingException {
        List<Bytes> slots = List.of(wrap(passphrase), wrap(keyFile));
        assertEquals(SlotKind.PASSPHRASE, KeySlots.kindOf(VOLUME, slots.getFirst()));
        assertEquals(SlotKind.KEY_FILE, KeySlots.kindOf(VOLUME, slots.getLast()));
        for (UnlockSecret secret : List.of(passphrase, keyFile)) {
            assertArrayEquals(key.copy(), unlock(slots, secret).newest().copy());
        }
    }

    @Test
    void theDefaultCostIsThatOfTheDesignAndOpens() throws SealingException {
        assertEquals(new Argon2Cost(3, 65_536, 4), Argon2Cost.DEFAULT);
        Bytes slot = KeySlots.wrap(key, VOLUME, passphrase, random);
        ByteBuffer bytes = ByteBuffer.wrap(slot.toArray());
        assertEquals(3, bytes.getInt(40));
        assertEquals(65_536, bytes.getInt(44));
        assertEquals(4, bytes.getInt(48));
        assertArrayEquals(key.copy(), unlock(List.of(slot), passphrase).newest().copy());
    }

    @Test
    void aWrongPassphraseIsAClearSentenceAndNoKey() {
        List<Bytes> slots = List.of(wrap(passphrase), wrap(passphrase("another")), wrap(keyFile));
        WrongKeyException wrong =
                assertThrows(WrongKeyException.class, () -> unlock(slots, passphrase("correct house")));
        assertEquals("wrong passphrase: it opens no key slot of the volume: volume=5 tried=2", wrong.getMessage());
    }

    @Test
    void aSecretWithoutASlotOfItsKindIsAnotherClearSentence() {
        WrongKeyException wrong =
                assertThrows(WrongKeyException.class, () -> unlock(List.of(wrap(keyFile)), passphrase));
        assertEquals("the volume has no key slot that a passphrase opens: volume=5", wrong.getMessage());
    }

    @Test
    void aPassphraseIsChangedByReplacingItsSlot() throws SealingException {
        List<Bytes> slots = new ArrayList<>(List.of(wrap(passphrase)));
        Passphrase fresh = passphrase("new");
        slots.add(KeySlots.wrap(unlock(slots, passphrase).newest(), VOLUME, fresh, CHEAP, random));
        slots.removeFirst();
        assertArrayEquals(key.copy(), unlock(slots, fresh).newest().copy());
        assertThrows(WrongKeyException.class, () -> unlock(slots, passphrase));
    }

    @Test
    void oneSecretOpensAllGenerations() throws SealingException {
        VolumeKey second = VolumeKey.random(2, random);
        List<Bytes> slots = List.of(KeySlots.wrap(second, VOLUME, keyFile, CHEAP, random), wrap(keyFile));
        KeyRing keys = unlock(slots, keyFile);
        assertEquals(2, keys.newest().generation());
        assertArrayEquals(key.copy(), keys.of(1, "test").copy());
    }

    @Test
    void theSameKeyIsNeverWrappedToTheSameBytes() {
        assertNotEquals(wrap(passphrase), wrap(passphrase));
        assertNotEquals(wrap(keyFile), wrap(keyFile));
    }

    @Test
    void aFlippedBitAnywhereInASlotIsFound() {
        byte[] slot = wrap(keyFile).toArray();
        for (int bit = 0; bit < 8 * slot.length; bit++) {
            byte[] damaged = slot.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Bytes bytes = Bytes.copyOf(damaged);
            assertThrows(CorruptObjectException.class, () -> unlock(List.of(bytes), keyFile), "bit=" + bit);
        }
    }

    @Test
    void aForgedSlotWithAMatchingChecksumOpensNothing() {
        SplittableRandom chance = new SplittableRandom(SEED);
        byte[] slot = wrap(keyFile).toArray();
        for (int i = 0; i < 5_000; i++) {
            byte[] forged = slot.clone();
            forged[chance.nextInt(112)] ^= (byte) (1 + chance.nextInt(255));
            ByteBuffer.wrap(forged).putInt(forged.length - 4, Checksums.crc32c(forged, 0, forged.length - 4));
            assertThrows(
                    SealingException.class,
                    () -> unlock(List.of(Bytes.copyOf(forged)), keyFile),
                    "seed=" + SEED + " step=" + i);
        }
    }

    @Test
    void aSlotOfAnImpossibleCostIsRefusedBeforeAnyMemoryIsTaken() {
        byte[] slot = wrap(passphrase).toArray();
        ByteBuffer bytes = ByteBuffer.wrap(slot);
        bytes.putInt(44, Integer.MAX_VALUE);
        bytes.putInt(slot.length - 4, Checksums.crc32c(slot, 0, slot.length - 4));
        assertThrows(CorruptObjectException.class, () -> unlock(List.of(Bytes.copyOf(slot)), passphrase));
    }

    @Test
    void aSlotOfAnotherVolumeIsRefused() {
        List<Bytes> slots = List.of(wrap(keyFile));
        assertThrows(CorruptObjectException.class, () -> KeySlots.unlock(new VolumeId(6), slots, keyFile));
    }

    @Test
    void oneDamagedSlotDoesNotKeepAnotherFromOpening() throws SealingException {
        Bytes damaged = Bytes.copyOf("not a slot".getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(
                key.copy(),
                unlock(List.of(damaged, wrap(keyFile)), keyFile).newest().copy());
        assertThrows(CorruptObjectException.class, () -> unlock(List.of(damaged), keyFile));
    }

    @Test
    void aPassphraseIsTheSameFromEveryKeyboard() throws SealingException {
        List<Bytes> slots = List.of(wrap(passphrase("caf\u00e9")));
        assertArrayEquals(
                key.copy(), unlock(slots, passphrase("cafe\u0301")).newest().copy());
    }

    @Test
    void anEmptyOrEndlessPassphraseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> passphrase(""));
        assertThrows(IllegalArgumentException.class, () -> passphrase("x".repeat(Passphrase.BYTES_MAX + 1)));
    }

    @Test
    void aKeyFileIsReadBackAndAnythingElseIsRefusedByName() throws SealingException {
        byte[] content = keyFile.encode();
        List<Bytes> slots = List.of(wrap(keyFile));
        assertArrayEquals(
                key.copy(), unlock(slots, KeyFile.decode("k", content)).newest().copy());
        String text = new String(content, StandardCharsets.US_ASCII);
        for (String wrong : List.of("", "secret", text + text, text.replace("file-1", "file-2"), text.substring(1))) {
            WrongKeyException refused = assertThrows(
                    WrongKeyException.class,
                    () -> KeyFile.decode("/etc/key", wrong.getBytes(StandardCharsets.US_ASCII)));
            assertTrue(String.valueOf(refused.getMessage()).contains("file=/etc/key"));
        }
    }

    @Test
    void noSecretIsPrinted() {
        String printed = key + " " + keyFile + " " + passphrase + " " + KeyRing.of(List.of(key));
        assertFalse(printed.contains("horse") || printed.contains(HexFormat.of().formatHex(key.copy())), printed);
        String keyFileHex = new String(keyFile.encode(), StandardCharsets.US_ASCII)
                .lines()
                .toList()
                .get(1);
        assertFalse(printed.contains(keyFileHex), printed);
    }

    @Test
    void aClosedKeyIsWipedAndUsableNoMore() {
        VolumeKey closed = VolumeKey.random(1, random);
        closed.close();
        closed.close();
        assertThrows(IllegalStateException.class, closed::copy);
    }

    private Bytes wrap(UnlockSecret secret) {
        return KeySlots.wrap(key, VOLUME, secret, CHEAP, random);
    }

    private static KeyRing unlock(List<Bytes> slots, UnlockSecret secret) throws SealingException {
        return KeySlots.unlock(VOLUME, slots, secret);
    }

    private static Passphrase passphrase(String text) {
        return Passphrase.of(text.toCharArray());
    }
}
