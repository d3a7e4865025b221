// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.Console;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Option;

/// How a command prints its result: a table for people, or the node's JSON unchanged for programs.
final class OutputOption {
    /// The two forms.
    enum Form {
        TABLE,
        JSON
    }

    private static final String GAP = "  ";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How the result is printed (default: ${DEFAULT-VALUE}).")
    private Form form = Form.TABLE;

    boolean isJson() {
        return form == Form.JSON;
    }

    /// Prints the JSON, or the rows under their header.
    void print(JsonObject json, List<String> header, List<List<String>> rows) {
        Console.print(isJson() ? json.encodePrettily() : table(header, rows));
    }

    /// Prints the JSON, or one line a fact.
    void print(JsonObject json, List<List<String>> facts) {
        Console.print(isJson() ? json.encodePrettily() : facts(facts));
    }

    static String table(List<String> header, List<List<String>> rows) {
        StringBuilder text = new StringBuilder(line(header, header, rows));
        for (List<String> row : rows) {
            text.append('\n').append(line(row, header, rows));
        }
        return text.toString();
    }

    private static String facts(List<List<String>> facts) {
        List<String> none = List.of("", "");
        return String.join(
                "\n", facts.stream().map(fact -> line(fact, none, facts)).toList());
    }

    private static String line(List<String> row, List<String> header, List<List<String>> rows) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(cell);
            if (column < row.size() - 1) {
                line.append(" ".repeat(width(column, header, rows) - cell.length()))
                        .append(GAP);
            }
        }
        return line.toString();
    }

    private static int width(int column, List<String> header, List<List<String>> rows) {
        return rows.stream()
                .mapToInt(row -> row.get(column).length())
                .reduce(header.get(column).length(), Math::max);
    }
}
