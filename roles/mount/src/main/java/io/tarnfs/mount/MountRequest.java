// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount;

import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.sealing.KeyRing;
import java.nio.file.Path;

/// What to mount where.
///
/// @param volume     the volume
/// @param keys       its keys, opened; closed by the mount when it ends, and when mounting fails
/// @param store      where its objects lie; closed likewise
/// @param mountPoint an existing directory, absolute
/// @param source     what mount(8) shows as the device; a node finds its own stale mounts by it
/// @param holder     who mounts, for people: host and mount point
public record MountRequest(
        VolumeInfo volume, KeyRing keys, ObjectStore store, Path mountPoint, String source, String holder) {}
