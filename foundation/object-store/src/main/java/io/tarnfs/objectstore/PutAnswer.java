// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// What a put did.
public enum PutAnswer {
    /// The object is stored and durable.
    STORED,
    /// An object of that key was there; nothing was changed. It may be ours, put by an earlier try
    /// whose answer was lost: [PutRecognition] finds out.
    EXISTS
}
