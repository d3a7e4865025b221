// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.linux.durable.LocalFolder;
import io.tarnfs.model.AllowedHere;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.objectstore.DirectoryStore;
import io.tarnfs.objectstore.LimitedStore;
import io.tarnfs.objectstore.MeasuredStore;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.objectstore.RetryPolicy;
import io.tarnfs.objectstore.RetryingStore;
import io.tarnfs.objectstore.StoreMeasures;
import io.tarnfs.objectstore.StoreOperation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The object stores that the volumes of this node name by URL, each opened once and dressed with what every
/// store wears. One opening is shared by all mounts of a store: a second one would sweep the first one's puts
/// in flight.
final class Stores {
    private static final String SCHEME = "file";

    /// More calls than this at a time only queue in the disk of a directory store.
    private static final int CALLS_MAX = 64;

    private final Metrics metrics;
    private final SecureRandom random = new SecureRandom();

    /// Held while a store is opened, so that two mounts do not open one twice.
    private final ReentrantLock opening = new ReentrantLock();

    private final Map<Path, Opened> stores = new ConcurrentHashMap<>();

    /// @param store    as it is handed out
    /// @param measured the layer that counts
    private record Opened(ObjectStore store, MeasuredStore measured) {}

    Stores(Metrics metrics) {
        this.metrics = metrics;
        for (StoreOperation operation : StoreOperation.values()) {
            String name = "tarn_store_" + operation.name().toLowerCase(Locale.ROOT);
            gauge(name + "_calls", "Calls of the object store", operation, StoreMeasures.Counts::calls);
            gauge(
                    name + "_bytes",
                    "Content put into or read from the object store",
                    operation,
                    StoreMeasures.Counts::bytes);
            gauge(name + "_nanos", "Time in calls of the object store", operation, StoreMeasures.Counts::nanos);
            gauge(name + "_failures", "Calls of the object store that failed", operation, Stores::failures);
        }
    }

    private void gauge(
            String name, String help, StoreOperation operation, ToLongFunction<StoreMeasures.Counts> figure) {
        metrics.gauge(
                name,
                help,
                () -> stores.values().stream()
                        .mapToLong(opened ->
                                figure.applyAsLong(opened.measured().snapshot().of(operation)))
                        .sum());
    }

    private static long failures(StoreMeasures.Counts counts) {
        return counts.failures().values().stream().mapToLong(Long::longValue).sum();
    }

    /// Returns the store of a URL. Closing it is left to its users and does nothing to a directory store, so
    /// it goes on for the others.
    ///
    /// @throws NodeFailure USAGE if the URL is none we know, DENIED if its folder cannot be used
    ObjectStore open(String url) throws NodeFailure {
        Path path = path(url);
        opening.lock();
        try {
            Opened opened = stores.get(path);
            if (opened == null) {
                opened = open(path, url);
                stores.put(path, opened);
            }
            return opened.store();
        } finally {
            opening.unlock();
        }
    }

    private Opened open(Path path, String url) throws NodeFailure {
        try {
            ObjectStore directory = DirectoryStore.open(
                    LocalFolder.at(path),
                    url,
                    sweep -> Thread.ofPlatform()
                            .daemon()
                            .name("tarn-store-sweep")
                            .start(sweep),
                    random);
            if (!Files.isWritable(path)) {
                throw new FileSystemException(path.toString(), null, "it cannot be written");
            }
            MeasuredStore measured = new MeasuredStore(directory, System::nanoTime);
            ObjectStore store = new RetryingStore(
                    new LimitedStore(measured, CALLS_MAX), RetryPolicy.DEFAULT, Stores::pause, random);
            return new Opened(store, measured);
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "The store " + url + " cannot be used (" + refused.getMessage()
                            + "); make its folder writable for this user or name another store.",
                    refused);
        }
    }

    @AllowedHere("the wait before a call to a store is repeated")
    private static void pause(Duration wait) throws InterruptedException {
        Thread.sleep(wait);
    }

    private static Path path(String url) throws NodeFailure {
        try {
            URI uri = URI.create(url);
            if (SCHEME.equals(uri.getScheme())
                    && uri.getPath() != null
                    && !uri.getPath().isEmpty()) {
                return Path.of(uri.getPath()).normalize();
            }
        } catch (IllegalArgumentException malformed) {
            throw unknown(url, malformed);
        }
        throw unknown(url, null);
    }

    private static NodeFailure unknown(String url, @Nullable Exception cause) {
        return new NodeFailure(
                ExitCode.USAGE,
                "'" + url + "' is no store that this version knows; name a folder, for example file:///srv/tarn-store.",
                cause);
    }
}
