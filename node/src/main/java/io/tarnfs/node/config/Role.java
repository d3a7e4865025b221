// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import java.util.Locale;

/// What a node may do; `roles` in node.yaml names them in lower case.
public enum Role {
    /// Keeps names, attributes and the block map.
    METADATA,
    /// Mounts volumes on this machine.
    MOUNT;

    /// Returns the name in node.yaml.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
