// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.node.NodeFailure;
import java.util.List;
import java.util.Optional;

/// What the roles of this node do for the process. All methods may be called from any thread and may wait.
public interface Roles extends AutoCloseable {
    /// Returns the door to names and volumes.
    MetadataService metadata();

    /// Returns why the metadata service stopped by itself, or nothing while it serves; never waits.
    Optional<String> metadataFailure();

    /// Sets up a new volume: claims its place in the store, and wraps a new random volume key for the secret
    /// that `key` names.
    ///
    /// @return the key slots; none of [KeySource.None]
    /// @throws NodeFailure if the secret or the store cannot be used, or the place in the store is taken
    List<Bytes> establish(VolumeInfo volume, KeySource key) throws NodeFailure;

    /// Deletes the objects of a volume that was removed. May be repeated.
    void discard(VolumeInfo volume) throws NodeFailure;

    /// Returns the name of the cipher of volumes that are encrypted.
    String cipher();

    /// Returns the name of the "cipher" of volumes that are not.
    String noCipher();

    /// Returns the names of the codecs that a volume may choose; the first is the default.
    List<String> codecs();

    /// Makes sure that the store a volume names can be used; called before the volume is made.
    ///
    /// @throws NodeFailure CONFIG if the URL is none we know, DENIED or UNREACHABLE if it cannot be used
    void checkStore(String storeUrl) throws NodeFailure;

    /// Mounts a volume; it is served when this returns.
    ///
    /// @throws NodeFailure with nothing left mounted
    ActiveMount mount(MountPlan plan) throws NodeFailure;

    /// Stops the roles in reverse order. All mounts have ended before.
    @Override
    void close() throws NodeFailure;

    /// Brings the roles up on a home.
    interface Starter {
        /// Starts the roles.
        ///
        /// @throws NodeFailure with nothing left running
        Roles start() throws NodeFailure;
    }
}
