// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.objectstore.StoreKey;
import io.tarnfs.sealing.ObjectKeys;

/// The part of an object store that one volume's objects lie in.
///
/// @param store the store
/// @param keys  how the volume's objects are named in it
public record VolumeStore(ObjectStore store, ObjectKeys keys) {
    StoreKey key(ObjectId object, long rangeSalt) {
        return new StoreKey(keys.object(object, rangeSalt));
    }
}
