// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.posix.Posix;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps `conformance/calls.tsv` true: what it claims is tested is tested, and what is tested stands in it.
final class CallTableTest {
    private static final Set<String> REASONS = Set.of("kernel", "elsewhere", "later");

    /// Methods of [Posix] that are made of other calls or named otherwise than their system call.
    private static final Map<String, String> CALL_OF_METHOD = Map.ofEntries(
            Map.entry("copyFileRange", "copy_file_range"),
            Map.entry("readInto", "read"),
            Map.entry("getdents", "getdents64"),
            Map.entry("entries", "getdents64"),
            Map.entry("names", "getdents64"),
            Map.entry("getxattrLength", "getxattr"),
            Map.entry("utimensatNow", "utimensat"),
            Map.entry("fill", "pwrite"),
            Map.entry("verify", "pread"),
            Map.entry("writeFile", "write"),
            Map.entry("readFile", "read"),
            Map.entry("readText", "read"),
            Map.entry("fchdir", "chdir"),
            Map.entry("fchown", "chown"));

    /// Methods of [Posix] that make no system call.
    private static final Set<String> NO_CALL = Set.of("utf8", "actor", "identity", "peek", "poke");

    private static final Pattern METHOD =
            Pattern.compile("@Test\\s+void (\\w+)\\(\\) \\{(.*?)\\n    }\\n", Pattern.DOTALL);
    private static final Pattern ASSERTED =
            Pattern.compile("assertErrno\\(\\s*(?:Errno\\.)?(\\w+),\\s*\\(\\) ->\\s*\\w+\\.(\\w+)\\(");

    /// A line of the table.
    private record Row(String call, String errno, String shownBy) {
        boolean isReason() {
            return shownBy.contains(": ");
        }

        String key() {
            return call + " " + errno;
        }
    }

    @Test
    void everyRowNamesATestThatAssertsItOrAReason() throws IOException {
        Map<String, String> bodies = testBodies();
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            if (row.isReason()) {
                if (!REASONS.contains(row.shownBy().substring(0, row.shownBy().indexOf(':')))) {
                    wrong.add("unknown kind of reason: " + row);
                }
            } else {
                String body = bodies.get(row.shownBy());
                if (body == null) {
                    wrong.add("no such test: " + row);
                } else if (!row.errno().equals("OK") && !asserted(body).contains(row.key())) {
                    wrong.add("the test does not assert it: " + row);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyAssertedErrnoStandsInTheTable() throws IOException {
        Set<String> known = rows().stream().map(Row::key).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (String body : testBodies().values()) {
            missing.addAll(asserted(body));
        }
        assertTrue(missing.size() > 80, "the sources of the tests were not understood");
        missing.removeAll(known);
        assertEquals(Set.of(), missing);
    }

    @Test
    void noRowStandsTwice() throws IOException {
        Set<String> seen = new HashSet<>();
        assertEquals(
                List.of(),
                rows().stream().map(Row::key).filter(key -> !seen.add(key)).toList());
    }

    @Test
    void everyCallThatActorsMakeIsShownToWork() throws IOException {
        Set<String> shown = rows().stream()
                .filter(row -> row.errno().equals("OK"))
                .map(Row::call)
                .collect(Collectors.toSet());
        Set<String> missing = Arrays.stream(Posix.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !NO_CALL.contains(name))
                .map(name -> CALL_OF_METHOD.getOrDefault(name, name))
                .filter(call -> !shown.contains(call))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
    }

    private static Set<String> asserted(String body) {
        Set<String> keys = new HashSet<>();
        Matcher matcher = ASSERTED.matcher(body);
        while (matcher.find()) {
            keys.add(CALL_OF_METHOD.getOrDefault(matcher.group(2), matcher.group(2)) + " " + matcher.group(1));
        }
        return keys;
    }

    /// The text of each test of the suite, by `Class.method`.
    private static Map<String, String> testBodies() throws IOException {
        Path sources = module().resolve("src/test/java")
                .resolve(CallTableTest.class.getPackageName().replace('.', '/'));
        Map<String, String> bodies = new HashMap<>();
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                Matcher matcher = METHOD.matcher(Files.readString(file));
                while (matcher.find()) {
                    bodies.put(name + "." + matcher.group(1), matcher.group(2));
                }
            }
        }
        return bodies;
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(module().resolve("conformance/calls.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(fields -> new Row(fields[0], fields[1], fields[2]))
                .toList();
    }

    private static Path module() {
        return Machine.repository().resolve("test-cluster");
    }
}
