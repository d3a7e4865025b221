// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.config.ByteSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A block size on the command line.
///
/// @param bytes checked for its range by the node
record BlockSize(int bytes) {
    /// Reads `4MiB` and the like.
    static final class Converter implements ITypeConverter<BlockSize> {
        @Override
        public BlockSize convert(String text) {
            return ByteSize.parse(text)
                    .filter(size -> size.bytes() <= Integer.MAX_VALUE)
                    .map(size -> new BlockSize((int) size.bytes()))
                    .orElseThrow(() ->
                            new TypeConversionException("'" + text + "' is no block size; write for example 4MiB"));
        }
    }
}
