// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.volume;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.time.Timestamp;
import java.util.List;

/// What the service tells of a volume.
///
/// @param id       never reused
/// @param name     unique in the service; letters, digits, `-`, `_` and `.`, at most 63
/// @param life     grows when the volume is restored from a backup; the kernel sees it as inode generation
/// @param settings what was chosen
/// @param keySlots sealed wrappings of the volume key, in slot order; opaque to the service
/// @param created  when it was made
public record VolumeInfo(
        VolumeId id, String name, Epoch life, VolumeSettings settings, List<Bytes> keySlots, Timestamp created) {
    public VolumeInfo {
        keySlots = List.copyOf(keySlots);
    }
}
