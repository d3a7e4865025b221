// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.filesystem;

import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.linux.durable.LocalFolder;
import io.tarnfs.metadata.checkpoint.MvStateStore;
import io.tarnfs.metadata.checkpoint.StateSettings;
import io.tarnfs.metadata.commandlog.SegmentedLog;
import io.tarnfs.metadata.engine.EngineSettings;
import io.tarnfs.metadata.engine.MetadataEngine;
import io.tarnfs.metadata.engine.Surroundings;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.SystemTime;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import io.tarnfs.mount.MountException;
import io.tarnfs.mount.MountRequest;
import io.tarnfs.mount.MountRole;
import io.tarnfs.mount.MountSettings;
import io.tarnfs.mount.OpenVolume;
import io.tarnfs.mount.session.MountSession;
import io.tarnfs.objectstore.DirectoryStore;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.sealing.KeyFile;
import io.tarnfs.sealing.KeySlots;
import io.tarnfs.sealing.VolumeKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// A metadata engine and a mount role in one folder, with one encrypted volume of the smallest blocks.
final class ScratchNode implements AutoCloseable {
    static final int BLOCK = VolumeSettings.BLOCK_SIZE_MIN;

    private static final String VOLUME = "scratch";
    private static final long LOG_SEGMENT_BYTES = 1L << 20;

    private final MetadataEngine metadata;
    private final MountRole mounts;
    private final OpenVolume volume;
    private final Gauges gauges;

    private ScratchNode(MetadataEngine metadata, MountRole mounts, OpenVolume volume, Gauges gauges) {
        this.metadata = metadata;
        this.mounts = mounts;
        this.volume = volume;
        this.gauges = gauges;
    }

    /// Starts it in a folder, making the volume if it is not there.
    ///
    /// @param decorate is given the object store and may put something around it
    static ScratchNode start(Path folder, KeyFile key, UnaryOperator<ObjectStore> decorate)
            throws IOException, MountException {
        Folders folders = new Folders(
                LocalFolder.at(folder.resolve("log")),
                LocalFolder.at(folder.resolve("state")),
                LocalFolder.at(folder.resolve("store")));
        return start(folders, key, decorate);
    }

    /// Where a node keeps what must outlive it.
    record Folders(DurableFolder log, DurableFolder state, DurableFolder store) {
        static Folders in(DurableFolder root) throws IOException {
            Folders folders = new Folders(root.folder("log"), root.folder("state"), root.folder("store"));
            root.sync();
            return folders;
        }
    }

    /// Starts it in three folders.
    static ScratchNode start(Folders folders, KeyFile key, UnaryOperator<ObjectStore> decorate)
            throws IOException, MountException {
        SystemTime time = new SystemTime();
        SegmentedLog log = SegmentedLog.open(folders.log(), LOG_SEGMENT_BYTES);
        MetadataEngine metadata = MetadataEngine.open(
                MvStateStore.open(folders.state(), StateSettings.defaults()),
                log,
                new Surroundings(time, new SecureRandom(), log::usableBytes, Metrics.none()),
                EngineSettings.DEFAULT);
        VolumeInfo info = volume(metadata, key);
        Gauges gauges = new Gauges();
        MountRole mounts = new MountRole(
                metadata,
                new MountSettings(1, MountSettings.MEMORY_CACHE_BYTES_MIN, MountSettings.DIRTY_BYTES_MIN, 2),
                time,
                gauges);
        ObjectStore store = DirectoryStore.open(folders.store(), "store", Runnable::run, new SplittableRandom(1));
        OpenVolume volume = mounts.open(new MountRequest(
                info,
                KeySlots.unlock(info.id(), info.keySlots(), key),
                decorate.apply(store),
                Path.of("nowhere"),
                "test",
                "test"));
        return new ScratchNode(metadata, mounts, volume, gauges);
    }

    /// What the mounts say of themselves.
    private static final class Gauges implements Metrics {
        private final Map<String, LongSupplier> values = new ConcurrentHashMap<>();

        @Override
        public Counter counter(String name, String help) {
            return Metrics.none().counter(name, help);
        }

        @Override
        public void gauge(String name, String help, LongSupplier value) {
            values.put(name, value);
        }
    }

    /// Returns what a gauge shows now.
    long gauge(String name) {
        LongSupplier value = gauges.values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no such gauge: name=" + name + " known=" + gauges.values.keySet());
        }
        return value.getAsLong();
    }

    /// Waits until a gauge shows `value`: read-ahead that nobody waits for may still be under way.
    void awaitGauge(String name, long value) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (gauge(name) != value) {
            if (System.nanoTime() > end) {
                throw new AssertionError(name + "=" + gauge(name) + " expected=" + value);
            }
            Thread.onSpinWait();
        }
    }

    private static VolumeInfo volume(MetadataEngine metadata, KeyFile key) {
        if (metadata.query(new Query.FindVolume(VOLUME))
                instanceof Outcome.Success<VolumeInfo>(VolumeInfo info, var _)) {
            return info;
        }
        VolumeSettings settings = new VolumeSettings(BLOCK, "lz4", "aes-256-gcm", "file:///nowhere", 0);
        VolumeInfo made = info(metadata.execute(new Command.CreateVolume(
                MountSession.operatorHeader(VolumeId.SERVICE, 1), VOLUME, settings, List.of())));
        SecureRandom random = new SecureRandom();
        try (VolumeKey secret = VolumeKey.random(VolumeKey.FIRST_GENERATION, random)) {
            return info(metadata.execute(new Command.ChangeVolume(
                    MountSession.operatorHeader(made.id(), 2),
                    0,
                    List.of(KeySlots.wrap(secret, made.id(), key, random)))));
        }
    }

    private static VolumeInfo info(Outcome<Result.Volume> outcome) {
        if (outcome instanceof Outcome.Success<Result.Volume>(Result.Volume volume, var _)) {
            return volume.info();
        }
        throw new IllegalStateException("no volume: " + outcome);
    }

    ScratchVolume calls() {
        return new ScratchVolume(volume);
    }

    /// Ends it in order: flushes, ends the session, closes the engine.
    @Override
    public void close() throws IOException {
        mounts.close();
        metadata.close();
    }
}
