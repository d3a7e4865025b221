// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// The right with which a call reaches the store.
///
/// There is one grant so far. It is a parameter of every call because a mount that was given only a
/// subtree will hold a grant for each object (a presigned request or a proxy), and a door without that
/// parameter would have to be redrawn.
public enum Grant {
    /// Everything under the prefix that the store was opened with.
    WHOLE_STORE
}
