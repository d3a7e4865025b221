// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import java.util.Optional;

/// A volume as it was asked for; what is left out gets the default.
///
/// @param name           letters, digits, `-`, `_` and `.`
/// @param storeUrl       where the objects lie
/// @param blockSizeBytes the size of a block
/// @param codec          how frames are compressed
/// @param key            what is to open it; [KeySource.None] makes a volume that is not encrypted. A key
///                       file that
///                       is not there is made
public record VolumeOrder(
        String name,
        Optional<String> storeUrl,
        Optional<Integer> blockSizeBytes,
        Optional<String> codec,
        KeySource key) {}
