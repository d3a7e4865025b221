// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.identity.InodeId;
import org.jspecify.annotations.Nullable;

/// One name of a directory.
///
/// @param cookie     62 bits: the hash of the name keyed by the volume; a listing resumes behind it
/// @param name       the name
/// @param inode      where it leads
/// @param type       what that inode is
/// @param attributes of that inode, null unless asked for
public record DirectoryEntry(
        long cookie,
        Name name,
        InodeId inode,
        FileType type,
        @Nullable Attributes attributes) {}
