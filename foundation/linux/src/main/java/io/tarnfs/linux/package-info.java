// SPDX-License-Identifier: Apache-2.0

/// What this project needs of Linux and the JDK does not offer. Only a signpost; the rooms are below.
///
/// - [io.tarnfs.linux.errno]: error numbers as types.
/// - [io.tarnfs.linux.calls]: system calls through the foreign function interface, one table per architecture.
/// - [io.tarnfs.linux.memory]: native memory on huge pages, and memory that outlives the process (memfd).
/// - [io.tarnfs.linux.mounts]: what is mounted where, read from `/proc/self/mountinfo`.
/// - [io.tarnfs.linux.durable]: files whose durability is explicit.
///
/// No other module may call a restricted method of `java.lang.foreign`; `MemorySegment` and `Arena` as values are
/// for everyone.
@NullMarked
package io.tarnfs.linux;

import org.jspecify.annotations.NullMarked;
