// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import java.util.Optional;
import java.util.function.Function;

/// One key of node.yaml.
///
/// @param path     section and name, such as `mount.readers`
/// @param fallback what holds when the file does not say; the empty text for an optional key
/// @param allowed  the range and unit, ending a sentence that begins with "allowed is"
/// @param reader   returns the value of a text, or nothing if it is not allowed
record Key<T>(String path, String fallback, String allowed, Function<String, Optional<T>> reader) {
    /// Returns the part before the dot; the whole path of a key that stands alone.
    String section() {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    /// Returns the part behind the dot.
    String name() {
        return path.substring(path.indexOf('.') + 1);
    }
}
