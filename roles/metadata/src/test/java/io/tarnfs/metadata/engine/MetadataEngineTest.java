// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.metadata.checkpoint.MemoryStateStore;
import io.tarnfs.metadata.commandlog.MemoryMetadataLog;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.SystemTime;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MetadataEngineTest {
    @Test
    void aFileThatWasMadeIsFound() throws Exception {
        Surroundings surroundings =
                new Surroundings(new SystemTime(), new SplittableRandom(1), () -> Long.MAX_VALUE, Metrics.none());
        try (MetadataEngine engine = MetadataEngine.open(
                new MemoryStateStore(), new MemoryMetadataLog(), surroundings, EngineSettings.DEFAULT)) {
            VolumeSettings settings = new VolumeSettings(1 << 20, "none", "none", "file:///x", 0);
            CommandHeader service = new CommandHeader(VolumeId.SERVICE, engine.operatorKey(), 0, Caller.ROOT);
            VolumeInfo volume = value(engine.execute(new Command.CreateVolume(service, "v", settings, List.of())))
                    .info();
            Result.SessionGrant grant = value(engine.execute(new Command.OpenSession(
                    new CommandHeader(volume.id(), engine.operatorKey(), 0, Caller.ROOT), "test")));
            CommandKey key = new CommandKey(grant.session(), grant.incarnation(), CommandKey.Origin.CLIENT, 1, 0);
            Attributes made = value(engine.execute(new Command.MakeNode(
                            new CommandHeader(volume.id(), key, 0, Caller.ROOT),
                            InodeId.ROOT,
                            Name.of("a"),
                            new Command.NewNode(
                                    FileType.REGULAR, 0644, new Attributes.Owner(0, 0), 0, Bytes.EMPTY, List.of()))))
                    .attributes();
            assertEquals(made, value(engine.query(new Query.Lookup(volume.id(), InodeId.ROOT, Name.of("a")))));
        }
    }

    private static <T> T value(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Success<T> success) {
            return success.value();
        }
        throw new AssertionError("refused: " + outcome);
    }
}
