// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// One call of the port, for the decorators.
@FunctionalInterface
interface StoreCall<T> {
    T run() throws StoreException;
}
