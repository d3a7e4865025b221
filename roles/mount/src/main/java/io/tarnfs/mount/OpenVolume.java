// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.mount.content.FileReader;
import io.tarnfs.mount.content.ObjectSweeper;
import io.tarnfs.mount.content.SealedContentWriter;
import io.tarnfs.mount.content.VolumeStore;
import io.tarnfs.mount.openfile.FileContext;
import io.tarnfs.mount.openfile.OpenInodes;
import io.tarnfs.mount.session.MountSession;
import io.tarnfs.mount.session.ObjectIdLease;
import io.tarnfs.mount.vfs.VolumeFileSystem;
import io.tarnfs.sealing.FrameCipher;
import io.tarnfs.sealing.FrameCodec;
import io.tarnfs.sealing.InlineSealing;
import io.tarnfs.sealing.ObjectKeys;
import io.tarnfs.sealing.Opener;
import io.tarnfs.sealing.Sealer;
import io.tarnfs.sealing.SealingSettings;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;

/// One volume opened for use: a session with the metadata service and everything between its POSIX calls and
/// its store. The kernel is not needed; tests use it as it is.
public final class OpenVolume implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OpenVolume.class.getName());

    private final MountRequest request;
    private final MountSession session;
    private final OpenInodes inodes;
    private final ObjectSweeper sweeper;
    private final VolumeFileSystem fs;
    private final ReentrantLock closing = new ReentrantLock();

    @GuardedBy("closing")
    private boolean closed;

    /// Builds the rooms of a volume on top of its session.
    OpenVolume(MountRequest request, MountSession session, SharedMemory shared, TimeSource time, Metrics metrics)
            throws MountException {
        this.request = request;
        this.session = session;
        SealingSettings settings = sealingSettings(request.volume());
        SecureRandom random = new SecureRandom();
        VolumeStore store = new VolumeStore(
                request.store(), new ObjectKeys("", request.volume().id()));
        Sealer sealer = new Sealer(settings, request.keys(), random);
        SealedContentWriter writer =
                new SealedContentWriter(store, sealer, new ObjectIdLease(session), shared.writePool());
        this.inodes = new OpenInodes(new FileContext(session, shared.dirty(), writer, time, metrics));
        FileReader reader = new FileReader(
                session,
                shared.cache(),
                new FileReader.Source(
                        store,
                        new Opener(settings, request.keys()),
                        new InlineSealing(settings, request.keys(), random),
                        shared.readPool()),
                metrics);
        this.fs = new VolumeFileSystem(session, inodes, reader);
        this.sweeper = new ObjectSweeper(session, store, shared.writePool(), metrics);
    }

    private static SealingSettings sealingSettings(VolumeInfo volume) throws MountException {
        FrameCodec codec = FrameCodec.labelled(volume.settings().codec())
                .orElseThrow(() -> unknown("codec", volume.settings().codec()));
        FrameCipher cipher = FrameCipher.labelled(volume.settings().cipher())
                .orElseThrow(() -> unknown("cipher", volume.settings().cipher()));
        return new SealingSettings(volume.id(), codec, cipher);
    }

    private static MountException unknown(String what, String name) {
        return new MountException(
                MountException.Reason.UNKNOWN_FORMAT,
                "this build does not know the volume's " + what + ": " + what + "=" + name + "; a newer build may",
                null);
    }

    /// Returns the POSIX calls.
    public VolumeFileSystem fileSystem() {
        return fs;
    }

    /// Returns the volume.
    public VolumeInfo volume() {
        return request.volume();
    }

    /// Returns the session.
    MountSession session() {
        return session;
    }

    /// Makes everything written durable, ends the session, and closes store and keys. What cannot be stored
    /// is logged: nobody is left who could be told. Closing again waits for the first closing and does
    /// nothing.
    @Override
    public void close() {
        closing.lock();
        try {
            if (!closed) {
                closed = true;
                endUse();
            }
        } finally {
            closing.unlock();
        }
    }

    private void endUse() {
        try {
            flushAndEndSession();
        } finally {
            try {
                request.store().close();
            } finally {
                request.keys().close();
            }
        }
    }

    private void flushAndEndSession() {
        sweeper.close();
        // What flushes in the background ends first, so that nothing is dirty that is not seen here.
        inodes.flusher().close();
        FsError lost = inodes.flusher().flushAll();
        if (lost != null) {
            LOG.log(
                    Level.ERROR,
                    "dirty data could not be stored before the volume was closed: volume="
                            + request.volume().name() + " error=" + lost);
        }
        if (session.end() instanceof Outcome.Failure<?>(FsError error, String detail)) {
            LOG.log(Level.WARNING, "the session could not be ended: error=" + error + " " + detail);
        }
    }
}
