// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.metadatatestkit.ManualTime;
import io.tarnfs.metadatatestkit.Seed;
import io.tarnfs.metadatatestkit.TestClient;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Cuts the power under log and checkpoint at random steps.
///
/// S1: "When a call that changes a name or an attribute (create, mkdir, mknod, symlink, link, unlink, rmdir,
/// rename, chmod, chown, utimens, setxattr, truncate) has returned, the change is durable."
@Timeout(180)
final class MetadataEngineCrashTest {
    private static final int LIVES = 40;
    private static final int STEPS_OF_A_LIFE = 1_200;
    private static final EngineSettings SETTINGS = new EngineSettings(64, 16, 70, 0, false);
    private static final EngineSettings RECLAIMING = new EngineSettings(64, 16, 70, 0, true);

    private final ManualTime time = new ManualTime();

    @Test
    void whatWasAnsweredIsThereAfterAPowerCutAndTheCommandUnderWayIsAppliedOnce() throws Exception {
        SplittableRandom random = new SplittableRandom(Seed.of("whatWasAnsweredIsThere"));
        PowerLossFolder folder = new PowerLossFolder();
        ModelRun run = new ModelRun(OnDisk.open(folder, time, random.split(), SETTINGS), time, random, 0);
        for (int life = 0; life < LIVES; life++) {
            folder.cutAt(folder.steps() + 1 + random.nextLong(STEPS_OF_A_LIFE));
            ModelRun.Stopped stopped = live(run, random);
            close(run.engine());
            folder = folder.crash(random);
            run.restarted(OnDisk.open(folder, time, random.split(), SETTINGS), stopped);
            run.compare();
        }
        run.engine().close();
    }

    private static ModelRun.Stopped live(ModelRun run, SplittableRandom random) {
        while (true) {
            try {
                run.stepWithinSession();
                if (random.nextInt(100) == 0) {
                    run.compare();
                }
            } catch (ModelRun.Stopped stopped) {
                return stopped;
            }
        }
    }

    /// Without power nothing can be closed in an orderly way, and nothing needs to be.
    private static void close(MetadataEngine engine) {
        try {
            engine.close();
        } catch (IOException e) {
            assertTrue(isPowerCut(e), () -> "not the power cut: " + e);
        }
    }

    private static boolean isPowerCut(Throwable e) {
        return e instanceof PowerLossFolder.PowerCut || (e.getCause() != null && isPowerCut(e.getCause()));
    }

    @Test
    void whatManyCallersWereAnsweredIsThereAfterAPowerCut() throws Exception {
        SplittableRandom random = new SplittableRandom(Seed.of("whatManyCallersWereAnswered"));
        for (int life = 0; life < 10; life++) {
            PowerLossFolder folder = new PowerLossFolder();
            MetadataEngine engine = OnDisk.open(folder, time, random.split(), RECLAIMING);
            TestClient client = TestClient.onNewVolume(engine, "v");
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                InodeId home = client.directory(InodeId.ROOT, "home" + i).inode();
                callers.add(new Caller(engine, client, home, i));
            }
            folder.cutAt(folder.steps() + 20 + random.nextLong(400));
            callers.forEach(Thread::start);
            for (Caller caller : callers) {
                caller.join();
            }
            assertTrue(engine.failed().isPresent(), "the power was never cut");
            close(engine);
            folder = folder.crash(random);
            try (MetadataEngine again = OnDisk.open(folder, time, random.split(), RECLAIMING)) {
                callers.forEach(caller -> caller.check(again));
            }
        }
    }

    /// Makes files in a directory of its own, and removes every third, until it is refused.
    private static final class Caller extends Thread {
        private final MetadataEngine engine;
        private final TestClient client;
        private final InodeId home;
        private final int index;
        private int made;
        private int removed;

        Caller(MetadataEngine engine, TestClient client, InodeId home, int index) {
            this.engine = engine;
            this.client = new TestClient(engine, client.info(), client.grant());
            this.home = home;
            this.index = index;
        }

        @Override
        public void run() {
            boolean going = true;
            while (going) {
                Outcome<Result.Node> node = make(made);
                going = node instanceof Outcome.Success<Result.Node>;
                made += going ? 1 : 0;
                if (going && made % 3 == 0) {
                    going = client.unlink(home, "file" + (made - 1)) instanceof Outcome.Success<Result.Removed>;
                    removed += going ? 1 : 0;
                }
            }
        }

        private Outcome<Result.Node> make(int number) {
            client.skipTo((index + 1) * 1_000_000L + 2L * number);
            return client.make(home, "file" + number, FileType.REGULAR, 0644);
        }

        void check(MetadataEngine again) {
            assertTrue(engine.failed().isPresent());
            TestClient reader = new TestClient(again, client.info(), client.grant());
            int there = 0;
            for (int i = 0; i < made; i++) {
                boolean gone = i % 3 == 2;
                Outcome<Attributes> found = reader.lookup(home, "file" + i);
                boolean underWay = i == made - 1 && gone && removed < made / 3;
                if (!underWay) {
                    assertEquals(!gone, found instanceof Outcome.Success<Attributes>, "file=" + i + " made=" + made);
                }
                there += found instanceof Outcome.Success<Attributes> ? 1 : 0;
            }
            long entries = TestClient.value(reader.attributes(home)).size();
            assertTrue(entries == there || entries == there + 1, "entries=" + entries + " there=" + there);
        }
    }

    @Test
    void aCleanStopLeavesNothingToReplay() throws Exception {
        PowerLossFolder folder = new PowerLossFolder();
        SplittableRandom random = new SplittableRandom(1);
        VolumeId volume;
        try (MetadataEngine engine = OnDisk.open(folder, time, random, RECLAIMING)) {
            TestClient client = TestClient.onNewVolume(engine, "v");
            client.file(InodeId.ROOT, "f");
            volume = client.volume();
        }
        try (MetadataEngine engine = OnDisk.open(folder, time, random, RECLAIMING)) {
            TestClient client = new TestClient(
                    engine,
                    TestClient.value(engine.query(new Query.FindVolume("v"))),
                    new Result.SessionGrant(new SessionId(1), new Epoch(1), 1));
            assertEquals(volume, client.volume());
            assertEquals(1, TestClient.value(client.attributes(InodeId.ROOT)).size());
        }
    }
}
