// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The mounts of this node: made, ended, recorded, brought back at a start.
///
/// `changing` is held for the whole of a mount or unmount, so that they come one after the other; the table
/// itself may be read at any time.
public final class Mounts {
    private static final Logger LOG = System.getLogger(Mounts.class.getName());

    private final Volumes volumes;
    private final Roles roles;
    private final Home home;
    private final MountRecords records;
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<Path, Entry> entries = new ConcurrentHashMap<>();

    /// Set before the first mount is ended by a stop: from then on the end of a mount is no reason to
    /// forget it.
    private volatile boolean stopping;

    /// A row of the table; `active` is there only in state MOUNTED.
    private sealed interface Entry {
        MountOrder order();

        record Served(MountOrder order, ActiveMount active) implements Entry {}

        record NotServed(MountOrder order, MountView.State state, String detail) implements Entry {}
    }

    Mounts(Volumes volumes, Roles roles, Home home, MountRecords records) {
        this.volumes = volumes;
        this.roles = roles;
        this.home = home;
        this.records = records;
    }

    /// Mounts a volume and records it. Asking again for a mount that is there changes nothing.
    public MountView mount(MountOrder order) throws NodeFailure {
        changing.lock();
        try {
            if (stopping) {
                throw new NodeFailure(
                        ExitCode.TRY_AGAIN, "The node is stopping; mount again when it has been started.");
            }
            Entry there = entries.get(order.directory());
            if (there instanceof Entry.Served(MountOrder old, ActiveMount _)) {
                if (old.volume().equals(order.volume())) {
                    return view(there);
                }
                throw new NodeFailure(
                        ExitCode.CANNOT_CREATE,
                        "Volume " + old.volume() + " is mounted on " + order.directory()
                                + "; unmount it first (tarn umount " + order.directory() + ").");
            }
            Entry.Served served = serve(order);
            record();
            LOG.log(Level.INFO, "mounted volume={0} directory={1}", order.volume(), order.directory());
            return view(served);
        } finally {
            changing.unlock();
        }
    }

    /// Does the mount itself, unrecorded. Leaves nothing behind if it fails.
    private Entry.Served serve(MountOrder order) throws NodeFailure {
        VolumeInfo volume = volumes.get(order.volume());
        refuseBelowOwn(order.directory());
        MountPoint point = new MountPoint(order.directory());
        point.check();
        boolean made = point.make();
        try {
            ActiveMount active = roles.mount(
                    new MountPlan(volume, order.key(), order.directory(), new MountSource(volume.name(), home.id())));
            Entry.Served served = new Entry.Served(order, active);
            entries.put(order.directory(), served);
            // On a thread of its own: whoever ends the mount may wait for the thread that tells us.
            active.onEnd(() -> Thread.ofVirtual().start(() -> ended(served)));
            return served;
        } catch (NodeFailure failure) {
            if (made) {
                point.unmake();
            }
            throw failure;
        }
    }

    /// A mount below one of our own would make this process ask itself for the path.
    private void refuseBelowOwn(Path directory) throws NodeFailure {
        for (Entry entry : entries.values()) {
            if (entry instanceof Entry.Served
                    && directory.startsWith(entry.order().directory())) {
                throw new NodeFailure(
                        ExitCode.CANNOT_CREATE,
                        "Cannot mount on " + directory + ": it lies on the mount "
                                + entry.order().directory() + " of the same node; choose a directory outside of it.");
            }
        }
        if (home.root().startsWith(directory)) {
            throw new NodeFailure(
                    ExitCode.CANNOT_CREATE,
                    "Cannot mount on " + directory + ": the mount would hide the node's own home " + home.root()
                            + "; choose another directory.");
        }
    }

    /// Unmounts and forgets the mount.
    ///
    /// @throws NodeFailure TRY_AGAIN if it is in use, NOT_THERE if it is none of ours
    public void unmount(Path directory) throws NodeFailure {
        changing.lock();
        try {
            Entry entry = entries.get(directory);
            switch (entry) {
                case null ->
                    throw new NodeFailure(
                            ExitCode.NOT_THERE,
                            "This node has no mount on " + directory + "; 'tarn status' lists its mounts.");
                case Entry.NotServed _ -> {}
                case Entry.Served(MountOrder _, ActiveMount active) -> unmount(directory, active);
            }
            entries.remove(directory);
            record();
            LOG.log(Level.INFO, "unmounted directory={0}", directory);
        } finally {
            changing.unlock();
        }
    }

