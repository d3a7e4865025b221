// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.model.volume.VolumeSettings;
import io.tarnfs.node.config.ByteSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A block size on the command line.
///
/// @param bytes a power of two in the range of volumes
record BlockSize(int bytes) {
    /// Reads `4MiB` and the like.
    static final class Converter implements ITypeConverter<BlockSize> {
        @Override
        public BlockSize convert(String text) {
            return ByteSize.parse(text)
                    .filter(size -> size.bytes() >= VolumeSettings.BLOCK_SIZE_MIN)
                    .filter(size -> size.bytes() <= VolumeSettings.BLOCK_SIZE_MAX)
                    .filter(size -> Long.bitCount(size.bytes()) == 1)
                    .map(size -> new BlockSize((int) size.bytes()))
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no block size; it is a power of two from 256KiB to 8MiB"));
        }
    }
}
