// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import java.nio.file.Path;

/// A mount as it was asked for, and as it is asked for again at each start.
///
/// @param volume    the volume's name
/// @param directory the mount point, absolute
/// @param key       what opens the volume
public record MountOrder(String volume, Path directory, KeySource key) {}
