// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UnitsTest {
    @Test
    void sizesAreReadInUnitsOf1024() {
        assertEquals(Optional.of(new ByteSize(4096)), ByteSize.parse("4096"));
        assertEquals(Optional.of(new ByteSize(4096)), ByteSize.parse(" 4 KiB "));
        assertEquals(Optional.of(new ByteSize(4 << 20)), ByteSize.parse("4MB"));
        assertEquals(Optional.of(new ByteSize(3L << 30)), ByteSize.parse("3g"));
        assertEquals(Optional.of(new ByteSize(1L << 40)), ByteSize.parse("1TiB"));
        assertEquals(Optional.of(new ByteSize(7)), ByteSize.parse("7 B"));
    }

    @Test
    void whatIsNoSizeIsNone() {
        for (String text : List.of("", "-1", "1.5 MiB", "MiB", "1 XiB", "999999999999999 TiB", "1 MiB 2")) {
            assertEquals(Optional.empty(), ByteSize.parse(text), text);
        }
    }

    @Test
    void sizeIsPrintedAsItIsRead() {
        for (String text : List.of("0 B", "1 B", "1 KiB", "1025 B", "64 MiB", "3 GiB", "2048 TiB")) {
            assertEquals(Optional.of(text), ByteSize.parse(text).map(ByteSize::toString));
        }
    }

    @Test
    void sizeForTheEyeHasThreeDigits() {
        assertEquals("1023 B", new ByteSize(1023).rounded());
        assertEquals("1.00 KiB", new ByteSize(1024).rounded());
        assertEquals("15.4 MiB", new ByteSize(16_148_070).rounded());
        assertEquals("512 GiB", new ByteSize(512L << 30).rounded());
    }

    @Test
    void durationsAreRead() {
        assertEquals(Optional.of(Duration.ofMillis(5)), Durations.parse("5ms"));
        assertEquals(Optional.of(Duration.ofSeconds(10)), Durations.parse("10 s"));
        assertEquals(Optional.of(Duration.ofMinutes(2)), Durations.parse("2 min"));
        assertEquals(Optional.of(Duration.ofHours(3)), Durations.parse("3h"));
        assertEquals(Optional.of(Duration.ofDays(7)), Durations.parse("7 d"));
        assertEquals(Optional.empty(), Durations.parse("10"));
        assertEquals(Optional.empty(), Durations.parse("1 m"));
    }
}
