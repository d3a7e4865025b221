// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.node.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The promises of docs/SEMANTICS.md that these tests quote are quoted as they stand there.
final class PromisesTest {
    private static final Pattern PROMISE = Pattern.compile("^- \\*\\*(S\\d+)\\.\\*\\* (.*)$", Pattern.MULTILINE);
    private static final Pattern QUOTE = Pattern.compile("/// (S\\d+): \"([^\"]*)\"");

    @Test
    void quotedPromisesStandInSemantics() throws IOException {
        Map<String, String> promises = new HashMap<>();
        Matcher promise = PROMISE.matcher(Files.readString(Machine.repository().resolve("docs/SEMANTICS.md")));
        while (promise.find()) {
            promises.put(promise.group(1), promise.group(2));
        }
        TreeSet<String> quoted = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Machine.repository().resolve("test-cluster/src/test"))) {
            List<Path> files =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            for (Path file : files) {
                Matcher quote = QUOTE.matcher(Files.readString(file));
                while (quote.find()) {
                    String sentence = quote.group(2).replaceAll("\\s+///\\s+", " ");
                    assertEquals(promises.get(quote.group(1)), sentence, file + " quotes " + quote.group(1));
                    quoted.add(quote.group(1));
                }
            }
        }
        assertTrue(quoted.size() > 10, () -> "quoted=" + quoted);
    }
}
