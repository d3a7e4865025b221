// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.MountInfo;
import io.tarnfs.testcluster.node.NodeUnderTest;
import io.tarnfs.testcluster.node.Program;
import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The folder that the conformance suite judges, and the actors in it: one an identity, reused by all tests,
/// started anew after one was killed.
final class FolderUnderTest implements AutoCloseable {
    /// A call that takes longer is taken for hung. Generous: a slow machine must not look like a broken file
    /// system.
    private static final Duration CALL_TIME = Duration.ofSeconds(Long.getLong("tarn.call.seconds", 60));

    private static final Duration REMOVAL_TIME = Duration.ofMinutes(5);

    /// Where the actors stand: a descriptor of the folder's own directory, by which a test returns to the top.
    private record Place(Posix calls, int top) {}

    private final Path path;
    private final Runnable removal;
    private final Path scratch;
    private final Map<Identity, Place> places = new HashMap<>();
    private int directories;

    private FolderUnderTest(Path path, Runnable removal) {
        this.path = path;
        this.removal = removal;
        this.scratch = Machine.scratch("actors");
    }

    /// Takes the folder named by `tarn.target`, else mounts a node when `tarn.system=true`, else makes a plain
    /// folder.
    static FolderUnderTest open() {
        Machine.requireRoot();
        String target = System.getProperty("tarn.target", "");
        if (!target.isEmpty()) {
            Path inside = Path.of(target)
                    .toAbsolutePath()
                    .resolve("tarn-conformance-" + ProcessHandle.current().pid());
            Program.run(REMOVAL_TIME, "mkdir", "-m", "755", inside.toString()).orFail();
            return new FolderUnderTest(inside, () -> remove(inside));
        }
        if (Machine.testsNode()) {
            NodeUnderTest node = NodeUnderTest.start("conformance");
            return new FolderUnderTest(node.mountPoint(), node::close);
        }
        Path plain = Machine.scratch("conformance");
        return new FolderUnderTest(plain, () -> remove(plain));
    }

    /// True when the folder lies on a mount of the product; what other file systems are known to do differently
    /// depends on it.
    boolean isTarn() {
        return MountInfo.all().stream()
                .filter(mount -> path.startsWith(mount.mountPoint()))
                .reduce((one, next) ->
                        next.mountPoint().length() >= one.mountPoint().length() ? next : one)
                .filter(mount -> mount.type().equals(MountInfo.TARNFS))
                .isPresent();
    }

    /// The calls of `identity` in this folder.
    Posix as(Identity identity) {
        return place(identity).calls();
    }

    private Place place(Identity identity) {
        Place known = places.get(identity);
        if (known != null && known.calls().actor().isAlive()) {
            return known;
        }
        Posix calls = new Posix(startActor(identity));
        Place fresh = new Place(calls, calls.open(".", Flags.O_RDONLY | Flags.O_DIRECTORY));
        places.put(identity, fresh);
        return fresh;
    }

    /// One more actor of `identity`, for tests in which a call blocks; the caller closes it.
    Actor startActor(Identity identity) {
        return Actor.start(identity, path, scratch, CALL_TIME);
    }

    /// An actor in another folder, to compare with; the caller closes it.
    Actor startActorIn(Path elsewhere, Identity identity) {
        return Actor.start(identity, elsewhere, scratch, CALL_TIME);
    }

    /// Makes an empty directory that belongs to `caller` and moves all actors into it.
    void enterFreshDirectory(Identity caller) {
        Place root = place(Identity.ROOT);
        root.calls().fchdir(root.top());
        root.calls().umask(022);
        String name = "d" + ++directories;
        root.calls().mkdir(name, 0755);
        root.calls().chown(name, caller.uid(), caller.gid());
        places.values().removeIf(place -> !place.calls().actor().isAlive());
        for (Place place : places.values()) {
            place.calls().fchdir(place.top());
            place.calls().chdir(name);
            place.calls().umask(022);
        }
    }

    @Override
    public void close() {
        for (Place place : places.values()) {
            place.calls().actor().close();
        }
        removal.run();
        remove(scratch);
    }

    private static void remove(Path folder) {
        Program.run(REMOVAL_TIME, "rm", "-rf", folder.toString()).orFail();
    }
}
