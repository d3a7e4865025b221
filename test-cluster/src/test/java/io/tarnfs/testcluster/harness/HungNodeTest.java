// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.ActorHung;
import io.tarnfs.testcluster.actor.Argument;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.MountInfo;
import io.tarnfs.testcluster.node.NodeUnderTest;
import io.tarnfs.testcluster.node.Program;
import io.tarnfs.testcluster.posix.Posix;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// A node that does not answer any more must not take the tests with it.
@Tag("node")
@DisabledIfEnvironmentVariable(
        named = Machine.SKIP_VARIABLE,
        matches = "1",
        disabledReason = Machine.SKIP_VARIABLE + "=1")
final class HungNodeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private NodeUnderTest node;

    @BeforeEach
    void start() {
        node = NodeUnderTest.start("hung");
    }

    @AfterEach
    void close() {
        signal("CONT");
        node.close();
    }

    /// A call that the node has taken already waits beyond SIGKILL; only the end of the connection ends it.
    @Test
    void callOnAStoppedNodeIsReportedAsHungAndEndsWithTheConnection() {
        Actor actor = Actor.start(Identity.ROOT, node.mountPoint(), node.scratch(), SHORT);
        Posix calls = new Posix(actor);
        signal("STOP");
        ActorHung hung = assertThrows(ActorHung.class, () -> calls.mkdir("d", 0755));
        assertTrue(hung.toString().contains("call=mkdir"), hung.toString());
        node.abortMount();
        assertTrue(actor.kill(), "the actor outlives the connection");
    }

    @Test
    void abortedConnectionEndsTheCallsThatWait() {
        try (Actor actor = Actor.start(Identity.ROOT, node.mountPoint(), node.scratch(), PATIENCE)) {
            signal("STOP");
            actor.begin("mkdir", new Argument.Input("d\0".getBytes(StandardCharsets.UTF_8)), new Argument.Value(0755));
            assertTrue(actor.poll(SHORT).isEmpty(), "a stopped node answered");
            node.abortMount();
            assertEquals(-1, actor.finish().result());
        }
        node.kill9();
        node.detachStaleMount();
        assertTrue(MountInfo.at(node.mountPoint()).isEmpty());
        node.restart();
    }

    private void signal(String name) {
        Program.run(PATIENCE, "kill", "-" + name, String.valueOf(node.process().pid()))
                .orFail();
    }
}
