// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.time.SystemTime;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.config.Settings;
import io.tarnfs.sealing.KeyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// The real metadata role and stores, and mounts that no kernel sees: keys are opened as for a real one.
final class FakeMountRoles implements Roles {
    private final Roles real;
    final Map<Path, FakeMount> mounts = new ConcurrentHashMap<>();

    private FakeMountRoles(Roles real) {
        this.real = real;
    }

    static FakeMountRoles start(Home home, Settings settings) throws NodeFailure {
        return new FakeMountRoles(NodeRoles.start(home, settings, new SystemTime(), Metrics.none()));
    }

    /// A mount that ends when it is told to.
    static final class FakeMount implements ActiveMount {
        final MountPlan plan;
        final List<Duration> detached = new ArrayList<>();
        final CountDownLatch told = new CountDownLatch(1);
        private final List<Runnable> actions = new ArrayList<>();
        boolean busy;

        FakeMount(MountPlan plan) {
            this.plan = plan;
        }

        @Override
        public boolean unmount() throws IOException {
            if (!busy) {
                end();
            }
            return !busy;
        }

        @Override
        public void detach(Duration grace) throws IOException {
            detached.add(grace);
            end();
        }

        @Override
        public void onEnd(Runnable action) {
            actions.add(action);
        }

        /// Ends it, as an umount from outside does.
        void end() {
            actions.forEach(Runnable::run);
            told.countDown();
        }
    }

    @Override
    public ActiveMount mount(MountPlan plan) throws NodeFailure {
        try (KeyRing _ = Secrets.unlock(plan.volume(), plan.key())) {
            for (FakeMount mount : mounts.values()) {
                if (mount.plan.volume().equals(plan.volume()) && mount.told.getCount() > 0) {
                    throw new NodeFailure(ExitCode.TRY_AGAIN, "mounted on " + mount.plan.directory());
                }
            }
            FakeMount mount = new FakeMount(plan);
            mounts.put(plan.directory(), mount);
            return mount;
        }
    }

    @Override
    public MetadataService metadata() {
        return real.metadata();
    }

    @Override
    public Optional<String> metadataFailure() {
        return real.metadataFailure();
    }

    @Override
    public List<Bytes> establish(VolumeInfo volume, KeySource key) throws NodeFailure {
        return real.establish(volume, key);
    }

    @Override
    public void discard(VolumeInfo volume) throws NodeFailure {
        real.discard(volume);
    }

    @Override
    public String cipher() {
        return real.cipher();
    }

    @Override
    public String noCipher() {
        return real.noCipher();
    }

    @Override
    public List<String> codecs() {
        return real.codecs();
    }

    @Override
    public void checkStore(String storeUrl) throws NodeFailure {
        real.checkStore(storeUrl);
    }

    @Override
    public void close() throws NodeFailure {
        real.close();
    }
}
