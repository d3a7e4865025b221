// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.List;

/// Makes the first real read and write fast.
///
/// A fresh JVM runs AES-GCM interpreted, forty times slower than compiled (70 ms of CPU for 4 MiB instead of
/// 1.6), and a call in progress stays interpreted however long it is. Many short calls get it compiled. They
/// must be longer than 7,680 bytes, below which SunJCE takes another way, and the bytes must not shrink, or
/// the cipher sees next to nothing of them.
public final class WarmUp {
    /// About a second of CPU in a cold JVM; with 3,000 rounds sealing was still six times too slow.
    public static final int ROUNDS_DEFAULT = 8_000;

    private static final int OBJECT_BYTES = 12 * 1024;

    private WarmUp() {}

    /// Seals and opens that many small objects with a key of its own; meant for a thread of low priority at
    /// start, while the node already serves. Ends early when the thread is interrupted.
    public static void run(int rounds, SecureRandom random) {
        SealingSettings settings = new SealingSettings(new VolumeId(1), FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        byte[] noise = new byte[OBJECT_BYTES];
        random.nextBytes(noise);
        try (KeyRing keys = KeyRing.of(List.of(VolumeKey.random(VolumeKey.FIRST_GENERATION, random)));
                Arena arena = Arena.ofConfined()) {
            MemorySegment plain = arena.allocate(OBJECT_BYTES);
            MemorySegment.copy(noise, 0, plain, ValueLayout.JAVA_BYTE, 0, OBJECT_BYTES);
            MemorySegment sealed = arena.allocate(Sealer.sealedBytesMax(1, OBJECT_BYTES));
            Sealer sealer = new Sealer(settings, keys, random);
            Opener opener = new Opener(settings, keys);
            Part part = new Part(InodeId.ROOT, 0, 0, OBJECT_BYTES);
            for (int i = 1; i <= rounds && !Thread.currentThread().isInterrupted(); i++) {
                ObjectId id = new ObjectId(i);
                SealedObject object = sealer.seal(id, List.of(part), List.of(plain), sealed);
                ObjectHeader header = opener.header(id, object.bytes());
                MemorySegment frames = object.bytes().asSlice(object.headerBytes());
                opener.open(header, new FrameRange(0, 1), frames, plain);
            }
        } catch (SealingException e) {
            throw new IllegalStateException("what was just sealed does not open", e);
        }
    }
}
