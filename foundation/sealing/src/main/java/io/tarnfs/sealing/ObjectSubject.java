// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;

/// How messages name an object.
record ObjectSubject(VolumeId volume, ObjectId object) {
    @Override
    public String toString() {
        return "object volume=" + volume.value() + " object=" + object.value();
    }
}
