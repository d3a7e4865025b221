// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.node.NodeFailure;
import java.util.List;

/// What the roles of this node do for the process. All methods may be called from any thread and may wait.
public interface Roles extends AutoCloseable {
    /// Returns the door to names and volumes.
    MetadataService metadata();

    /// Makes a new random volume key and wraps it for the secret that `source` names; of [KeySource.None]
    /// no slots.
    ///
    /// @throws NodeFailure if the secret cannot be read
    List<Bytes> newKeySlots(KeySource source) throws NodeFailure;

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
