// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.RecordedDevice.body;
import static io.tarnfs.fusekernel.protocol.RecordedDevice.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.ReadReply;
import io.tarnfs.fusekernel.protocol.RecordedDevice.Bytes;
import io.tarnfs.linux.errno.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests and replies as bytes, without a mount.
final class DispatcherTest {
    private static final String WHO = " node=77 uid=1001 gid=1002 pid=1003 umask=0 wait=false";
    private static final long UNIQUE = 0x1234_5678_9aL;
    private static final Capabilities PLAIN = new Capabilities(45, 0);
    private static final Capabilities EXTENDED = new Capabilities(45, InitFlags.SETXATTR_EXT | InitFlags.POSIX_ACL);

    @TempDir
    Path folder;

    private final RecordingHandler handler = new RecordingHandler();
    private final Dispatcher dispatcher = new Dispatcher(handler);
    private RecordedDevice device = new RecordedDevice(Path.of("."));
    private Exchange exchange = Exchange.large();

    @BeforeEach
    void open() {
        device = new RecordedDevice(folder);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    private Answer ask(Opcode opcode, Bytes body) throws IOException, InterruptedException {
        return ask(opcode, body, PLAIN);
    }

    private Answer ask(Opcode opcode, Bytes body, Capabilities capabilities) throws IOException, InterruptedException {
        device.receive(exchange, request(opcode.number(), UNIQUE, 77, body));
        assertTrue(exchange.isWellFormed());
        Answer answer = dispatcher.dispatch(exchange, capabilities, false);
        exchange.answer(answer);
        return answer;
    }

    /// Sends the reply to the last request, checks its header and returns its body.
    private ByteBuffer reply(int error) throws IOException {
        ByteBuffer reply = device.send(exchange);
        assertEquals(reply.remaining(), reply.getInt());
        assertEquals(error, reply.getInt());
        assertEquals(UNIQUE, reply.getLong());
        return reply;
    }

    private void expectCall(String call) {
        assertEquals(List.of(call), handler.calls);
        handler.calls.clear();
    }

    private void expectEmptyReply(Opcode opcode, Bytes body, String call) throws Exception {
        assertEquals(Answer.OK, ask(opcode, body));
        expectCall(call);
        assertEquals(0, reply(0).remaining());
    }

    private static void checkAttributes(ByteBuffer reply) {
        long[] longs = {101, 105, 106, 109, -111, 113};
        for (long expected : longs) {
            assertEquals(expected, reply.getLong());
        }
        int[] ints = {110, 112, 114, 0100644, 102, 103, 104, 108, 107, 0};
        for (int expected : ints) {
            assertEquals(expected, reply.getInt());
        }
    }

    private static void checkEntry(ByteBuffer reply) {
        long[] longs = {201, 202, 3, 5};
        for (long expected : longs) {
            assertEquals(expected, reply.getLong());
        }
        assertEquals(4, reply.getInt());
        assertEquals(6, reply.getInt());
        checkAttributes(reply);
    }

    private void expectEntry(Opcode opcode, Bytes body, String call) throws Exception {
        assertEquals(Answer.OK, ask(opcode, body));
        expectCall(call);
        ByteBuffer reply = reply(0);
        checkEntry(reply);
        assertEquals(0, reply.remaining());
    }

    @Test
    void callsThatAnswerWithAnEntry() throws Exception {
        expectEntry(Opcode.LOOKUP, body().text("näme"), "lookup näme" + WHO);
        expectEntry(Opcode.LOOKUP, body().text(".."), "lookup .." + WHO);
        expectEntry(Opcode.SYMLINK, body().text("a").text("to/b"), "symlink a to/b" + WHO);
        expectEntry(Opcode.LINK, body().u64(88).text("a"), "link 88 a" + WHO);
        String masked = WHO.replace("umask=0", "umask=27");
        expectEntry(Opcode.MKNOD, body().u32(010644).u32(259).u32(027).u32(0).text("a"), "mknod a 10644 259" + masked);
        expectEntry(Opcode.MKDIR, body().u32(0755).u32(027).text("a"), "mkdir a 755" + masked);
        expectEntry(Opcode.LOOKUP, body().text("x"), "lookup x" + WHO);
    }

    @Test
    void callsThatAnswerWithNothing() throws Exception {
        expectEmptyReply(Opcode.UNLINK, body().text("a"), "unlink a" + WHO);
        expectEmptyReply(Opcode.RMDIR, body().text("a"), "rmdir a" + WHO);
        expectEmptyReply(Opcode.RENAME, body().u64(88).text("a").text("b"), "rename a 88 b REPLACE" + WHO);
        expectEmptyReply(
                Opcode.RENAME2, body().u64(88).u32(1).u32(0).text("a").text("b"), "rename a 88 b NO_REPLACE" + WHO);
        expectEmptyReply(
                Opcode.RENAME2, body().u64(88).u32(2).u32(0).text("a").text("b"), "rename a 88 b EXCHANGE" + WHO);
        expectEmptyReply(Opcode.ACCESS, body().u32(4).u32(0), "access 4" + WHO);
        expectEmptyReply(Opcode.FLUSH, body().u64(5).u32(0).u32(0).u64(6), "flush 5 6" + WHO);
        expectEmptyReply(Opcode.FSYNC, body().u64(5).u32(1).u32(0), "fsync 5 DATA" + WHO);
        expectEmptyReply(Opcode.FSYNC, body().u64(5).u32(0).u32(0), "fsync 5 ALL" + WHO);
        expectEmptyReply(Opcode.FSYNCDIR, body().u64(5).u32(1).u32(0), "fsyncdir 5 DATA" + WHO);
        expectEmptyReply(Opcode.RELEASE, body().u64(5).u32(2).u32(0).u64(6), "release 5 2 6" + WHO);
        expectEmptyReply(Opcode.RELEASEDIR, body().u64(5).u32(2).u32(0).u64(6), "releasedir 5 2 6" + WHO);
        expectEmptyReply(Opcode.REMOVEXATTR, body().text("user.a/b"), "removexattr user.a/b" + WHO);
    }

    @Test
    void callsThatAnswerWithAttributes() throws Exception {
        assertEquals(Answer.OK, ask(Opcode.GETATTR, body().u32(1).u32(0).u64(9)));
        expectCall("getattr true 9" + WHO);
        ByteBuffer reply = reply(0);
        assertEquals(7, reply.getLong());
        assertEquals(8, reply.getInt());
        assertEquals(0, reply.getInt());
        checkAttributes(reply);
        assertEquals(0, reply.remaining());
        Bytes changes = body().u32(0xfff)
                .u32(0)
                .u64(1)
                .u64(2)
                .u64(3)
                .u64(4)
                .u64(5)
                .u64(6)
                .u32(7)
                .u32(8)
                .u32(9)
                .u32(0644)
                .u32(0)
                .u32(10)
                .u32(11)
                .u32(0);
        assertEquals(Answer.OK, ask(Opcode.SETATTR, changes));
        expectCall("setattr MODE UID GID SIZE ACCESS_TIME MODIFICATION_TIME CHANGE_TIME ACCESS_TIME_NOW"
                + " MODIFICATION_TIME_NOW HANDLE LOCK_OWNER CLEAR_SUID_SGID 644 10 11 2 4.7 5.8 6.9 1 3" + WHO);
        assertEquals(104, reply(0).remaining());
    }

    @Test
    void callsThatOpen() throws Exception {
        assertEquals(Answer.OK, ask(Opcode.OPEN, body().u32(01002).u32(1)));
        expectCall("open OpenFlags[bits=514, clearSuidSgid=true]" + WHO);
        ByteBuffer reply = reply(0);
        assertEquals(301, reply.getLong());
        assertEquals(1 | 32 | 64, reply.getInt());
        assertEquals(0, reply.getInt());
        assertEquals(0, reply.remaining());

        assertEquals(Answer.OK, ask(Opcode.OPENDIR, body().u32(0).u32(0)));
        expectCall("opendir OpenFlags[bits=0, clearSuidSgid=false]" + WHO);
        reply = reply(0);
        assertEquals(302, reply.getLong());
        assertEquals(2 | 8, reply.getInt());

        assertEquals(
                Answer.OK,
                ask(Opcode.CREATE, body().u32(0101).u32(0100640).u32(022).u32(0).text("a")));
        expectCall("create a 100640 OpenFlags[bits=65, clearSuidSgid=false]" + WHO.replace("umask=0", "umask=22"));
        reply = reply(0);
        checkEntry(reply);
        assertEquals(301, reply.getLong());
        assertEquals(2, reply.getInt());
        assertEquals(0, reply.getInt());
        assertEquals(0, reply.remaining());
    }

    private static Bytes readBody(long offset, int size) {
        return body().u64(5).u64(offset).u32(size).u32(0).u64(0).u32(02000).u32(0);
    }

    private static Bytes writeBody(int size, String payload) {
        return body().u64(5)
                .u64(600)
                .u32(size)
                .u32(1 | 4)
                .u64(8)
                .u32(02001)
                .u32(0)
                .raw(payload.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aWriteHasItsPayloadOnAPageBoundary() throws Exception {
        assertEquals(Answer.OK, ask(Opcode.WRITE, writeBody(5, "hello")));
        expectCall("write 5 600 hello aligned=true kill=true cache=true append=true owner=8" + WHO);
        ByteBuffer reply = reply(0);
        assertEquals(5, reply.getInt());
        assertEquals(0, reply.getInt());
        assertEquals(Answer.OK, ask(Opcode.WRITE, writeBody(11, "hello lakes")));
        assertEquals(10, reply(0).getInt());
    }

    @Test
    void theCopyOfARequestSaysTheSame() throws Exception {
        device.receive(exchange, request(Opcode.WRITE.number(), UNIQUE | 1L << 63, 77, writeBody(5, "hello")));
        Exchange copy = Exchange.small();
        try {
            exchange.copyTo(copy);
            copy.answer(dispatcher.dispatch(copy, PLAIN, true));
            expectCall("write 5 600 hello aligned=true kill=true cache=true append=true owner=8"
                    + WHO.replace("wait=false", "wait=true"));
            assertTrue(copy.request().resent());
            assertEquals(UNIQUE, copy.request().unique());
            ByteBuffer reply = device.send(copy);
            assertEquals(24, reply.getInt());
            assertEquals(0, reply.getInt());
            // The reply names the request as the kernel did, mark and all.
            assertEquals(UNIQUE | 1L << 63, reply.getLong());
        } finally {
            copy.close();
        }
    }

    private byte[] read(int size, Consumer<ReadReply> reading) throws IOException, InterruptedException {
        handler.reading = reading;
        assertEquals(Answer.OK, ask(Opcode.READ, readBody(1000, size)));
        expectCall("read 5 1000 " + size + " 1024" + WHO);
        ByteBuffer reply = reply(0);
        byte[] bytes = new byte[reply.remaining()];
        reply.get(bytes);
        return bytes;
    }

    @Test
    void aReadIsGatheredFromPiecesCopiesAndHoles() throws Exception {
        AtomicInteger released = new AtomicInteger();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = arena.allocateFrom("first");
            MemorySegment second = arena.allocateFrom("second");
            byte[] bytes = read(100, reply -> {
                assertEquals(100, reply.remaining());
                reply.add(first.asSlice(0, 5), released::incrementAndGet);
                reply.addZeros(3);
                reply.addCopy(MemorySegment.ofArray(new byte[] {'c', 'o'}));
                reply.addCopy(MemorySegment.ofArray(new byte[] {'p', 'y'}));
                reply.add(second.asSlice(0, 6), released::incrementAndGet);
                reply.add(second.asSlice(0, 0), released::incrementAndGet);
                reply.add(MemorySegment.ofArray(new byte[] {'!'}), released::incrementAndGet);
                assertEquals(100 - 19, reply.remaining());
                assertEquals(1, released.get());
            });
            assertEquals("first\0\0\0copysecond!", new String(bytes, StandardCharsets.UTF_8));
        }
        assertEquals(4, released.get());
        assertEquals(0, read(10, _ -> {}).length);
    }

    @Test
    void anyNumberOfPiecesOfAnyKindArriveInOrder() throws Exception {
        long seed = Long.getLong("tarn.seed", new Random(System.nanoTime()).nextLong());
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            int size = 1 + random.nextInt(1 << 20);
            byte[] expected = new byte[size];
            AtomicInteger lent = new AtomicInteger();
            int most = random.nextBoolean() ? 200_000 : 2_000;
            try (Arena arena = Arena.ofConfined()) {
                byte[] got = read(size, reply -> {
                    int at = 0;
                    while (at < size) {
                        int length = Math.min(size - at, random.nextInt(most));
                        byte[] piece = new byte[length];
                        switch (random.nextInt(3)) {
                            case 0 -> reply.addZeros(length);
                            case 1 -> {
                                random.nextBytes(piece);
                                reply.addCopy(MemorySegment.ofArray(piece));
                            }
                            default -> {
                                random.nextBytes(piece);
                                lent.incrementAndGet();
                                reply.add(arena.allocateFrom(ValueLayout.JAVA_BYTE, piece), lent::decrementAndGet);
                            }
                        }
                        System.arraycopy(piece, 0, expected, at, length);
                        at += length;
                    }
                    assertEquals(0, reply.remaining());
                });
                assertEquals(-1, Arrays.mismatch(expected, got), "tarn.seed=" + seed);
                assertEquals(0, lent.get(), "tarn.seed=" + seed);
            }
        }
    }

    @Test
    void moreThanWasAskedForIsADefectAndReleased() throws Exception {
        AtomicInteger released = new AtomicInteger();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(11);
            handler.reading = reply -> {
                reply.add(piece.asSlice(0, 4), released::incrementAndGet);
                reply.add(piece.asSlice(0, 7), released::incrementAndGet);
            };
            assertThrows(IllegalStateException.class, () -> ask(Opcode.READ, readBody(0, 10)));
            assertEquals(1, released.get());
            exchange.answer(Answer.failed(Errno.EIO));
            assertEquals(0, reply(-Errno.EIO.number()).remaining());
            assertEquals(2, released.get());
        }
    }

