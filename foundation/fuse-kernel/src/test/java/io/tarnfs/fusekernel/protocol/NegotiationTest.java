// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.RecordedDevice.body;
import static io.tarnfs.fusekernel.protocol.RecordedDevice.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.calls.MemoryCalls;
import io.tarnfs.linux.errno.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NegotiationTest {
    /// What Linux 6.18 sent: every flag there is, in both words.
    private static final int ALL_LOW = 0x7bff_fffb;

    private static final int ALL_HIGH = 0x7fd;

    @TempDir
    Path folder;

    private final Exchange exchange = Exchange.large();

    @AfterEach
    void close() {
        exchange.close();
    }

    private Negotiation.Outcome init(boolean posixAcl, RecordedDevice.Bytes body) throws IOException {
        new RecordedDevice(folder).receive(exchange, request(Opcode.INIT.number(), 2, 0, body));
        return new Negotiation(posixAcl).answer(exchange);
    }

    private ByteBuffer reply() throws IOException {
        ByteBuffer reply = new RecordedDevice(folder).send(exchange);
        assertEquals(reply.remaining(), reply.getInt());
        return reply;
    }

    private static RecordedDevice.Bytes kernel(int major, int minor, int low, int high) {
        RecordedDevice.Bytes body =
                body().u32(major).u32(minor).u32(131_072).u32(low).u32(high);
        return body.raw(new byte[44]);
    }

    private Capabilities agreed(boolean posixAcl, RecordedDevice.Bytes body) throws IOException {
        return assertInstanceOf(Negotiation.Agreed.class, init(posixAcl, body)).capabilities();
    }

    @Test
    void aNewKernelGetsEverythingThatIsWantedAndNothingElse() throws Exception {
        Capabilities agreed = agreed(false, kernel(7, 46, ALL_LOW, ALL_HIGH));
        assertEquals(new Capabilities(45, InitFlags.WANTED), agreed);
        assertTrue(agreed.resend());
        assertFalse(agreed.posixAcl());
        ByteBuffer reply = reply();
        assertEquals(0, reply.getInt());
        assertEquals(2, reply.getLong());
        assertEquals(7, reply.getInt());
        assertEquals(45, reply.getInt());
        assertEquals(131_072, reply.getInt());
        assertEquals((int) InitFlags.WANTED, reply.getInt());
        assertEquals(64, reply.getShort());
        assertEquals(48, reply.getShort());
        assertEquals(1 << 20, reply.getInt());
        assertEquals(1, reply.getInt());
        assertEquals((1 << 20) / MemoryCalls.pageSize(), reply.getShort());
        assertEquals(0, reply.getShort());
        assertEquals((int) (InitFlags.WANTED >>> 32), reply.getInt());
        assertEquals(28, reply.remaining());
    }

    @Test
    void theWritebackCacheAndLocksAreNeverAskedFor() {
        long unwanted = 1L << 16 | 1L << 1 | 1L << 10 | 1L << 12;
        assertEquals(0, (InitFlags.WANTED | InitFlags.WANTED_FOR_ACL) & unwanted);
    }

    @Test
    void aclsAreAskedForWhenTheHandlerKeepsThem() throws Exception {
        Capabilities agreed = agreed(true, kernel(7, 45, ALL_LOW, ALL_HIGH));
        assertTrue(agreed.posixAcl());
        assertTrue(agreed.extendedSetxattr());
    }

    @Test
    void anOldKernelGetsWhatItOffers() throws Exception {
        int offered = (int) (InitFlags.ASYNC_READ | InitFlags.BIG_WRITES | InitFlags.DONT_MASK);
        // Without INIT_EXT the second word is not one.
        assertEquals(new Capabilities(31, offered), agreed(true, kernel(7, 31, offered, ALL_HIGH)));
        assertEquals(0, reply().getInt());
    }

    @Test
    void theShortRequestOfOldKernelsIsUnderstood() throws Exception {
        RecordedDevice.Bytes body = body().u32(7).u32(27).u32(131_072).u32(ALL_LOW);
        assertEquals(InitFlags.WANTED & 0xffff_ffffL, agreed(false, body).flags());
    }

    @Test
    void aNewerMajorVersionIsAskedToComeBackWithOurs() throws Exception {
        assertInstanceOf(Negotiation.AskAgain.class, init(false, kernel(8, 0, 0, 0)));
        ByteBuffer reply = reply();
        assertEquals(0, reply.getInt());
        assertEquals(2, reply.getLong());
        assertEquals(7, reply.getInt());
    }

    @Test
    void aKernelThatIsTooOldIsRefused() throws Exception {
        assertEquals(new Negotiation.Refused(7, 22), init(false, kernel(7, 22, ALL_LOW, 0)));
        assertEquals(-Errno.EPROTO.number(), reply().getInt());
        assertInstanceOf(Negotiation.Refused.class, init(false, body().u32(7)));
    }
}
