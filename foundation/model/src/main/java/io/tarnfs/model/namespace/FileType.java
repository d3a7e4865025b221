// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

/// What an inode is, with the bits that struct stat's `st_mode` has for it (inode(7)).
public enum FileType {
    FIFO(0x1000),
    CHARACTER_DEVICE(0x2000),
    DIRECTORY(0x4000),
    BLOCK_DEVICE(0x6000),
    REGULAR(0x8000),
    SYMLINK(0xa000),
    SOCKET(0xc000);

    /// The bits of `st_mode` that hold the type (S_IFMT).
    public static final int MASK = 0xf000;

    private final int bits;

    FileType(int bits) {
        this.bits = bits;
    }

    /// Returns the bits of `st_mode`.
    public int bits() {
        return bits;
    }

    /// Returns the type in a mode.
    ///
    /// @throws IllegalArgumentException if the mode has no known type
    public static FileType ofMode(int mode) {
        for (FileType type : values()) {
            if (type.bits == (mode & MASK)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no file type in mode=0" + Integer.toOctalString(mode));
    }
}
