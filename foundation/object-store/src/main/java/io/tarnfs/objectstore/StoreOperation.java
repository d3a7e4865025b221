// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// The calls of the port, by name.
public enum StoreOperation {
    /// [ObjectStore#put]
    PUT,
    /// [ObjectStore#read]
    READ,
    /// [ObjectStore#head]
    HEAD,
    /// [ObjectStore#delete]
    DELETE,
    /// [ObjectStore#list]
    LIST
}
