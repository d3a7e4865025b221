// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import java.nio.file.Path;
import java.util.Optional;

/// What node.yaml says about the mount role; sizes count for each mount.
///
/// @param readers        threads that read requests of the kernel
/// @param l1             native memory for plain frames that were read
/// @param dirty          native memory for bytes that were written and are not stored yet
/// @param passphraseFile opens volumes whose mount named no key of its own
public record MountSettings(int readers, ByteSize l1, ByteSize dirty, Optional<Path> passphraseFile) {}
