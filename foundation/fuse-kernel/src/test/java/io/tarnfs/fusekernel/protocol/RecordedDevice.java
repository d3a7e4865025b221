// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import io.tarnfs.linux.calls.Descriptor;
import io.tarnfs.linux.calls.OpenBits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file in the place of `/dev/fuse`: a request is read from it, the reply is written to it.
final class RecordedDevice {
    private final Path folder;

    RecordedDevice(Path folder) {
        this.folder = folder;
    }

    /// Builds the bytes of requests, field by field.
    static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes u16(int value) {
            out.writeBytes(number(2).putShort((short) value).array());
            return this;
        }

        Bytes u32(int value) {
            out.writeBytes(number(4).putInt(value).array());
            return this;
        }

        Bytes u64(long value) {
            out.writeBytes(number(8).putLong(value).array());
            return this;
        }

        Bytes text(String value) {
            return raw(value.getBytes(StandardCharsets.UTF_8)).raw(new byte[1]);
        }

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private static ByteBuffer number(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        }
    }

    static Bytes body() {
        return new Bytes();
    }

    /// A whole request with the header that the kernel would put before this body.
    static byte[] request(int opcode, long unique, long nodeId, Bytes body) {
        byte[] bytes = body.toBytes();
        return body().u32(40 + bytes.length)
                .u32(opcode)
                .u64(unique)
                .u64(nodeId)
                .u32(1001)
                .u32(1002)
                .u32(1003)
                .u16(0)
                .u16(0)
                .raw(bytes)
                .toBytes();
    }

    /// Lets an exchange read a request.
    void receive(Exchange exchange, byte[] request) throws IOException {
        Path file = Files.write(folder.resolve("request"), request);
        try (Descriptor descriptor = Descriptor.open(file.toString(), OpenBits.READ_ONLY)) {
            if (exchange.receive(descriptor) != request.length) {
                throw new IOException("request not read: length=" + request.length);
            }
        }
    }

    /// Lets an exchange send its reply and returns the bytes.
    ByteBuffer send(Exchange exchange) throws IOException {
        Path file = Files.write(folder.resolve("reply"), new byte[0]);
        try (Descriptor descriptor = Descriptor.open(file.toString(), OpenBits.WRITE_ONLY)) {
            long sent = exchange.send(descriptor);
            byte[] reply = Files.readAllBytes(file);
            if (sent != reply.length) {
                throw new IOException("reply not sent: result=" + sent + " length=" + reply.length);
            }
            return ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder());
        }
    }
}
