// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.volume.VolumeInfo;
import java.nio.file.Path;

/// What to mount where.
///
/// @param volume    the volume
/// @param key       what opens it
/// @param directory the mount point: absolute, an empty directory, nothing mounted on it
/// @param source    its name in mountinfo
public record MountPlan(VolumeInfo volume, KeySource key, Path directory, MountSource source) {}
