// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.linux.durable.LocalFolder;
import io.tarnfs.linux.errno.SyscallException;
import io.tarnfs.metadata.MetadataRole;
import io.tarnfs.metadata.MetadataSettings;
import io.tarnfs.metadata.checkpoint.StateSettings;
import io.tarnfs.metadata.commandlog.SegmentedLog;
import io.tarnfs.metadata.engine.EngineSettings;
import io.tarnfs.metadata.engine.MetadataEngine;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.mount.MountException;
import io.tarnfs.mount.MountRequest;
import io.tarnfs.mount.MountRole;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.config.Role;
import io.tarnfs.node.config.Settings;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.sealing.CodecUnavailableException;
import io.tarnfs.sealing.FrameCipher;
import io.tarnfs.sealing.FrameCodec;
import io.tarnfs.sealing.KeyRing;
import io.tarnfs.sealing.KeySlots;
import io.tarnfs.sealing.UnlockSecret;
import io.tarnfs.sealing.VolumeKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// The real roles, wired together: the metadata engine over log and checkpoint, the mount role on top of it,
/// keys and stores of the volumes.
public final class NodeRoles implements Roles {
    /// Threads that seal, open and talk to the store: enough to hide the latency of a disk, few enough for
    /// two cores.
    private static final int STORE_THREADS = 8;

    private final MetadataEngine engine;
    private final Optional<MountRole> mounts;
    private final Stores stores;
    private final SecureRandom random = new SecureRandom();

    private NodeRoles(MetadataEngine engine, Optional<MountRole> mounts, Stores stores) {
        this.engine = engine;
        this.mounts = mounts;
        this.stores = stores;
    }

    /// Starts the roles that the settings name.
    ///
    /// @throws NodeFailure with nothing left running
    public static Roles start(Home home, Settings settings, TimeSource time, Metrics metrics) throws NodeFailure {
        MetadataEngine engine = engine(settings.metadata().dir().orElse(home.metadata()), settings, time, metrics);
        try {
            Optional<MountRole> mounts = settings.roles().contains(Role.MOUNT)
                    ? Optional.of(new MountRole(engine, mountSettings(settings), time, metrics))
                    : Optional.empty();
            return new NodeRoles(engine, mounts, new Stores(metrics));
        } catch (SyscallException noMemory) {
            NodeFailure failure = new NodeFailure(
                    ExitCode.CONFIG,
                    "The memory for mount.l1 and mount.dirty is not to be had (" + noMemory.getMessage()
                            + "); lower them in node.yaml.",
                    noMemory);
            closeAfter(engine, failure);
            throw failure;
        }
    }

