// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import java.nio.file.Path;
import java.util.Optional;

/// What node.yaml says about the metadata role.
///
/// @param dir       where the command log and the checkpoint lie; nothing: `metadata` in the home
/// @param pageCache memory for pages of the checkpoint
public record MetadataSettings(Optional<Path> dir, ByteSize pageCache) {}
