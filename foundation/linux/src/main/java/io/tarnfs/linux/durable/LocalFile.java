// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import io.tarnfs.linux.calls.Descriptor;
import io.tarnfs.linux.calls.FileCalls;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/// A [DurableFile] on a file system of this machine.
///
/// It is no `FileChannel`, because that closes itself when a thread that uses it is interrupted, and
/// threads that read for a caller are: one interrupted `find` would end the service. An interrupt has no
/// effect here.
///
/// The descriptor is closed by the last of [#close()] and the calls under way, so its number is never that
/// of another file. No locks.
final class LocalFile implements DurableFile {
    /// Set in [#uses] once the file is closed; the rest counts the calls under way.
    private static final int CLOSED = 1 << 30;

    private final Descriptor descriptor;
    private final Transfers transfers;
    private final AtomicInteger uses = new AtomicInteger();

    LocalFile(Descriptor descriptor, Transfers transfers) {
        this.descriptor = descriptor;
        this.transfers = transfers;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        begin();
        Transfers.Transfer transfer = transfers.take();
        try {
            int total = 0;
            while (target.hasRemaining()) {
                int count = readSome(target, position + total, transfer);
                if (count == 0) {
                    break;
                }
                total += count;
            }
            return total;
        } finally {
            transfers.give(transfer);
            end();
        }
    }

    private int readSome(ByteBuffer target, long position, Transfers.Transfer transfer) throws IOException {
        ByteBuffer bytes = target.isDirect() ? target : transfer.bytes().clear();
        int size = Math.min(target.remaining(), bytes.remaining());
        int count;
        try {
            count = (int) FileCalls.read(descriptor, address(bytes), size, position, transfer.errno());
        } finally {
            Reference.reachabilityFence(bytes);
        }
        if (target.isDirect()) {
            target.position(target.position() + count);
        } else {
            target.put(bytes.limit(count));
        }
        return count;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        begin();
        Transfers.Transfer transfer = transfers.take();
        try {
            long at = position;
            while (source.hasRemaining()) {
                at += writeSome(source, at, transfer);
            }
        } finally {
            transfers.give(transfer);
            end();
        }
    }

    private int writeSome(ByteBuffer source, long position, Transfers.Transfer transfer) throws IOException {
        ByteBuffer bytes = source;
        int size = source.remaining();
        if (!source.isDirect()) {
            bytes = transfer.bytes().clear();
            size = Math.min(size, bytes.remaining());
            bytes.put(0, source, source.position(), size);
        }
        int count;
        try {
            count = (int) FileCalls.write(descriptor, address(bytes), size, position, transfer.errno());
        } finally {
            Reference.reachabilityFence(bytes);
        }
        if (count == 0) {
            throw new IOException("pwrite wrote nothing: position=" + position + " size=" + size);
        }
        source.position(source.position() + count);
        return count;
    }

    private static long address(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct).address();
    }

    @Override
    public void sync() throws IOException {
        withErrno(transfer -> {
            FileCalls.syncData(descriptor, transfer.errno());
            return 0;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        withErrno(transfer -> {
            if (FileCalls.size(descriptor, transfer.errno()) > size) {
                FileCalls.truncate(descriptor, size, transfer.errno());
            }
            return 0;
        });
    }

    @Override
    public long size() throws IOException {
        return withErrno(transfer -> FileCalls.size(descriptor, transfer.errno()));
    }

    private interface Call {
        long with(Transfers.Transfer transfer) throws IOException;
    }

    private long withErrno(Call call) throws IOException {
        begin();
        Transfers.Transfer transfer = transfers.take();
        try {
            return call.with(transfer);
        } finally {
            transfers.give(transfer);
            end();
        }
    }

    private void begin() throws IOException {
        if ((uses.incrementAndGet() & CLOSED) != 0) {
            end();
            throw new IOException("the file is closed");
        }
    }

    private void end() {
        if (uses.decrementAndGet() == CLOSED) {
            descriptor.close();
        }
    }

    @Override
    public void close() {
        int seen = uses.get();
        while ((seen & CLOSED) == 0) {
            int found = uses.compareAndExchange(seen, seen | CLOSED);
            if (found == seen) {
                if (seen == 0) {
                    descriptor.close();
                }
                return;
            }
            seen = found;
        }
    }
}
