// SPDX-License-Identifier: Apache-2.0

/// What every implementation of the metadata service is judged by.
///
/// - [MetadataServiceContract]: one sentence a test; each implementation runs it.
/// - [TreeModel]: the service as a plain tree in memory, written for clarity only. [MemoryMetadataService]
///   serves it, for tests of rooms that need a metadata service and not this one.
/// - [CommandGenerator]: a seeded stream of commands that knows the model and so hits what is there, and
///   now and then what is not.
///
/// Nothing here knows an implementation.
@NullMarked
package io.tarnfs.metadatatestkit;

import org.jspecify.annotations.NullMarked;
