// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MountTableTest {
    private static final String TABLE = """
            21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,errors=remount-ro
            36 21 0:44 / /mnt/a\\040b\\134c rw,nosuid,nodev shared:2 master:9 - fuse.tarnfs lake\\040one rw,user_id=0
            37 21 0:45 / /mnt/x rw - tmpfs none rw
            38 37 0:46 / /mnt/x ro,nosuid - fuse.tarnfs two rw,user_id=0
            39 37 0:47 / /mnt/x/in rw - tmpfs none rw
            40 37 0:48 / /mnt/xyz rw - tmpfs \\303\\244 rw
            """;

    private static MountTable parse(String text) throws IOException {
        return MountTable.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLineWithEscapesAndOptionalFieldsIsTakenApart() throws IOException {
        assertEquals(
                new Mount(
                        36,
                        new Mount.Device(0, 44),
                        "/mnt/a b\\c",
                        new Mount.FileSystem("fuse.tarnfs", "lake one", "rw,user_id=0"),
                        "rw,nosuid,nodev"),
                parse(TABLE).mounts().get(1));
        assertEquals("0:44", parse(TABLE).mounts().get(1).device().toString());
    }

    @Test
    void escapedBytesBeyondAsciiAreUtf8() throws IOException {
        assertEquals("ä", parse(TABLE).mounts().get(5).fileSystem().source());
    }

    @Test
    void theTopmostMountOfAPathIsFound() throws IOException {
        assertEquals(38, parse(TABLE).at(Path.of("/mnt/x")).orElseThrow().id());
        assertEquals(
                38, parse(TABLE).at(Path.of("/mnt/../mnt/x/")).orElseThrow().id());
        assertTrue(parse(TABLE).at(Path.of("/mnt")).isEmpty());
    }

    @Test
    void mountsBelowAPathAreFoundByComponents() throws IOException {
        assertEquals(
                List.of(37, 38, 39),
                parse(TABLE).below(Path.of("/mnt/x")).stream().map(Mount::id).toList());
        assertEquals(6, parse(TABLE).below(Path.of("/")).size());
    }

    @Test
    void aLineThatIsNoneIsRefused() {
        for (String line : List.of(
                "36 21 0:44 / /mnt rw",
                "36 21 0:44 / /mnt rw - tmpfs",
                "x 21 0:44 / /mnt rw - tmpfs none rw",
                "36 21 044 / /mnt rw - tmpfs none rw",
                "36 21 0:44 / /mnt\\9 rw - tmpfs none rw",
                "36 21 0:44 / /m\\999 rw - tmpfs none rw")) {
            IOException refused = assertThrows(IOException.class, () -> parse(line), line);
            assertEquals("not a line of mountinfo: line=" + line, refused.getMessage());
        }
    }

    @Test
    void theTableOfThisProcessHasProc() throws IOException {
        assertEquals(
                "proc",
                MountTable.read()
                        .at(Path.of("/proc"))
                        .orElseThrow()
                        .fileSystem()
                        .type());
    }
}
