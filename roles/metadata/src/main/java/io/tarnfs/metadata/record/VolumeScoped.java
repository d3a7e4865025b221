// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.identity.VolumeId;

/// A key whose first part is the volume, as that of every key is.
public interface VolumeScoped {
    /// Returns the volume that the record belongs to.
    VolumeId volume();
}
