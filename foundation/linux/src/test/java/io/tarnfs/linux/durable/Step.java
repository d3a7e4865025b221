// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

/// The kinds of steps that a [PowerLossFolder] counts and lets fail.
public enum Step {
    /// A write or a truncation of a file.
    WRITE,
    /// A sync of a file or of a folder.
    SYNC,
    /// A creation, rename or deletion of a name.
    NAME
}
