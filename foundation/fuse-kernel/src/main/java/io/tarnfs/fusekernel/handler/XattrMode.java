// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// What a setxattr(2) does with a name that exists or is missing.
public enum XattrMode {
    /// Creates or replaces.
    ANY,
    /// Fails with EEXIST if it is there, XATTR_CREATE.
    CREATE,
    /// Fails with ENODATA if it is missing, XATTR_REPLACE.
    REPLACE
}
