// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.Console;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.ControlClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tarn status`: the running nodes of this user and their mounts.
@Command(name = "status", description = "Show the running nodes and their mounts.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws NodeFailure {
        JsonArray nodes = new JsonArray();
        for (ControlClient node : home.running()) {
            nodes.add(node.status());
        }
        if (nodes.isEmpty()) {
            throw new NodeFailure(
                    ExitCode.UNREACHABLE,
                    "No node is running in " + home.home().root()
                            + (home.folder().isPresent() ? "" : " or in a home of a quickstart")
                            + "; start one with 'tarn quickstart DIR' or 'tarn node run'.");
        }
        if (output.isJson()) {
            Console.print(new JsonObject().put("nodes", nodes).encodePrettily());
        } else {
            Console.print(OutputOption.table(List.of("HOME", "PID", "STATE", "ADDRESS", "SINCE"), nodeRows(nodes)));
            Console.print("");
            Console.print(OutputOption.table(List.of("VOLUME", "DIRECTORY", "STATE", "DETAIL"), mountRows(nodes)));
        }
        return ExitCode.DONE.number();
    }

    private static List<List<String>> nodeRows(JsonArray nodes) {
        List<List<String>> rows = new ArrayList<>();
        for (Object each : nodes) {
            JsonObject node = (JsonObject) each;
            rows.add(List.of(
                    node.getString("home"),
                    node.getLong("pid").toString(),
                    node.getString("state"),
                    node.getString("address"),
                    node.getString("since")));
        }
        return rows;
    }

    private static List<List<String>> mountRows(JsonArray nodes) {
        List<List<String>> rows = new ArrayList<>();
        for (Object node : nodes) {
            for (Object each : ((JsonObject) node).getJsonArray("mounts")) {
                JsonObject mount = (JsonObject) each;
                rows.add(List.of(
                        mount.getString("volume"),
                        mount.getString("directory"),
                        mount.getString("state"),
                        mount.getString("detail")));
            }
        }
        return rows;
    }
}
