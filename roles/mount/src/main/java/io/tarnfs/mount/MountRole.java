// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount;

import io.tarnfs.fusekernel.session.FuseSession;
import io.tarnfs.fusekernel.session.MountOptions;
import io.tarnfs.fusekernel.session.SessionEnd;
import io.tarnfs.linux.errno.SyscallException;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.mount.bridge.KernelBridge;
import io.tarnfs.mount.session.MountSession;
import io.tarnfs.sealing.WarmUp;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// The mounts of one node and what they share. May be used from any thread.
///
/// The metadata service runs in the same process: a session that no mount of this object holds was left by a
/// process that has died, and is ended before its volume is mounted again.
public final class MountRole implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MountRole.class.getName());

    /// The type in mountinfo is `fuse.tarnfs`.
    private static final String TYPE = "tarnfs";

    /// How long users of a mount may take when the node stops.
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final MetadataService service;
    private final MountSettings settings;
    private final TimeSource time;
    private final Metrics metrics;
    private final SharedMemory shared;
    private final AtomicBoolean warm = new AtomicBoolean();

    /// Held from the look at the volume's sessions until the new one is listed below, so that no other thread
    /// takes it for a dead one.
    private final ReentrantLock opening = new ReentrantLock();

    private final Map<SessionId, ActiveMount> mounts = new ConcurrentHashMap<>();
    private final Map<SessionId, OpenVolume> volumes = new ConcurrentHashMap<>();

    /// Allocates what the mounts will share.
    ///
    /// @throws SyscallException if the memory is not to be had
    public MountRole(MetadataService service, MountSettings settings, TimeSource time, Metrics metrics)
            throws SyscallException {
        this.service = service;
        this.settings = settings;
        this.time = time;
        this.metrics = metrics;
        this.shared = new SharedMemory(settings);
        metrics.gauge(
                "tarn_mount_dirty_bytes",
                "Memory that holds bytes written and not durable yet",
                () -> (long) (shared.dirty().chunks() - shared.dirty().freeChunks())
                        * io.tarnfs.mount.openfile.DirtyArena.CHUNK_BYTES);
        metrics.gauge(
                "tarn_mount_held_frames",
                "Frames of the memory cache that replies hold",
                () -> shared.cache().measures().heldFrames());
    }

    /// Returns the mounts at this moment.
    public List<ActiveMount> mounts() {
        return List.copyOf(mounts.values());
    }

    /// Opens a volume without showing it to the kernel.
    ///
    /// @throws MountException if the volume is in use or of an unknown format; store and keys are closed then
    public OpenVolume open(MountRequest request) throws MountException {
        opening.lock();
        try {
            endDeadSessions(request.volume());
            MountSession session = openSession(request);
            OpenVolume volume = new OpenVolume(request, session, shared, time, metrics);
            volumes.put(session.id(), volume);
            return volume;
        } catch (MountException | RuntimeException e) {
            request.store().close();
            request.keys().close();
            throw e;
        } finally {
            opening.unlock();
        }
    }

    /// Mounts a volume; returns when the kernel shows it.
    ///
    /// @throws MountException if that cannot be; nothing is left mounted, store and keys are closed then
    public ActiveMount mount(MountRequest request) throws MountException {
        OpenVolume volume = open(request);
        FuseSession kernel;
        try {
            MountOptions options = MountOptions.of(request.mountPoint(), request.source(), TYPE)
                    .withReaders(settings.readers());
            kernel = FuseSession.mount(options, new KernelBridge(volume.fileSystem()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            close(volume);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new MountException(
                    MountException.Reason.KERNEL,
                    "the volume could not be mounted: volume="
                            + request.volume().name() + " mountPoint=" + request.mountPoint() + ": " + e.getMessage(),
                    e);
        }
        CompletableFuture<SessionEnd> closed = new CompletableFuture<>();
        ActiveMount mount = new ActiveMount(request, kernel, closed);
        SessionId id = volume.session().id();
        mounts.put(id, mount);
        warmUp();
        Thread.ofPlatform()
                .name("tarn-end-" + request.volume().name())
                .start(() -> awaitEnd(mount, volume, kernel, closed));
        return mount;
    }

    /// The JDK's cipher needs a second of use before it is compiled: given in the background, once the mount
    /// is ready.
    private void warmUp() {
        if (warm.compareAndSet(false, true)) {
            Thread.ofPlatform()
                    .daemon()
                    .name("tarn-warm-up")
                    .start(() -> WarmUp.run(WarmUp.ROUNDS_DEFAULT, new SecureRandom()));
        }
    }

    private void awaitEnd(
            ActiveMount mount, OpenVolume volume, FuseSession kernel, CompletableFuture<SessionEnd> closed) {
        try {
            SessionEnd end = kernel.awaitEnd();
            close(volume);
            mounts.values().remove(mount);
            closed.complete(end);
        } catch (InterruptedException | RuntimeException e) {
            LOG.log(Level.ERROR, "a mount did not end cleanly: mountPoint=" + mount.mountPoint(), e);
            mounts.values().remove(mount);
            closed.completeExceptionally(e);
        }
    }

    private void close(OpenVolume volume) {
        try {
            volume.close();
        } finally {
            volumes.remove(volume.session().id());
        }
    }

    private MountSession openSession(MountRequest request) throws MountException {
        Outcome<MountSession> opened = MountSession.open(service, request.volume(), request.holder(), attempt());
        return switch (opened) {
            case Outcome.Success<MountSession>(MountSession session, var _) -> session;
            case Outcome.Failure<MountSession>(FsError error, String detail) ->
                throw new MountException(
                        error == FsError.BUSY ? MountException.Reason.VOLUME_BUSY : MountException.Reason.METADATA,
                        error == FsError.BUSY
                                ? "the volume " + request.volume().name() + " has a mount already: " + detail
                                : "the metadata service refused a session: volume="
                                        + request.volume().name() + " error=" + error + " " + detail,
                        null);
            case Outcome.WouldWait<MountSession>() -> throw new IllegalStateException("a command never waits");
        };
    }

    private void endDeadSessions(VolumeInfo volume) {
        if (!(service.query(new Query.ListSessions(volume.id()))
                instanceof Outcome.Success<List<Query.SessionInfo>>(List<Query.SessionInfo> sessions, var _))) {
            return;
        }
        for (Query.SessionInfo session : sessions) {
            if (!volumes.containsKey(session.session())) {
                LOG.log(
                        Level.INFO,
                        "a session of a process that has died is ended: volume=" + volume.name() + " holder="
                                + session.holder());
                service.execute(new Command.EndSession(
                        MountSession.operatorHeader(volume.id(), attempt()), session.session(), true));
            }
        }
    }

    /// Grows from call to call, also over restarts.
    private long attempt() {
        Timestamp now = time.now();
        return Math.addExact(Math.multiplyExact(now.seconds(), 1_000_000_000L), now.nanos());
    }

    /// Unmounts everything, then lets go of what was shared.
    @Override
    public void close() {
        for (ActiveMount mount : mounts()) {
            try {
                mount.unmount(STOP_GRACE);
            } catch (IOException e) {
                LOG.log(Level.ERROR, "a mount could not be unmounted: mountPoint=" + mount.mountPoint(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.log(Level.WARNING, "unmounting was interrupted: mountPoint=" + mount.mountPoint(), e);
            }
        }
        boolean allClosed = true;
        for (OpenVolume volume : List.copyOf(volumes.values())) {
            try {
                close(volume);
            } catch (RuntimeException e) {
                LOG.log(
                        Level.ERROR,
                        "a volume did not close cleanly: volume="
                                + volume.volume().name(),
                        e);
                allClosed = false;
            }
        }
        if (allClosed) {
            shared.close();
        } else {
            LOG.log(Level.WARNING, "memory that a volume may still use goes with the process");
        }
    }
}
