// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutputTest {
    @Test
    void tableIsAlignedToItsWidestCell() {
        assertEquals(
                "NAME    USED\nx       1 B\nlonger  22 MiB",
                OutputOption.table(List.of("NAME", "USED"), List.of(List.of("x", "1 B"), List.of("longer", "22 MiB"))));
    }

    @Test
    void volumeOfAQuickstartIsNamedLikeItsDirectory() {
        assertEquals("t", QuickstartCommand.volumeName(Path.of("/mnt/t")));
        assertEquals("my_files", QuickstartCommand.volumeName(Path.of("/mnt/my files")));
        assertEquals("hidden", QuickstartCommand.volumeName(Path.of("/mnt/.hidden")));
        assertEquals("quickstart", QuickstartCommand.volumeName(Path.of("/mnt/---")));
        assertEquals(
                63,
                QuickstartCommand.volumeName(Path.of("/mnt/" + "x".repeat(100))).length());
    }

    @Test
    void pathInACommandToTypeIsQuotedWhereAShellNeedsIt() {
        assertEquals("/mnt/t-1", QuickstartCommand.shellWord("/mnt/t-1"));
        assertEquals("'/mnt/my files'", QuickstartCommand.shellWord("/mnt/my files"));
        assertEquals("'it'\\''s'", QuickstartCommand.shellWord("it's"));
    }
}