    private static MetadataEngine engine(Path path, Settings settings, TimeSource time, Metrics metrics)
            throws NodeFailure {
        try {
            MetadataSettings chosen = new MetadataSettings(
                    EngineSettings.DEFAULT, stateSettings(settings), SegmentedLog.SEGMENT_BYTES_DEFAULT);
            return MetadataRole.open(LocalFolder.at(path), chosen, time, metrics);
        } catch (IOException | UncheckedIOException refused) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT,
                    "The metadata in " + path + " cannot be opened: " + refused.getMessage()
                            + "; nothing was changed, see the log.",
                    refused);
        }
    }

    private static StateSettings stateSettings(Settings settings) {
        return new StateSettings(
                (int) (settings.metadata().pageCache().bytes() >> 20), StateSettings.PAGE_BYTES_DEFAULT);
    }

    private static io.tarnfs.mount.MountSettings mountSettings(Settings settings) {
        return new io.tarnfs.mount.MountSettings(
                settings.mount().readers(),
                settings.mount().l1().bytes(),
                settings.mount().dirty().bytes(),
                STORE_THREADS);
    }

    private static void closeAfter(MetadataEngine engine, NodeFailure failure) {
        try {
            engine.close();
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public MetadataService metadata() {
        return engine;
    }

    @Override
    public Optional<String> metadataFailure() {
        return engine.failed();
    }

    @Override
    public String cipher() {
        return FrameCipher.AES_256_GCM.label();
    }

    @Override
    public String noCipher() {
        return FrameCipher.NONE.label();
    }

    @Override
    public List<String> codecs() {
        return List.of(
                FrameCodec.LZ4.label(), FrameCodec.ZSTD.label(), FrameCodec.SNAPPY.label(), FrameCodec.NONE.label());
    }

    @Override
    public void checkStore(String storeUrl) throws NodeFailure {
        stores.open(storeUrl);
    }

    @Override
    public List<Bytes> establish(VolumeInfo volume, KeySource source) throws NodeFailure {
        requireCodec(volume);
        List<Bytes> slots = source instanceof KeySource.None ? List.of() : List.of(slot(volume, source));
        new VolumeObjects(stores.open(volume.settings().storeUrl()), volume).claim(slots);
        return slots;
    }

    private Bytes slot(VolumeInfo volume, KeySource source) throws NodeFailure {
        try (UnlockSecret secret = Secrets.read(source);
                VolumeKey key = VolumeKey.random(VolumeKey.FIRST_GENERATION, random)) {
            return KeySlots.wrap(key, volume.id(), secret, random);
        }
    }

    @Override
    public void discard(VolumeInfo volume) throws NodeFailure {
        new VolumeObjects(stores.open(volume.settings().storeUrl()), volume).deleteAll();
    }

    @Override
    public ActiveMount mount(MountPlan plan) throws NodeFailure {
        MountRole role = mounts.orElseThrow(() -> new NodeFailure(
                ExitCode.CONFIG, "This node does not mount: 'roles' in its node.yaml leaves out mount."));
        requireCodec(plan.volume());
        ObjectStore store = stores.open(plan.volume().settings().storeUrl());
        // From here on the mount role closes keys and store, also when it fails.
        KeyRing keys = Secrets.unlock(plan.volume(), plan.key());
        try {
            return new RoleMount(role.mount(new MountRequest(
                    plan.volume(),
                    keys,
                    store,
                    plan.directory(),
                    plan.source().toString(),
                    hostName() + ":" + plan.directory())));
        } catch (MountException refused) {
            throw new NodeFailure(
                    switch (refused.reason()) {
                        case VOLUME_BUSY -> ExitCode.TRY_AGAIN;
                        case KERNEL, UNKNOWN_FORMAT -> ExitCode.CONFIG;
                        case METADATA -> ExitCode.INPUT_OUTPUT;
                    },
                    "Volume " + plan.volume().name() + " cannot be mounted on " + plan.directory() + ": "
                            + refused.getMessage() + advice(refused.reason()),
                    refused);
        }
    }

    /// Loads the codec of a volume now, because nobody could be told when the first block is written back. What
    /// this build does not know is left to the mount role, which says so.
    private static void requireCodec(VolumeInfo volume) throws NodeFailure {
        Optional<FrameCodec> codec = FrameCodec.labelled(volume.settings().codec());
        try {
            if (codec.isPresent()) {
                codec.get().require();
            }
        } catch (CodecUnavailableException unavailable) {
            throw new NodeFailure(
                    ExitCode.CONFIG,
                    "Volume " + volume.name() + ": " + unavailable.getMessage() + " TARN_JAVA_OPTS passes it on.",
                    unavailable);
        }
    }

    private static String advice(MountException.Reason reason) {
        return switch (reason) {
            case VOLUME_BUSY -> "; unmount it there first.";
            case KERNEL -> "; it takes root or the program fusermount3 (package fuse3).";
            case UNKNOWN_FORMAT -> "; it was made by a newer version, use that one.";
            case METADATA -> "; the node's log says more.";
        };
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    @Override
    public void close() throws NodeFailure {
        mounts.ifPresent(MountRole::close);
        try {
            engine.close();
        } catch (IOException lost) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT,
                    "The metadata service did not close cleanly: " + lost.getMessage()
                            + "; what it had acknowledged is in its log and comes back at the next start.",
                    lost);
        }
    }
}
