// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// The answer "there is no such object".
public enum Absent implements ReadAnswer, HeadAnswer {
    /// The only value.
    ABSENT
}
