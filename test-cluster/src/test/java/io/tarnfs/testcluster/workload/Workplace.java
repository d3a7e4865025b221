// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.workload;

import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.NodeUnderTest;
import io.tarnfs.testcluster.node.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the programs work: on the mount of a node of our own, or in the folder named by `tarn.target`, which
/// shows that a script itself is right.
final class Workplace implements AutoCloseable {
    /// For one program; a workload of a few seconds that takes this long hangs.
    private static final Duration TIME = Duration.ofMinutes(5);

    /// Nobody's settings change what git does.
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_AUTHOR_NAME", "Tester",
            "GIT_AUTHOR_EMAIL", "tester@example.org",
            "GIT_COMMITTER_NAME", "Tester",
            "GIT_COMMITTER_EMAIL", "tester@example.org",
            "LC_ALL", "C.UTF-8");

    private final Optional<NodeUnderTest> node;
    private final Path folder;
    private final Path scratch;

    private Workplace(Optional<NodeUnderTest> node, Path folder, Path scratch) {
        this.node = node;
        this.folder = folder;
        this.scratch = scratch;
    }

    static Workplace open() {
        Machine.requireRoot();
        String target = System.getProperty("tarn.target", "");
        if (target.isEmpty()) {
            NodeUnderTest node = NodeUnderTest.start("workload");
            return new Workplace(Optional.of(node), node.mountPoint(), node.scratch());
        }
        Path folder = Path.of(target)
                .toAbsolutePath()
                .resolve("tarn-workload-" + ProcessHandle.current().pid());
        Program.run(TIME, "mkdir", folder.toString()).orFail();
        return new Workplace(Optional.empty(), folder, Machine.scratch("workload"));
    }

    /// The place under test.
    Path folder() {
        return folder;
    }

    /// A place beside it, on the machine's own file system.
    Path scratch() {
        return scratch;
    }

    /// Runs a shell script with `$1` the place under test, `$2` the place beside it, and more arguments behind;
    /// fails unless it succeeds. Returns its output.
    String script(String text, String... more) {
        node.ifPresent(NodeUnderTest::assertMounted);
        List<String> command =
                new ArrayList<>(List.of("sh", "-euc", text, "script", folder.toString(), scratch.toString()));
        command.addAll(List.of(more));
        String output = Program.run(TIME, ENVIRONMENT, command).orFail().output();
        node.ifPresent(NodeUnderTest::assertMounted);
        return output;
    }

    /// Kills the node and starts it again; a plain folder has nothing to kill.
    void crash() {
        node.ifPresent(running -> {
            running.kill9();
            running.restart();
        });
    }

    /// Fails with the name of the package when a program is missing.
    static void require(String program, String debianPackage) {
        if (Program.run(TIME, "sh", "-c", "command -v \"$0\"", program).exit() != 0) {
            throw new IllegalStateException(program + " is missing: install the package " + debianPackage);
        }
    }

    @Override
    public void close() {
        if (node.isPresent()) {
            node.get().close();
        } else {
            Program.run(TIME, "rm", "-rf", folder.toString(), scratch.toString())
                    .orFail();
        }
    }
}
