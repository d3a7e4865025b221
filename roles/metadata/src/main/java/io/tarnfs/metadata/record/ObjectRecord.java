// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;

/// The ledger entry of an object: what refers to it, and when it lived.
///
/// An object may be deleted when nothing refers to it and nobody can read a state in which something did,
/// that is when no readable instant lies in \[born, died).
///
/// ```
/// version 1 | condemned (1 byte) | references | bytes | born | died (unsigned) | tail (bytes)
/// ```
///
/// @param references how many pieces of blocks refer to it now
/// @param bytes      how many bytes of it they show
/// @param life       when it lived
/// @param condemned  whether nothing may refer to it again
/// @param tail       fields of a newer build
public record ObjectRecord(int references, long bytes, Life life, boolean condemned, Bytes tail) {
    private static final byte VERSION = 1;

    public ObjectRecord {
        if (references < 0 || bytes < 0) {
            throw new IllegalStateException("the ledger ran below zero: references=" + references + " bytes=" + bytes);
        }
    }

    /// When an object lived.
    ///
    /// @param born the command that first listed it
    /// @param died the command that took the last reference away, or [Sequence#NONE] while there is one
    public record Life(Sequence born, Sequence died) {}

    static final MapKind.Codec<ObjectRecord> CODEC = new Layout<>(
            value -> 56 + value.tail.length(),
            _ -> 112,
            (value, target) -> {
                target.put(VERSION);
                Fields.putBoolean(target, value.condemned);
                Fields.putUnsigned(target, value.references);
                Fields.putUnsigned(target, value.bytes);
                Fields.putSequence(target, value.life.born);
                Fields.putSequence(target, value.life.died);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "object");
                boolean condemned = Fields.getBoolean(source);
                int references = Fields.getInt(source);
                long bytes = Fields.getUnsigned(source);
                Sequence born = Fields.getSequence(source);
                Life life = new Life(born, Fields.getSequence(source));
                return new ObjectRecord(references, bytes, life, condemned, Fields.getBytes(source));
            });

    /// Returns the entry of an object that was just listed and that nothing refers to yet.
    public static ObjectRecord bornAt(Sequence sequence) {
        return new ObjectRecord(0, 0, new Life(sequence, Sequence.NONE), false, Bytes.EMPTY);
    }

    /// Returns the same entry with other references; the object is dead from `now` on if there are none.
    public ObjectRecord with(int newReferences, long newBytes, Sequence now) {
        Sequence died = newReferences == 0 ? now : Sequence.NONE;
        return new ObjectRecord(newReferences, newBytes, new Life(life.born, died), condemned, tail);
    }

    /// Returns the same entry, condemned.
    public ObjectRecord condemn() {
        return new ObjectRecord(references, bytes, life, true, tail);
    }
}
