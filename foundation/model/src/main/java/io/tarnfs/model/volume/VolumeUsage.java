// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.volume;

/// What a volume holds.
///
/// @param bytes  the sum of the sizes of all regular files, in bytes, holes included
/// @param inodes the number of inodes, the root included
public record VolumeUsage(long bytes, long inodes) {}
