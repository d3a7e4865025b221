// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// A tree like those that people copy: many small files, some large, odd names, links, modes, holes, old times.
final class SampleTree {
    private static final int FILES_A_DIRECTORY = 25;
    private static final int SMALL = 4_000;
    private static final int MEDIUM = 200_000;
    /// More than two blocks of 4 MiB.
    private static final int LARGE = 9_000_001;

    /// Names and kinds of file that Java cannot say.
    private static final String ODDITIES = """
            cd "$0"
            mkdir odd
            cd odd
            printf one > 'a name with spaces'
            printf two > "$(printf 'new\\nline')"
            printf three > "$(printf 'no-utf8-\\377\\376')"
            printf four > '-rf'
            ln 'a name with spaces' 'another link'
            ln -s 'a name with spaces' symlink
            ln -s /nowhere/at/all dangling
            mkfifo fifo
            truncate -s 50M hole
            printf x | dd of=hole bs=1 seek=20000000 conv=notrunc status=none
            : > empty
            printf secret > mode-0; chmod 0 mode-0
            printf run > suid; chmod 4755 suid
            mkdir setgid; chmod 2775 setgid
            mkdir sticky; chmod 1777 sticky
            printf y > owned; chown 12345:54321 owned
            touch -d '2001-02-03 04:05:06.789012345 UTC' 'another link' empty setgid
            """;

    private SampleTree() {}

    /// Makes the tree at `top`, which must not exist: about `files` files.
    static void make(Workplace place, Path top, int files, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Files.createDirectories(top);
        Path directory = top;
        for (int i = 0; i < files; i++) {
            if (i % FILES_A_DIRECTORY == 0) {
                Path parent = i % (4 * FILES_A_DIRECTORY) == 0 ? top : directory;
                directory = Files.createDirectory(parent.resolve("directory-" + i));
            }
            int size = i % 100 == 50 ? random.nextInt(MEDIUM) : random.nextInt(SMALL);
            Files.write(directory.resolve("file-" + i + ".txt"), content(random, i == 7 ? LARGE : size));
        }
        place.script(ODDITIES.replace("\"$0\"", "\"$3\""), top.toString());
    }

    /// Half text that compresses, half noise that does not.
    private static byte[] content(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        } else {
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) ("the quick brown fox ".charAt(i % 20) + (i / 997) % 3);
            }
        }
        return bytes;
    }
}
