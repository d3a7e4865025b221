// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.metrics;

import java.util.function.LongSupplier;

/// Where a room registers what it counts. Names are `tarn_<component>_<thing>_<unit>`; registering a name
/// twice returns the same counter, and a later gauge of a name replaces the earlier one.
public interface Metrics {
    /// Returns the counter of that name.
    Counter counter(String name, String help);

    /// Exports what `value` returns whenever the metrics are read; `value` must not wait.
    void gauge(String name, String help, LongSupplier value);

    /// A number that only grows. Any thread may add.
    interface Counter {
        /// Adds `amount`, 0 or more.
        void add(long amount);

        /// Adds 1.
        default void increment() {
            add(1);
        }
    }

    /// Counts nothing: for tests and tools that export no metrics.
    static Metrics none() {
        return new Metrics() {
            @Override
            public Counter counter(String name, String help) {
                return amount -> {};
            }

            @Override
            public void gauge(String name, String help, LongSupplier value) {}
        };
    }
}
