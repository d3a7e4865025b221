// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.AllowedHere;
import java.io.File;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A JVM that seals and opens with the codecs that it is told, and lists its temporary folder before it ends.
final class CodecChild {
    static final int UNAVAILABLE = 3;
    static final String MAKE_SEALER = "make-sealer";

    private CodecChild() {}

    /// The first argument is the file for the list, the others are labels of codecs.
    @AllowedHere("it answers the test that started it by its output and exit code")
    public static void main(String[] arguments) throws Exception {
        boolean onlyMake = arguments[1].equals(MAKE_SEALER);
        try {
            for (int i = onlyMake ? 2 : 1; i < arguments.length; i++) {
                FrameCodec codec = FrameCodec.labelled(arguments[i]).orElseThrow();
                if (!onlyMake) {
                    codec.require();
                }
                sealAndOpen(codec);
            }
        } catch (CodecUnavailableException | IllegalStateException unavailable) {
            System.out.println(unavailable.getMessage());
            System.exit(UNAVAILABLE);
        }
        String[] left = new File(System.getProperty("java.io.tmpdir")).list();
        Files.write(Path.of(arguments[0]), left == null ? List.of("no folder") : List.of(left));
    }

    private static void sealAndOpen(FrameCodec codec) throws SealingException {
        SealingSettings settings = Samples.settings(codec, FrameCipher.NONE);
        Sealer sealer = new Sealer(settings, KeyRing.empty(), new FixedRandom(1));
        try (Arena arena = Arena.ofConfined()) {
            var plain = Samples.mixed(arena, 10_000, 1);
            SealedObject object = Samples.seal(sealer, arena, plain);
            Opener opener = new Opener(settings, KeyRing.empty());
            ObjectHeader header = opener.header(Samples.OBJECT, object.bytes());
            var target = arena.allocate(plain.byteSize());
            opener.open(header, new FrameRange(0, 1), object.bytes().asSlice(object.headerBytes()), target);
            if (target.mismatch(plain) != -1) {
                throw new AssertionError("codec=" + codec.label() + " opened to other bytes");
            }
        }
    }
}
