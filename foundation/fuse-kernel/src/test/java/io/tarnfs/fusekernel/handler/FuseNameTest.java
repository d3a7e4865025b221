// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.errno.Errno;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class FuseNameTest {
    @Test
    void aNameKeepsItsBytes() {
        byte[] bytes = {(byte) 0xff, 'a', (byte) 0x80};
        FuseName name = FuseName.of(bytes);
        bytes[1] = 'b';
        name.toBytes()[0] = 'c';
        assertArrayEquals(new byte[] {(byte) 0xff, 'a', (byte) 0x80}, name.toBytes());
        assertEquals(3, name.length());
        assertEquals((byte) 0x80, name.at(2));
    }

    @Test
    void namesOfEqualBytesAreEqual() {
        FuseName name = FuseName.of("näme");
        FuseName same = FuseName.of(MemorySegment.ofArray(name.toBytes()));
        assertEquals(name, same);
        assertEquals(name.hashCode(), same.hashCode());
        assertEquals("näme", same.toString());
        assertNotEquals(name, FuseName.of("name"));
    }

    @Test
    void selfAndParentAreKnown() {
        assertTrue(FuseName.of(".").isSelf());
        assertTrue(FuseName.of("..").isParent());
        assertFalse(FuseName.of("...").isParent());
        assertFalse(FuseName.of("a").isSelf());
    }

    @Test
    void whatIsNoNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> FuseName.of(""));
        assertThrows(IllegalArgumentException.class, () -> FuseName.of("a\0b"));
        assertThrows(IllegalArgumentException.class, () -> FuseName.of("n".repeat(256)));
        assertEquals(255, FuseName.of("n".repeat(255)).length());
    }

    @Test
    void everyTypeIsFoundInItsMode() {
        for (FileType type : FileType.values()) {
            assertEquals(type, FileType.ofMode(type.modeBits() | 07777));
        }
        assertThrows(IllegalArgumentException.class, () -> FileType.ofMode(0644));
    }

    @Test
    void theAnswerOfAnErrnoIsAlwaysTheSame() {
        assertEquals(Answer.failed(Errno.ENOENT), Answer.failed(Errno.ENOENT));
        assertEquals(new Answer.Failed(Errno.EIO), Answer.failed(Errno.EIO));
    }

    @Test
    void openFlagsAreReadFromTheirBits() {
        OpenFlags write = new OpenFlags(01 | 01000 | 02000, false);
        assertTrue(write.writes() && write.truncates() && write.appends());
        assertFalse(write.reads() || write.sync() || write.dataSync() || write.exclusive());
        OpenFlags both = new OpenFlags(02 | 010000, false);
        assertTrue(both.reads() && both.writes() && both.dataSync());
        assertFalse(both.sync());
        assertTrue(new OpenFlags(04010000, false).sync());
        assertTrue(new OpenFlags(0, false).reads());
    }
}
