// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.NodeUnderTest;
import io.tarnfs.testcluster.posix.Posix;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// Kills the node under two writers, again and again on one volume, and asks after each start what became of
/// the promises.
///
/// `tarn.crash.rounds` says how often (3), `tarn.seed` repeats a run as far as the moment of death allows. The
/// writers' logs stay in the build folder.
@Tag("node")
@DisabledIfEnvironmentVariable(
        named = Machine.SKIP_VARIABLE,
        matches = "1",
        disabledReason = Machine.SKIP_VARIABLE + "=1")
final class CrashTest {
    private static final int ROUNDS = Integer.getInteger("tarn.crash.rounds", 3);
    private static final long SEED = Long.getLong("tarn.seed", System.nanoTime());
    private static final int WRITERS = 2;

    /// Changes acknowledged before the node dies, at most: some rounds die young, some with much behind them.
    private static final int MOST_CHANGES = 600;

    /// The node dies up to this much later than the change that triggers it: in the middle of some other.
    private static final int JITTER_NANOS = 4_000_000;

    private static final Duration CALL_TIME = Duration.ofSeconds(60);
    private static final Duration ROUND_TIME = Duration.ofMinutes(5);

    /// S18: "After `kill -9` of the node and a restart, every name change that had returned is there, and every
    /// file that was synced or closed has its bytes."
    /// S19: "After `kill -9`, a file that was written and not synced has, at each byte, what was written or
    /// what was there before, and never the bytes of another file."
    /// S2: "Rename replaces an existing file atomically: at every moment, also after a crash, the new name
    /// leads to the old file or to the new one."
    /// S3: "Rename and link make the written bytes of their source durable first, so that after a crash no name
    /// leads to less than was written before the call."
    @Test
    void everythingAcknowledgedSurvivesKill9() throws IOException, InterruptedException {
        Path logs = Files.createDirectories(Machine.buildFolder().resolve("crash-logs"));
        try (NodeUnderTest node = NodeUnderTest.start("crash");
                PrintWriter log = new PrintWriter(Files.newBufferedWriter(logs.resolve("seed-" + SEED + ".log")))) {
            SplittableRandom random = new SplittableRandom(SEED);
            List<PromisedTree> trees = makeTrees(node);
            for (int round = 1; round <= ROUNDS; round++) {
                String name = "round=" + round + " of=" + ROUNDS + " seed=" + SEED + " log=" + logs;
                log.println(name);
                writeUntilDeath(node, trees, random.split(), log, name);
                if (round % 2 == 0) {
                    node.detachStaleMount(); // in the other rounds the node finds its own dead mount
                }
                node.restart();
                assertPromises(node, trees, name);
            }
        }
    }

    /// S22: "SIGTERM and `tarn node stop` flush everything and unmount; a mount that is in use is detached and
    /// served up to 10 seconds more."
    @Test
    void everythingWrittenSurvivesAnOrderlyStop() throws IOException {
        try (NodeUnderTest node = NodeUnderTest.start("stop");
                PrintWriter log = new PrintWriter(PrintWriter.nullWriter())) {
            PromisedTree tree = makeTrees(node).getFirst();
            try (Actor actor = start(node)) {
                Writer writer = new Writer(new Posix(actor), tree, new SplittableRandom(SEED), log);
                for (int i = 0; i < MOST_CHANGES / 4; i++) {
                    assertTrue(writer.step(), "the node failed, seed=" + SEED);
                }
            }
            tree.files().values().forEach(PromisedFile::flushed); // the end of the actor closed what it had open
            node.stop();
            node.restart();
            assertPromises(node, List.of(tree), "seed=" + SEED);
        }
    }

    private static List<PromisedTree> makeTrees(NodeUnderTest node) {
        List<PromisedTree> trees = new ArrayList<>();
        try (Actor actor = start(node)) {
            for (int i = 0; i < WRITERS; i++) {
                String top = "writer-" + i;
                new Posix(actor).mkdir(top, 0755);
                trees.add(new PromisedTree(top));
            }
        }
        return trees;
    }

    private static void writeUntilDeath(
            NodeUnderTest node, List<PromisedTree> trees, SplittableRandom random, PrintWriter log, String name)
            throws InterruptedException {
        CountDownLatch changesLeft = new CountDownLatch(1 + random.nextInt(MOST_CHANGES));
        long jitterNanos = random.nextInt(JITTER_NANOS);
        AtomicBoolean killed = new AtomicBoolean();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (PromisedTree tree : trees) {
            SplittableRandom own = random.split();
            threads.add(Thread.ofPlatform()
                    .name(tree.top())
                    .start(() -> write(node, new Job(tree, own, log, changesLeft, killed), failures)));
        }
        boolean enough = changesLeft.await(ROUND_TIME.toSeconds(), TimeUnit.SECONDS);
        LockSupport.parkNanos(jitterNanos);
        killed.set(true);
        node.kill9();
        for (Thread thread : threads) {
            assertTrue(thread.join(ROUND_TIME), () -> "writer does not end, " + name);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(name, failures.peek());
        }
        assertTrue(enough, () -> "too few changes in time, left=" + changesLeft.getCount() + " " + name);
    }

    /// What one writer's thread needs.
    private record Job(
            PromisedTree tree,
            SplittableRandom random,
            PrintWriter log,
            CountDownLatch changesLeft,
            AtomicBoolean killed) {}

    private static void write(NodeUnderTest node, Job job, ConcurrentLinkedQueue<Throwable> failures) {
        try (Actor actor = start(node)) {
            Writer writer = new Writer(new Posix(actor), job.tree(), job.random(), job.log());
            while (writer.step()) {
                job.changesLeft().countDown();
            }
            if (!job.killed().get()) {
                throw new IllegalStateException(
                        "a call failed on a living node, writer=" + job.tree().top());
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add(e);
            while (job.changesLeft().getCount() > 0) {
                job.changesLeft().countDown(); // lets the round end
            }
        }
    }

    private static void assertPromises(NodeUnderTest node, List<PromisedTree> trees, String name) {
        node.assertMounted();
        try (Actor actor = start(node)) {
            Posix calls = new Posix(actor);
            for (PromisedTree tree : trees) {
                assertEquals(List.of(), tree.check(calls), () -> tree.top() + " " + name);
                tree.settle(calls);
            }
        }
        node.assertMounted();
    }

    private static Actor start(NodeUnderTest node) {
        return Actor.start(Identity.ROOT, node.mountPoint(), node.scratch(), CALL_TIME);
    }
}
