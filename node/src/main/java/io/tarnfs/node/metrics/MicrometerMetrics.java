// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tarnfs.model.metrics.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// [Metrics] on a Micrometer registry.
///
/// Counts are kept here and only read by the registry: adding is then as cheap as can be on a hot path, and
/// nothing counted before an exporter is attached is lost.
public final class MicrometerMetrics implements Metrics {
    private static final Pattern NAME = Pattern.compile("tarn(_[a-z0-9]+){2,}");

    private final MeterRegistry registry;
    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, AtomicReference<LongSupplier>> gauges = new ConcurrentHashMap<>();

    /// @param registry what is exported
    public MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Counter counter(String name, String help) {
        LongAdder adder = counters.computeIfAbsent(checked(name), each -> {
            LongAdder fresh = new LongAdder();
            FunctionCounter.builder(each, fresh, LongAdder::sum)
                    .description(help)
                    .register(registry);
            return fresh;
        });
        return adder::add;
    }

    @Override
    public void gauge(String name, String help, LongSupplier value) {
        gauges.computeIfAbsent(checked(name), each -> {
                    AtomicReference<LongSupplier> current = new AtomicReference<>(value);
                    Gauge.builder(each, current, reference -> reference.get().getAsLong())
                            .description(help)
                            .strongReference(true)
                            .register(registry);
                    return current;
                })
                .set(value);
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a metric is named tarn_<component>_<thing>_<unit>: name=" + name);
        }
        return name;
    }
}
