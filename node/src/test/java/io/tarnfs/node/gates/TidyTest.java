// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// House rules about the text of the sources.
final class TidyTest {
    private static final String SPDX = "// SPDX-License-Identifier: Apache-2.0";

    /// A promise of docs/SEMANTICS.md: its number and its sentence on one line.
    private static final Pattern PROMISE = Pattern.compile("(?m)^- \\*\\*(S[0-9]+)\\.\\*\\* (.+)$");

    /// Work that was put off: only with the number of an issue, as in `TODO(#12)`.
    private static final Pattern PUT_OFF =
            Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|X" + "XX)\\b(?!\\(#[0-9]+\\))");

    /// Ways to leave a test out.
    private static final Pattern SKIP = Pattern.compile("@Dis" + "abled\\w*\\(([^)]*)\\)|@Dis" + "abled\\b(?!\\w)|assum"
            + "eTrue|assum" + "eFalse|Assump" + "tions\\.abort");

    /// The one reason to leave a test out: whoever runs it says that this machine cannot mount.
    private static final Pattern ALLOWED_SKIP = Pattern.compile("TARN_SKIP_MOUNT_TESTS|SKIP_VARIABLE");

    @Test
    void everySourceBeginsWithItsLicence() {
        assertNone(Repository.sources().stream()
                .filter(source -> !Repository.text(source).startsWith(SPDX + "\n"))
                .toList());
    }

    @Test
    void everyPackageHasALabelOnItsDoor() {
        assertNone(Repository.sources().stream()
                .filter(source -> source.toString().contains("/src/main/java/"))
                .map(Path::getParent)
                .filter(Objects::nonNull)
                .distinct()
                .filter(folder -> !isLabelled(folder))
                .toList());
    }

    /// A label says what the room is for; the annotation makes the compiler check nulls in it.
    private static boolean isLabelled(Path folder) {
        Path label = folder.resolve("package-info.java");
        return Files.exists(label)
                && Repository.text(label).contains("\n/// ")
                && Repository.text(label).contains("@NullMarked");
    }

    @Test
    void workThatWasPutOffNamesItsIssue() {
        assertNone(Repository.sources().stream()
                .filter(source -> PUT_OFF.matcher(Repository.text(source)).find())
                .toList());
    }

    @Test
    void noTestIsLeftOutWithoutAListedReason() {
        List<String> skips = new ArrayList<>();
        for (Path source : Repository.testSources()) {
            Matcher skip = SKIP.matcher(Repository.text(source));
            while (skip.find()) {
                if (!ALLOWED_SKIP.matcher(skip.group()).find()) {
                    skips.add(source + ": " + skip.group());
                }
            }
        }
        assertNone(skips);
    }

    /// A test quotes a promise in a comment as `S12: "the sentence"`, over as many lines as it takes.
    @Test
    void everyPromiseIsQuotedByATest() {
        Map<String, String> promises = promises();
        assertTrue(promises.size() >= 20, "docs/SEMANTICS.md lists its promises: found=" + promises.size());
        String quotes = Repository.testSources().stream()
                .map(Repository::text)
                .map(TidyTest::withoutCommentMarks)
                .collect(Collectors.joining("\n"));
        TreeSet<String> unquoted = promises.entrySet().stream()
                .filter(promise -> !quotes.contains(promise.getKey() + ": \"" + promise.getValue() + "\""))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(), unquoted);
    }

    @Test
    void noTestQuotesAPromiseThatIsNotMade() {
        Matcher quoted = Pattern.compile("\\b(S[0-9]+): \"")
                .matcher(Repository.testSources().stream()
                        .filter(source -> !source.endsWith("TidyTest.java"))
                        .map(Repository::text)
                        .collect(Collectors.joining("\n")));
        TreeSet<String> unknown = new TreeSet<>();
        while (quoted.find()) {
            unknown.add(quoted.group(1));
        }
        assertFalse(unknown.isEmpty(), "no promise is quoted at all");
        unknown.removeAll(promises().keySet());
        assertEquals(new TreeSet<String>(), unknown);
    }

    private static Map<String, String> promises() {
        Map<String, String> promises = new LinkedHashMap<>();
        Matcher promise = PROMISE.matcher(Repository.text(Repository.ROOT.resolve("docs/SEMANTICS.md")));
        while (promise.find()) {
            assertEquals(null, promises.put(promise.group(1), promise.group(2).strip()), "twice: " + promise.group(1));
        }
        return promises;
    }

    private static String withoutCommentMarks(String source) {
        return source.replaceAll("(?m)^\\s*///? ?", " ").replaceAll("\\s+", " ");
    }

    private static void assertNone(List<?> complaints) {
        assertEquals("", complaints.stream().map(Object::toString).collect(Collectors.joining("\n")));
    }
}
