// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.posix.StatVfs;
import org.junit.jupiter.api.Test;

/// statvfs(3).
final class StatfsTest extends ConformanceCase {

    @Test
    void totalsAreAtLeastWhatIsFree() {
        StatVfs stat = me.statvfs(".");
        assertTrue(stat.blocks() > 0, stat.toString());
        assertTrue(stat.blocks() >= stat.blocksFree(), stat.toString());
        assertTrue(stat.blocksFree() >= stat.blocksAvailable(), stat.toString());
        assertTrue(stat.files() >= stat.filesFree(), stat.toString());
    }

    @Test
    void blockSizeIsAPowerOfTwo() {
        StatVfs stat = me.statvfs(".");
        assertTrue(stat.fragmentSizeBytes() >= 512, stat.toString());
        assertEquals(1, Long.bitCount(stat.fragmentSizeBytes()), stat.toString());
    }

    @Test
    void longestNameIs255() {
        assertEquals(255, me.statvfs(".").nameMax());
    }

    @Test
    void anyUserMayAskThroughAnyFile() {
        me.writeFile("f", "");
        assertEquals(me.statvfs(".").blocks(), other.statvfs("f").blocks());
    }

    @Test
    void statvfsOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.statvfs("missing"));
    }
}
