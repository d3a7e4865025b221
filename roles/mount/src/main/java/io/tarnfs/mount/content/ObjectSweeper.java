// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.mount.session.MountSession;
import io.tarnfs.objectstore.Grant;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Deletes objects that nothing refers to any more: has the service condemn them (nothing can refer to them
/// again), deletes them from the store, and tells the service to forget them. A crash in between leaves them
/// condemned, and the next sweep is told of them again.
///
/// A read that had asked for the extents just before may miss its object: it asks again, once.
public final class ObjectSweeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ObjectSweeper.class.getName());

    /// Objects a sweep: one logged command each way.
    private static final int OBJECTS_MAX = Command.ForgetObjects.OBJECTS_MAX;

    /// Space need not come back faster, and an idle volume is asked rarely.
    private static final long PAUSE_SECONDS = 10;

    private final MountSession session;
    private final VolumeStore volume;
    private final StorePool pool;
    private final Metrics.Counter deleted;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tarn-sweep").factory());

    /// Sweeps from now on.
    public ObjectSweeper(MountSession session, VolumeStore volume, StorePool pool, Metrics metrics) {
        this.session = session;
        this.volume = volume;
        this.pool = pool;
        this.deleted = metrics.counter("tarn_mount_deleted_objects_total", "Objects deleted because nothing uses them");
        ScheduledFuture<?> _ =
                clock.scheduleWithFixedDelay(this::sweepLogged, PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    private void sweepLogged() {
        try {
            while (sweep() == OBJECTS_MAX) {
                LOG.log(Level.DEBUG, "a full slice of objects was deleted: count=" + OBJECTS_MAX);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "unused objects could not be deleted; tried again later", e);
        }
    }

    /// Deletes one slice.
    ///
    /// @return how many objects
    int sweep() throws IOException {
        Outcome<Result.Condemned> outcome =
                session.executeOwn(header -> new Command.CondemnObjects(header, OBJECTS_MAX));
        if (!(outcome instanceof Outcome.Success<Result.Condemned>(Result.Condemned condemned, var _))) {
            throw new IOException("objects could not be condemned: " + outcome);
        }
        if (condemned.objects().isEmpty()) {
            return 0;
        }
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (Result.CondemnedObject object : condemned.objects()) {
            tasks.add(() -> {
                volume.store().delete(Grant.WHOLE_STORE, volume.key(object.object(), object.rangeSalt()));
                return true;
            });
        }
        pool.runAll(tasks);
        List<ObjectId> gone =
                condemned.objects().stream().map(Result.CondemnedObject::object).toList();
        Outcome<Result.Done> forgotten = session.executeOwn(header -> new Command.ForgetObjects(header, gone));
        if (!(forgotten instanceof Outcome.Success<Result.Done>)) {
            throw new IOException("deleted objects could not be forgotten: " + forgotten);
        }
        deleted.add(gone.size());
        return gone.size();
    }

    /// Stops sweeping; a sweep on its way ends first.
    @Override
    public void close() {
        clock.shutdown();
        clock.close();
    }
}
