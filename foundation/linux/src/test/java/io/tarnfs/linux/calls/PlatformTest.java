// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class PlatformTest {
    @Test
    void bothNamesOfAnArchitectureGiveItsTable() {
        assertEquals(Platform.X86_64, Platform.of("amd64"));
        assertEquals(Platform.X86_64, Platform.of("x86_64"));
        assertEquals(Platform.AARCH64, Platform.of("aarch64"));
        assertEquals(Platform.AARCH64, Platform.of("ARM64"));
    }

    @Test
    void anUnknownArchitectureIsRefusedByName() {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> Platform.of("riscv64"));
        assertEquals("no table for this processor: os.arch=riscv64", refused.getMessage());
    }

    @Test
    void theOpenFlagsOfAnArchitectureDoNotOverlap() {
        for (Platform platform : new Platform[] {Platform.X86_64, Platform.AARCH64}) {
            int common = OpenBits.ACCESS_MODE
                    | OpenBits.CREATE
                    | OpenBits.EXCLUSIVE
                    | OpenBits.TRUNCATE
                    | OpenBits.APPEND
                    | OpenBits.NON_BLOCKING
                    | OpenBits.SYNC
                    | OpenBits.CLOSE_ON_EXEC;
            assertEquals(0, common & platform.openDirect());
            assertEquals(0, common & platform.openDirectory());
            assertEquals(0, common & platform.openNoFollow());
            assertEquals(
                    3, Integer.bitCount(platform.openDirect() | platform.openDirectory() | platform.openNoFollow()));
        }
    }
}
