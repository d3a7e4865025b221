// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;

/// One object for ever: the id alone could be leased again after a restore of the metadata, but then
/// with another salt.
///
/// @param rangeSalt the salt of the leased range of the object's id
public record ObjectName(VolumeId volume, ObjectId object, long rangeSalt) {}
