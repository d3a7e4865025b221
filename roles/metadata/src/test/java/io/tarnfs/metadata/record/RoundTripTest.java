// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.metadatatestkit.Seed;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RoundTripTest {
    private static final int VALUES = 300;

    private final SplittableRandom random = new SplittableRandom(Seed.of("RoundTripTest"));
    private final RandomValues values = new RandomValues(random);

    @Test
    void everyKeyAndEveryValueIsReadAsItWasWritten() throws Exception {
        int kinds = 0;
        for (Field field : StateMaps.class.getDeclaredFields()) {
            if (field.getType() == MapKind.class) {
                ParameterizedType type = (ParameterizedType) field.getGenericType();
                MapKind<?, ?> kind = (MapKind<?, ?>) field.get(null);
                check(kind.keys(), (Class<?>) type.getActualTypeArguments()[0]);
                check(kind.values(), (Class<?>) type.getActualTypeArguments()[1]);
                kinds++;
            }
        }
        assertEquals(26, kinds, "a kind of record was added or lost");
    }

    @Test
    void everyKindHasANameOfItsOwn() throws Exception {
        Set<String> names = new HashSet<>();
        for (Field field : StateMaps.class.getDeclaredFields()) {
            if (field.getType() == MapKind.class) {
                String name = ((MapKind<?, ?>) field.get(null)).name();
                assertTrue(names.add(name), name);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private <T> void check(MapKind.Codec<T> codec, Class<?> type) {
        for (int i = 0; i < VALUES; i++) {
            T value = (T) values.record(type);
            ByteBuffer bytes = ByteBuffer.allocate(codec.sizeMax(value));
            codec.write(value, bytes);
            bytes.flip();
            T back = codec.read(bytes.duplicate());
            assertEquals(value, back);
            assertTrue(codec.heapBytes(value) >= 0);
            // Read and written again, a field that this build does not know is still there: it lies in the tail.
            ByteBuffer again = ByteBuffer.allocate(codec.sizeMax(back));
            codec.write(back, again);
            assertEquals(bytes, again.flip());
        }
    }

    @Test
    void everyValueEndsInATailOfUnknownFields() {
        for (Field field : StateMaps.class.getDeclaredFields()) {
            if (field.getType() == MapKind.class) {
                ParameterizedType type = (ParameterizedType) field.getGenericType();
                Class<?> value = (Class<?>) type.getActualTypeArguments()[1];
                boolean tail = Arrays.stream(value.getRecordComponents())
                        .anyMatch(
                                component -> component.getName().equals("tail") && component.getType() == Bytes.class);
                assertTrue(tail, "no tail: " + value);
            }
        }
    }

    @Test
    void everyCommandIsReadFromTheLogAsItWasWritten() throws Exception {
        for (Class<?> type : Command.class.getPermittedSubclasses()) {
            for (int i = 0; i < VALUES; i++) {
                Command<?> command = (Command<?>) values.record(type);
                LogEntry.Stamp drawn = (LogEntry.Stamp) values.record(LogEntry.Stamp.class);
                LogEntry.Stamp stamp = new LogEntry.Stamp(drawn.time(), drawn.random(), LogEntry.FEATURE_LEVEL);
                ByteBuffer entry = LogEntry.encode(command);
                LogEntry.stamp(entry, stamp);
                LogEntry back = LogEntry.decode(entry);
                assertEquals(new LogEntry(stamp, command, Bytes.EMPTY), back);
                assertFalse(entry.hasRemaining(), "bytes were left: " + command);
            }
        }
    }

    @Test
    void anEntryOfANewerFeatureLevelIsRefused() throws Exception {
        Command<?> command = (Command<?>) values.record(Command.RemoveVolume.class);
        LogEntry.Stamp drawn = (LogEntry.Stamp) values.record(LogEntry.Stamp.class);
        ByteBuffer entry = LogEntry.encode(command);
        LogEntry.stamp(entry, new LogEntry.Stamp(drawn.time(), drawn.random(), LogEntry.FEATURE_LEVEL + 1));
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> LogEntry.decode(entry));
        assertTrue(String.valueOf(refused.getMessage()).contains("feature level"), refused.getMessage());
    }

    @Test
    void aCommandThatIsTooLongForTheLogIsRefusedBeforeItIsLogged() {
        Bytes huge = Bytes.copyOf(new byte[LogEntry.SIZE_MAX]);
        Command.CreateVolume drawn = (Command.CreateVolume) values.record(Command.CreateVolume.class);
        Command.CreateVolume command =
                new Command.CreateVolume(drawn.header(), drawn.name(), drawn.settings(), List.of(huge));
        assertThrows(LogEntry.TooLong.class, () -> LogEntry.encode(command));
    }

    @Test
    void everyOutcomeIsReadAsItWasWritten() {
        Sequence at = new Sequence(77);
        for (Class<?> type : Result.class.getPermittedSubclasses()) {
            for (int i = 0; i < VALUES; i++) {
                Outcome<Result> outcome = new Outcome.Success<>((Result) values.record(type), at);
                assertEquals(outcome, OutcomeCodec.decode(OutcomeCodec.encode(outcome), at));
            }
        }
        for (var error : FsError.values()) {
            Outcome<Result> outcome = new Outcome.Failure<>(error, "why");
            assertEquals(outcome, OutcomeCodec.decode(OutcomeCodec.encode(outcome), at));
        }
    }

    @Test
    void numbersInKeysSortAsBytesDo() {
        for (int i = 0; i < 10_000; i++) {
            long a = random.nextLong() >>> random.nextInt(64) >>> 1;
            long b = random.nextLong() >>> random.nextInt(64) >>> 1;
            assertEquals(
                    Integer.signum(Long.compare(a, b)), Integer.signum(Arrays.compareUnsigned(ordered(a), ordered(b))));
        }
    }

    private static byte[] ordered(long value) {
        ByteBuffer target = ByteBuffer.allocate(Fields.NUMBER_MAX);
        Fields.putOrdered(target, value);
        return Arrays.copyOf(target.array(), target.position());
    }

    @Test
    void aNewerRecordVersionIsRefusedByName() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {2, 0, 0, 0});
        IllegalStateException refused = assertThrows(
                IllegalStateException.class, () -> StateMaps.INODE.values().read(bytes));
        assertTrue(String.valueOf(refused.getMessage()).contains("inode"), refused.getMessage());
    }

    /// The vector of the paper's appendix: key 00 01 .. 0f, message 00 01 .. 0e.
    @Test
    void sipHashAgreesWithItsPaper() {
        SipHash.Key key = new SipHash.Key(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        StringBuilder message = new StringBuilder();
        for (char c = 0; c < 15; c++) {
            message.append(c);
        }
        assertEquals(0xa129ca6149be45e5L, SipHash.hash(key, message.toString()));
        assertTrue(SipHash.of(key, Name.of("a")) >>> SipHash.BITS == 0);
    }
}
