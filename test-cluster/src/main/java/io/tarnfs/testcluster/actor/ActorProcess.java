// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// The program of an actor: reads one request a line, makes one call into libc, answers with one line.
///
/// ```text
/// request  = name { " " argument } "\n"          name of a libc function, or peek, poke, fill, verify
/// argument = "n" decimal                         number, descriptor or pointer
///          | "i" base64                          bytes to read (a C string has its final zero)
///          | "o" decimal | "c" decimal           buffer to fill: all of it returns | the first <result> bytes return
/// reply    = result " " errno { " " base64 } "\n"
/// ```
///
/// It ends when its standard input ends, so it never outlives the test that started it.
public final class ActorProcess {
    /// Bytes of one write or read of [#fill] and [#verify]: the largest request that a FUSE kernel makes.
    private static final int CHUNK_BYTES = 1 << 20;

    private static final int EIO = 5;

    private final LibC libc = new LibC();

    private ActorProcess() {}

    /// Serves requests until standard input ends.
    public static void main(String[] arguments) throws IOException {
        ActorProcess actor = new ActorProcess();
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((actor.answer(line).encoded() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private Reply answer(String line) {
        String[] words = line.split(" ", -1);
        return switch (words[0]) {
            case "peek" -> peek(number(words[1]), number(words[2]));
            case "poke" -> poke(number(words[1]), bytes(words[2]));
            case "fill" -> fill((int) number(words[1]), number(words[2]), number(words[3]), number(words[4]));
            case "verify" -> verify((int) number(words[1]), number(words[2]), number(words[3]), number(words[4]));
            default -> call(words[0], Arrays.asList(words).subList(1, words.length));
        };
    }

    private Reply call(String name, List<String> arguments) {
        try (Arena arena = Arena.ofConfined()) {
            long[] values = new long[arguments.size()];
            List<MemorySegment> outputs = new ArrayList<>();
            List<Boolean> counted = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                String word = arguments.get(i);
                values[i] = switch (word.charAt(0)) {
                    case 'n' -> number(word);
                    case 'i' -> copy(arena, bytes(word)).address();
                    default -> {
                        MemorySegment buffer = arena.allocate(Math.max(1, number(word)), Long.BYTES);
                        outputs.add(buffer.asSlice(0, number(word)));
                        counted.add(word.charAt(0) == 'c');
                        yield buffer.address();
                    }
                };
            }
            LibC.Result result = libc.call(name, values);
            List<byte[]> contents = new ArrayList<>();
            for (int i = 0; i < outputs.size(); i++) {
                MemorySegment buffer = outputs.get(i);
                long filled = counted.get(i) ? Math.clamp(result.value(), 0, buffer.byteSize()) : buffer.byteSize();
                contents.add(buffer.asSlice(0, filled).toArray(ValueLayout.JAVA_BYTE));
            }
            return new Reply(result.value(), result.errno(), contents);
        }
    }

    private static Reply peek(long address, long length) {
        byte[] content = MemorySegment.ofAddress(address).reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
        return new Reply(length, 0, List.of(content));
    }

    private static Reply poke(long address, byte[] content) {
        MemorySegment.copy(
                content,
                0,
                MemorySegment.ofAddress(address).reinterpret(content.length),
                ValueLayout.JAVA_BYTE,
                0,
                content.length);
        return new Reply(content.length, 0, List.of());
    }

    /// Writes the pattern of `seed` into [offset, offset + length). Result: the bytes written, or -1 and errno.
    private Reply fill(int descriptor, long offset, long length, long seed) {
        try (Arena arena = Arena.ofConfined()) {
            long done = 0;
            while (done < length) {
                byte[] chunk = Pattern.bytes(seed, offset + done, (int) Math.min(CHUNK_BYTES, length - done));
                LibC.Result result = libc.call(
                        "pwrite", new long[] {descriptor, copy(arena, chunk).address(), chunk.length, offset + done});
                if (result.value() <= 0) {
                    return new Reply(-1, result.errno() == 0 ? EIO : result.errno(), List.of());
                }
                done += result.value();
            }
            return new Reply(done, 0, List.of());
        }
    }

    /// Compares [offset, offset + length) with the pattern of `seed`. Result: the bytes that agree from the
    /// front (`length` when all do), or -1 and errno.
    private Reply verify(int descriptor, long offset, long length, long seed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK_BYTES, Long.BYTES);
            long done = 0;
            while (done < length) {
                long wanted = Math.min(CHUNK_BYTES, length - done);
                LibC.Result result =
                        libc.call("pread", new long[] {descriptor, buffer.address(), wanted, offset + done});
                if (result.value() < 0) {
                    return new Reply(-1, result.errno(), List.of());
                }
                if (result.value() == 0) {
                    return new Reply(done, 0, List.of());
                }
                byte[] got = buffer.asSlice(0, result.value()).toArray(ValueLayout.JAVA_BYTE);
                int mismatch = Arrays.mismatch(got, Pattern.bytes(seed, offset + done, got.length));
                if (mismatch >= 0) {
                    return new Reply(done + mismatch, 0, List.of());
                }
                done += got.length;
            }
            return new Reply(done, 0, List.of());
        }
    }

    private static MemorySegment copy(Arena arena, byte[] content) {
        MemorySegment segment = arena.allocate(Math.max(1, content.length), Long.BYTES);
        MemorySegment.copy(content, 0, segment, ValueLayout.JAVA_BYTE, 0, content.length);
        return segment;
    }

    private static long number(String word) {
        return Long.parseLong(word.substring(1));
    }

    private static byte[] bytes(String word) {
        return Base64.getDecoder().decode(word.substring(1));
    }
}
