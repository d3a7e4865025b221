// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// The type of an inode, numbered as in a directory entry (DT_*) and in the top four bits of a mode (S_IFMT).
public enum FileType {
    /// Named pipe.
    FIFO(1),
    /// Character device.
    CHARACTER_DEVICE(2),
    /// Directory.
    DIRECTORY(4),
    /// Block device.
    BLOCK_DEVICE(6),
    /// Regular file.
    REGULAR(8),
    /// Symbolic link.
    SYMLINK(10),
    /// Unix socket.
    SOCKET(12);

    /// Where the type starts in a mode.
    private static final int MODE_SHIFT = 12;

    private static final int TYPE_MASK = 017;

    private final int number;

    FileType(int number) {
        this.number = number;
    }

    /// Returns the number as it stands in a directory entry.
    public int number() {
        return number;
    }

    /// Returns the type's bits of a mode (S_IFREG and so on).
    public int modeBits() {
        return number << MODE_SHIFT;
    }

    /// Returns the type that a mode carries.
    ///
    /// @throws IllegalArgumentException if its type bits name none
    public static FileType ofMode(int mode) {
        return switch (mode >> MODE_SHIFT & TYPE_MASK) {
            case 1 -> FIFO;
            case 2 -> CHARACTER_DEVICE;
            case 4 -> DIRECTORY;
            case 6 -> BLOCK_DEVICE;
            case 8 -> REGULAR;
            case 10 -> SYMLINK;
            case 12 -> SOCKET;
            default -> throw new IllegalArgumentException("no file type: mode=" + Integer.toOctalString(mode));
        };
    }
}
