// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.identity.VolumeId;

/// What every command carries.
///
/// @param volume         which volume it is about; [VolumeId#SERVICE] for commands about no volume yet
/// @param key            names the command
/// @param confirmedBelow results of this session's commands of the same origin with a smaller number have
///                       reached
///                       their caller and may be forgotten
/// @param caller         who asked
public record CommandHeader(VolumeId volume, CommandKey key, long confirmedBelow, Caller caller) {}
