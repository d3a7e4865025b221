// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.objectstore.Grant;
import io.tarnfs.objectstore.KeyPrefix;
import io.tarnfs.objectstore.ListPage;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.objectstore.PutAnswer;
import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstore.StoreKey;
import io.tarnfs.sealing.FrameCipher;
import io.tarnfs.sealing.FrameCodec;
import io.tarnfs.sealing.ObjectKeys;
import io.tarnfs.sealing.SealingSettings;
import io.tarnfs.sealing.VolumeDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// What a store holds of a volume as a whole: its descriptor, which claims its place in the store, and, when
/// it is removed, everything below that place.
final class VolumeObjects {
    private static final long FIRST_DESCRIPTOR = 1;

    private final ObjectStore store;
    private final VolumeInfo volume;
    private final ObjectKeys keys;

    VolumeObjects(ObjectStore store, VolumeInfo volume) {
        this.store = store;
        this.volume = volume;
        this.keys = new ObjectKeys("", volume.id());
    }

    /// Stores the first descriptor. Two metadata services may have given the same number to their volumes; in
    /// one store only one of them may use it, or a removal would take the other's objects.
    ///
    /// @throws NodeFailure CANNOT_CREATE if the place is taken
    void claim(List<Bytes> keySlots) throws NodeFailure {
        try (Arena arena = Arena.ofConfined()) {
            byte[] descriptor = descriptor(keySlots).encode().toArray();
            MemorySegment content = arena.allocate(descriptor.length);
            content.copyFrom(MemorySegment.ofArray(descriptor));
            PutAnswer answer =
                    store.put(Grant.WHOLE_STORE, new StoreKey(keys.descriptor(FIRST_DESCRIPTOR)), List.of(content));
            if (answer == PutAnswer.EXISTS) {
                throw new NodeFailure(
                        ExitCode.CANNOT_CREATE,
                        "The store " + volume.settings().storeUrl() + " holds objects of another node's volume in the"
                                + " place of this one (" + keys.volumePrefix() + "); name another store.");
            }
        } catch (StoreException trouble) {
            throw failure("volume " + volume.name() + " cannot be set up in it", trouble);
        }
    }

    private VolumeDescriptor descriptor(List<Bytes> keySlots) {
        FrameCodec codec = FrameCodec.labelled(volume.settings().codec()).orElseThrow();
        FrameCipher cipher = FrameCipher.labelled(volume.settings().cipher()).orElseThrow();
        return new VolumeDescriptor(
                FIRST_DESCRIPTOR,
                volume.name(),
                volume.settings().blockSizeBytes(),
                new SealingSettings(volume.id(), codec, cipher),
                keySlots);
    }

    /// Deletes all objects of a removed volume, its descriptors last: they hold the place until it is empty.
    /// May be repeated.
    void deleteAll() throws NodeFailure {
        try {
            deleteBelow(new KeyPrefix(keys.volumePrefix()), new KeyPrefix(keys.descriptorPrefix()));
            deleteBelow(new KeyPrefix(keys.descriptorPrefix()), new KeyPrefix("-"));
        } catch (StoreException trouble) {
            throw failure(
                    "volume " + volume.name() + " is removed, but objects below " + keys.volumePrefix()
                            + " are left in it",
                    trouble);
        }
    }

    private void deleteBelow(KeyPrefix prefix, KeyPrefix kept) throws StoreException {
        Optional<StoreKey> after = Optional.empty();
        do {
            ListPage page = store.list(Grant.WHOLE_STORE, prefix, after, ObjectStore.PAGE_OBJECTS_MAX);
            for (ListPage.Listed object : page.objects()) {
                if (!kept.matches(object.key())) {
                    store.delete(Grant.WHOLE_STORE, object.key());
                }
            }
            after = page.resume();
        } while (after.isPresent());
    }

    private NodeFailure failure(String what, StoreException trouble) {
        ExitCode code = switch (trouble.kind()) {
            case RETRY, THROTTLED, UNAVAILABLE, GONE -> ExitCode.UNREACHABLE;
            case DENIED -> ExitCode.DENIED;
            case FULL, CORRUPT -> ExitCode.INPUT_OUTPUT;
        };
        return new NodeFailure(
                code,
                "Trouble with the store " + volume.settings().storeUrl() + ": " + what + " (" + trouble.getMessage()
                        + "); mend the store and try again.",
                trouble);
    }
}