    private static void unmount(Path directory, ActiveMount active) throws NodeFailure {
        try {
            if (!active.unmount()) {
                throw new NodeFailure(
                        ExitCode.TRY_AGAIN,
                        directory + " is in use; close what is open below it and leave it, then try again.");
            }
        } catch (IOException lost) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT,
                    "Data written to " + directory + " could not be stored (" + lost.getMessage()
                            + "), so it stays mounted; see the node's log, mend the store and try again.",
                    lost);
        }
    }

    /// Called when a mount is over; unless we ended it ourselves, someone unmounted it by other means, and it
    /// is forgotten like one that was unmounted by us.
    private void ended(Entry.Served served) {
        changing.lock();
        try {
            if (!stopping && entries.remove(served.order().directory(), served)) {
                LOG.log(
                        Level.INFO,
                        "unmounted from outside directory={0}",
                        served.order().directory());
                record();
            }
        } catch (NodeFailure failure) {
            LOG.log(Level.ERROR, failure.sentence(), failure);
        } finally {
            changing.unlock();
        }
    }

    /// Brings back what was recorded. A mount that fails is kept, shown and tried again at the next start.
    void resume() throws NodeFailure {
        changing.lock();
        try {
            for (MountOrder order : records.read()) {
                resume(order);
            }
        } finally {
            changing.unlock();
        }
    }

    private void resume(MountOrder order) {
        if (order.key() instanceof KeySource.Typed) {
            String detail =
                    "its passphrase was typed; mount it again: tarn mount " + order.volume() + " " + order.directory();
            entries.put(order.directory(), new Entry.NotServed(order, MountView.State.WAITING, detail));
            LOG.log(Level.WARNING, "not mounted directory={0}: {1}", order.directory(), detail);
            return;
        }
        try {
            serve(order);
            LOG.log(Level.INFO, "mounted again volume={0} directory={1}", order.volume(), order.directory());
        } catch (NodeFailure failure) {
            entries.put(order.directory(), new Entry.NotServed(order, MountView.State.FAILED, failure.sentence()));
            LOG.log(Level.ERROR, "not mounted directory=" + order.directory() + ": " + failure.sentence(), failure);
        }
    }

    private void record() throws NodeFailure {
        records.write(new TreeMap<>(entries).values().stream().map(Entry::order).toList());
    }

    /// Returns all mounts in the order of their directories.
    public List<MountView> list() {
        return new TreeMap<>(entries).values().stream().map(Mounts::view).toList();
    }

    private static MountView view(Entry entry) {
        return switch (entry) {
            case Entry.Served(MountOrder order, ActiveMount _) -> new MountView(order, MountView.State.MOUNTED, "");
            case Entry.NotServed(MountOrder order, MountView.State state, String detail) ->
                new MountView(order, state, detail);
        };
    }

    /// Ends all mounts for a stop, all at the same time; they stay recorded. A busy one is taken out of the
    /// tree and served for `grace` more.
    void stop(Duration grace) {
        changing.lock();
        try {
            stopping = true;
        } finally {
            changing.unlock();
        }
        Collection<Thread> threads = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry instanceof Entry.Served(MountOrder order, ActiveMount active)) {
                threads.add(Thread.ofPlatform()
                        .name("tarn-stop-" + order.volume())
                        .start(() -> end(order.directory(), active, grace)));
            }
        }
        threads.forEach(Mounts::await);
    }

    private static void end(Path directory, ActiveMount active, Duration grace) {
        try {
            if (!active.unmount()) {
                LOG.log(Level.WARNING, "in use, serving {1} more: directory={0}", directory, grace);
                active.detach(grace);
            }
            LOG.log(Level.INFO, "unmounted directory={0}", directory);
        } catch (IOException lost) {
            LOG.log(Level.ERROR, "data could not be stored before the stop: directory=" + directory, lost);
            detachAfterLoss(directory, active, grace);
        }
    }

    /// What cannot be stored is reported by fsync and close of those who wrote it; they get the time to
    /// hear it.
    private static void detachAfterLoss(Path directory, ActiveMount active, Duration grace) {
        try {
            active.detach(grace);
        } catch (IOException again) {
            LOG.log(Level.ERROR, "ended with data that could not be stored: directory=" + directory, again);
        }
    }

    private static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                // The stop goes on: leaving a mount half flushed would lose what was written to it.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
