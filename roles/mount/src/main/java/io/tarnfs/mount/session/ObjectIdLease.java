// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Hands out object ids, each once, from ranges leased from the service. May be used from any thread; a
/// thread that finds the range used up leases the next one while others wait.
public final class ObjectIdLease {
    /// One logged command a thousand objects is lost in the noise, and a crash wastes as many of 2^63 ids.
    private static final int RANGE_COUNT = 1024;

    private final MountSession session;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private Result.@Nullable IdRange range;

    @GuardedBy("lock")
    private int used;

    /// Leases from the session's volume.
    public ObjectIdLease(MountSession session) {
        this.session = session;
    }

    /// An object id and the salt of its range.
    public record LeasedId(ObjectId object, long rangeSalt) {}

    /// Returns an id that nobody ever had.
    ///
    /// @throws IOException if the service refuses to lease more, naming why
    public LeasedId next() throws IOException {
        lock.lock();
        try {
            Result.IdRange current = range;
            if (current == null || used == current.count()) {
                current = lease();
                range = current;
                used = 0;
            }
            return new LeasedId(new ObjectId(current.first().value() + used++), current.salt());
        } finally {
            lock.unlock();
        }
    }

    private Result.IdRange lease() throws IOException {
        return switch (session.executeOwn(header -> new Command.LeaseIds(header, RANGE_COUNT))) {
            case Outcome.Success<Result.IdRange>(var leased, var _) -> leased;
            case Outcome.Failure<Result.IdRange>(FsError error, String detail) ->
                throw new IOException("object ids could not be leased: volume="
                        + session.volumeId().value() + " error=" + error + " " + detail);
            case Outcome.WouldWait<Result.IdRange>() -> throw new IllegalStateException("a command never waits");
        };
    }
}