    @Test
    void anErrorSendsNoBodyAndReleasesWhatWasAdded() throws Exception {
        AtomicInteger released = new AtomicInteger();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(4);
            handler.reading = reply -> reply.add(piece, released::incrementAndGet);
            handler.answer = Answer.failed(Errno.ESTALE);
            assertEquals(handler.answer, ask(Opcode.READ, readBody(0, 10)));
            assertEquals(0, reply(-Errno.ESTALE.number()).remaining());
            assertEquals(1, released.get());
        }
        assertEquals(handler.answer, ask(Opcode.LOOKUP, body().text("a")));
        assertEquals(0, reply(-Errno.ESTALE.number()).remaining());
    }

    @Test
    void aListingStopsWhenItIsFull() throws Exception {
        assertEquals(Answer.OK, ask(Opcode.READDIR, readBody(33, 100)));
        expectCall("readdir 5 33 3" + WHO);
        ByteBuffer reply = reply(0);
        for (int index = 0; index < 3; index++) {
            assertEquals(10 + index, reply.getLong());
            assertEquals(20 + index, reply.getLong());
            assertEquals(2, reply.getInt());
            assertEquals(8, reply.getInt());
            assertEquals('n', reply.get());
            assertEquals('0' + index, reply.get());
            assertEquals(0, reply.getShort());
            assertEquals(0, reply.getInt());
        }
        assertEquals(0, reply.remaining());
    }

    @Test
    void aListingIsNeverLargerThanItsBuffer() throws Exception {
        assertEquals(Answer.OK, ask(Opcode.READDIR, readBody(0, 1 << 20)));
        int size = reply(0).remaining();
        assertTrue(size <= 65_536 && size > 65_536 - 40, "size=" + size);
    }

    @Test
    void aListingWithEntriesCanBeTakenBack() throws Exception {
        assertEquals(Answer.OK, ask(Opcode.READDIRPLUS, readBody(0, 4096)));
        expectCall("readdirplus 5 0 true true" + WHO);
        ByteBuffer reply = reply(0);
        checkEntry(reply);
        assertEquals(11, reply.getLong());
        assertEquals(21, reply.getLong());
        assertEquals(4, reply.getInt());
        assertEquals(4, reply.getInt());
        byte[] name = new byte[8];
        reply.get(name);
        assertEquals("plus\0\0\0\0", new String(name, StandardCharsets.UTF_8));
        assertEquals(0, reply.remaining());
        assertEquals(Answer.OK, ask(Opcode.READDIRPLUS, readBody(0, 100)));
        expectCall("readdirplus 5 0 false false" + WHO);
        assertEquals(0, reply(0).remaining());
    }

    @Test
    void extendedAttributesAreReadByLengthAndByValue() throws Exception {
        assertEquals(Answer.OK, ask(Opcode.GETXATTR, body().u32(0).u32(0).text("user.a")));
        ByteBuffer reply = reply(0);
        assertEquals(5, reply.getInt());
        assertEquals(0, reply.getInt());
        assertEquals(0, reply.remaining());
        assertEquals(Answer.OK, ask(Opcode.GETXATTR, body().u32(5).u32(0).text("user.a")));
        assertEquals(5, reply(0).remaining());
        assertEquals(
                Answer.failed(Errno.ERANGE),
                ask(Opcode.GETXATTR, body().u32(4).u32(0).text("user.a")));
        assertEquals(0, reply(-Errno.ERANGE.number()).remaining());
        assertEquals(Answer.OK, ask(Opcode.LISTXATTR, body().u32(100).u32(0)));
        reply = reply(0);
        byte[] names = new byte[reply.remaining()];
        reply.get(names);
        assertEquals("user.a\0user.b\0", new String(names, StandardCharsets.UTF_8));
    }

    @Test
    void extendedAttributesAreSetInBothForms() throws Exception {
        expectEmptyReply(
                Opcode.SETXATTR,
                body().u32(2).u32(1).text("user.a").raw(new byte[] {'v', '1'}),
                "setxattr user.a v1 CREATE false" + WHO);
        Bytes extended = body().u32(0).u32(2).u32(1).u32(0).text("user.a");
        assertEquals(Answer.OK, ask(Opcode.SETXATTR, extended, EXTENDED));
        expectCall("setxattr user.a  REPLACE true" + WHO);
    }

    @Test
    void linksAndTheSizeOfTheFileSystemAreAnswered() throws Exception {
        assertEquals(Answer.OK, ask(Opcode.READLINK, body()));
        assertEquals("over/there".length(), reply(0).remaining());
        assertEquals(Answer.OK, ask(Opcode.STATFS, body()));
        ByteBuffer reply = reply(0);
        for (long expected = 1; expected <= 5; expected++) {
            assertEquals(expected, reply.getLong());
        }
        assertEquals(6, reply.getInt());
        assertEquals(7, reply.getInt());
        assertEquals(8, reply.getInt());
        assertEquals(28, reply.remaining());
    }

    @Test
    void lookupsAreForgottenOneByOneAndInBatches() throws Exception {
        device.receive(exchange, request(Opcode.FORGET.number(), UNIQUE, 77, body().u64(3)));
        dispatcher.forget(exchange);
        Bytes batch = body().u32(2).u32(0).u64(5).u64(6).u64(7).u64(8);
        device.receive(exchange, request(Opcode.BATCH_FORGET.number(), UNIQUE, 0, batch));
        dispatcher.forget(exchange);
        // Says three, holds one: what is there counts.
        Bytes cut = body().u32(3).u32(0).u64(9).u64(10).u64(11);
        device.receive(exchange, request(Opcode.BATCH_FORGET.number(), UNIQUE, 0, cut));
        dispatcher.forget(exchange);
        device.receive(exchange, request(Opcode.BATCH_FORGET.number(), UNIQUE, 0, body().u32(1)));
        dispatcher.forget(exchange);
        device.receive(exchange, request(Opcode.FORGET.number(), UNIQUE, 77, body()));
        dispatcher.forget(exchange);
        assertEquals(List.of("forget 77 3", "forget 5 6", "forget 7 8", "forget 9 10"), handler.calls);
    }

    private void expectRefused(Errno errno, Opcode opcode, Bytes body) throws Exception {
        assertEquals(Answer.failed(errno), ask(opcode, body));
        assertEquals(List.of(), handler.calls);
        assertEquals(0, reply(-errno.number()).remaining());
    }

    @Test
    void malformedRequestsAreRefusedWithoutAskingTheHandler() throws Exception {
        expectRefused(Errno.EINVAL, Opcode.LOOKUP, body());
        expectRefused(Errno.EINVAL, Opcode.LOOKUP, body().raw(new byte[] {'a', 'b'}));
        expectRefused(Errno.EINVAL, Opcode.LOOKUP, body().text(""));
        expectRefused(Errno.ENAMETOOLONG, Opcode.LOOKUP, body().text("n".repeat(256)));
        expectRefused(Errno.EINVAL, Opcode.MKDIR, body().u32(0755).u32(0).text("a/b"));
        expectRefused(Errno.EINVAL, Opcode.UNLINK, body().text("."));
        expectRefused(Errno.EINVAL, Opcode.RENAME, body().u64(8).text("a").text(".."));
        expectRefused(Errno.EINVAL, Opcode.RENAME, body().u64(8).text("a"));
        expectRefused(
                Errno.EINVAL,
                Opcode.RENAME2,
                body().u64(8).u32(4).u32(0).text("a").text("b"));
        expectRefused(Errno.ENOENT, Opcode.SYMLINK, body().text("a").text(""));
        expectRefused(Errno.ENAMETOOLONG, Opcode.SYMLINK, body().text("a").text("t".repeat(4096)));
        expectRefused(Errno.EINVAL, Opcode.GETATTR, body().u32(0));
        expectRefused(Errno.EINVAL, Opcode.SETATTR, body().u32(1));
        expectRefused(Errno.EINVAL, Opcode.READ, readBody(-1, 10));
        expectRefused(Errno.EINVAL, Opcode.READ, readBody(Long.MAX_VALUE, 1));
        expectRefused(Errno.EINVAL, Opcode.READ, readBody(0, -1));
        expectRefused(Errno.EINVAL, Opcode.READDIR, readBody(0, -1));
        expectRefused(Errno.EINVAL, Opcode.WRITE, writeBody(6, "hello"));
        expectRefused(Errno.EINVAL, Opcode.WRITE, writeBody(4, "hello"));
        expectRefused(
                Errno.EINVAL,
                Opcode.SETXATTR,
                body().u32(3).u32(0).text("user.a").raw(new byte[2]));
        expectRefused(Errno.EINVAL, Opcode.SETXATTR, body().u32(0).u32(3).text("user.a"));
        expectRefused(Errno.EINVAL, Opcode.GETXATTR, body().u32(0).u32(0).text(""));
    }

    @Test
    void noTruncationOfAnyRequestGetsPastTheChecks() throws Exception {
        for (Opcode opcode : Opcode.values()) {
            if (opcode.kind() != Opcode.Kind.CALL && opcode.kind() != Opcode.Kind.CHANGE) {
                continue;
            }
            for (int length = 0; length < opcode.bodySize(); length++) {
                assertEquals(
                        Answer.failed(Errno.EINVAL),
                        ask(opcode, body().raw(new byte[length])),
                        opcode + " length=" + length);
            }
        }
        assertEquals(List.of(), handler.calls);
    }

    @Test
    void randomBytesNeverGetOutOfTheirBuffer() throws Exception {
        long seed = Long.getLong("tarn.seed", new Random(System.nanoTime()).nextLong());
        Random random = new Random(seed);
        List<Opcode> opcodes = List.of(Opcode.values());
        for (int round = 0; round < 3_000; round++) {
            Opcode opcode = opcodes.get(random.nextInt(opcodes.size()));
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            switch (opcode.kind()) {
                case CALL, CHANGE -> {
                    Answer answer = ask(opcode, body().raw(bytes), random.nextBoolean() ? PLAIN : EXTENDED);
                    assertFalse(answer instanceof Answer.WouldWait, "tarn.seed=" + seed);
                }
                case FORGET -> {
                    device.receive(exchange, request(opcode.number(), UNIQUE, 77, body().raw(bytes)));
                    dispatcher.forget(exchange);
                }
                case NEGOTIATION, INTERRUPT, GOODBYE -> {}
            }
        }
    }

    @Test
    void aRequestThatIsNotSpokenIsEnosys() throws Exception {
        device.receive(exchange, request(9_999, UNIQUE, 77, body().u64(1)));
        assertTrue(exchange.isWellFormed());
        assertEquals(Answer.failed(Errno.ENOSYS), dispatcher.dispatch(exchange, PLAIN, false));
    }

    @Test
    void aHeaderThatLiesAboutItsLengthIsNoRequest() throws Exception {
        byte[] whole = request(Opcode.STATFS.number(), UNIQUE, 77, body().u64(0));
        device.receive(exchange, Arrays.copyOf(whole, 44));
        assertFalse(exchange.isWellFormed());
        device.receive(exchange, Arrays.copyOf(whole, 39));
        assertFalse(exchange.isWellFormed());
        whole[36] = 2;
        device.receive(exchange, whole);
        assertFalse(exchange.isWellFormed());
        whole[36] = 1;
        device.receive(exchange, whole);
        assertTrue(exchange.isWellFormed());
        assertEquals(0, exchange.bodySize());
    }
}
