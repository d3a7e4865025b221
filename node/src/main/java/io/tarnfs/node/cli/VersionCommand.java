// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.control.Version;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tarn version`.
@Command(name = "version", description = "Show the version of this program and of its Java.")
final class VersionCommand implements Callable<Integer> {
    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        String java = Runtime.version().toString();
        output.print(
                new JsonObject().put("version", Version.text()).put("java", java),
                List.of(List.of("tarn", Version.text()), List.of("java", java)));
        return ExitCode.DONE.number();
    }
}
