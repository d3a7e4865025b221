// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MountOptionsTest {
    private static final MountOptions PLAIN = MountOptions.of(Path.of("/mnt/x"), "lake", "tarnfs");

    @Test
    void theDefaultsAreWritableWithoutAclsAndTwoReadersAtLeast() {
        assertTrue(PLAIN.readers() >= 2);
        assertFalse(PLAIN.access().readOnly());
        assertFalse(PLAIN.access().posixAcl());
    }

    @Test
    void eachValueCanBeChangedAlone() {
        assertEquals(5, PLAIN.withReaders(5).readers());
        assertEquals(
                new MountOptions.Access(true, true),
                PLAIN.withReadOnly(true).withPosixAcl(true).access());
        assertEquals(PLAIN, PLAIN.withReadOnly(true).withReadOnly(false));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withReaders(0));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withReaders(65));
        assertThrows(IllegalArgumentException.class, () -> MountOptions.of(Path.of("x"), "lake", "tarnfs"));
        assertThrows(IllegalArgumentException.class, () -> MountOptions.of(Path.of("/x"), "", "tarnfs"));
        assertThrows(IllegalArgumentException.class, () -> MountOptions.of(Path.of("/x"), "lake", ""));
    }
}
