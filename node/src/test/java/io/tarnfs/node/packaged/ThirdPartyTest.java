// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `THIRD-PARTY.txt` names every library that is shipped, with a licence that we may ship under. What is shipped is
/// read from the packaged application, the licences from the libraries' own poms.
///
/// `./tarn third-party` writes the file anew.
@Packaged
final class ThirdPartyTest {
    private static final Path LIST = Path.of(System.getProperty("tarn.root"), "THIRD-PARTY.txt");
    private static final Path SHIPPED =
            Path.of(System.getProperty("tarn.build"), "quarkus-app", "quarkus-app-dependencies.txt");
    private static final Path REPOSITORY = Path.of(System.getProperty("tarn.local.repository"));

    /// What the licences that we may ship under are called in poms. Where a library offers a choice, the first of
    /// this list that it offers is taken.
    private static final Map<String, Pattern> ALLOWED = allowed();

    private static final int PARENTS_MAX = 10;

    private static final String HEADER = """
            The libraries that the packaged application contains, each with the licence it is used under.

            Allowed are the licences of Apache, MIT, BSD, EPL, MPL and UPL. Where a library offers a choice, it is used
            under the first that it offers of: ALLOWED.
            Written by './tarn third-party'; the build fails when it is out of date.

            """;

    private static Map<String, Pattern> allowed() {
        Map<String, Pattern> names = new LinkedHashMap<>();
        names.put("Apache-2.0", name("(the )?apache( software)?( license)?,?( version)? ?2\\.0|apache-2\\.0"));
        // Bouncy Castle's own licence is the text of MIT under another title.
        names.put("MIT", name("(the )?mit( license)?|bouncy castle licence"));
        names.put("BSD-2-Clause", name("bsd[- ]2[- ]clause( license)?"));
        names.put("BSD-3-Clause", name("(new )?bsd[- ]3[- ]clause( license)?|new bsd license"));
        names.put("EPL-2.0", name("epl[- ]2\\.0|eclipse public license( - v| v\\.)? ?2\\.0"));
        names.put("EPL-1.0", name("epl[- ]1\\.0|eclipse public license( - v| v\\.)? ?1\\.0"));
        names.put("MPL-2.0", name("mpl[- ]2\\.0|mozilla public license,? (version )?2\\.0"));
        names.put("UPL-1.0", name("(universal permissive license|upl)(,? v(ersion )?)? ?1\\.0"));
        return names;
    }

    private static Pattern name(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    /// @param group    of Maven
    /// @param artifact of Maven
    /// @param version  of Maven
    private record Library(String group, String artifact, String version) {
        Path pom() {
            return REPOSITORY
                    .resolve(group.replace('.', '/'))
                    .resolve(artifact)
                    .resolve(version)
                    .resolve(artifact + "-" + version + ".pom");
        }

        @Override
        public String toString() {
            return group + ":" + artifact + ":" + version;
        }
    }

    @Test
    void listNamesEveryShippedLibraryWithAnAllowedLicence() throws IOException {
        String fresh = list();
        if (System.getProperty("tarn.third-party", "check").equals("write")) {
            Files.writeString(LIST, fresh);
        }
        String kept = Files.exists(LIST) ? Files.readString(LIST) : "";
        assertEquals(fresh, kept, "THIRD-PARTY.txt is out of date; write it anew with: ./tarn third-party");
    }

    private static String list() throws IOException {
        StringBuilder text = new StringBuilder(HEADER.replace("ALLOWED", String.join(", ", ALLOWED.keySet())));
        for (Library library : shipped()) {
            text.append(library)
                    .append("  ")
                    .append(licence(library, licences(library, 0)))
                    .append('\n');
        }
        return text.toString();
    }

    private static List<Library> shipped() throws IOException {
        return Files.readAllLines(SHIPPED).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("io.tarnfs:"))
                .map(line -> line.split(":", -1))
                .map(part -> new Library(part[0], part[1], part[part.length - 1]))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    private static String licence(Library library, List<String> offered) {
        for (Map.Entry<String, Pattern> each : ALLOWED.entrySet()) {
            if (offered.stream().anyMatch(name -> each.getValue().matcher(name).matches())) {
                return each.getKey();
            }
        }
        throw new AssertionError("no allowed licence: library=" + library + " offered=" + offered);
    }

    /// Returns the names of the licences in the pom, or in the nearest parent that has some.
    private static List<String> licences(Library library, int parents) throws IOException {
        String pom = Files.readString(library.pom()).replaceAll("(?s)<!--.*?-->", "");
        Optional<String> block = first("(?s)<licenses>(.*?)</licenses>", pom);
        if (block.isPresent()) {
            return Pattern.compile("(?s)<license>.*?<name>\\s*(.*?)\\s*</name>")
                    .matcher(block.get())
                    .results()
                    .map(match -> match.group(1).replaceAll("\\s+", " "))
                    .toList();
        }
        Optional<String> parent = first("(?s)<parent>(.*?)</parent>", pom);
        if (parent.isEmpty() || parents >= PARENTS_MAX) {
            return List.of();
        }
        return licences(
                new Library(
                        element("groupId", parent.get()),
                        element("artifactId", parent.get()),
                        element("version", parent.get())),
                parents + 1);
    }

    private static String element(String name, String xml) {
        return first("<" + name + ">\\s*(.*?)\\s*</" + name + ">", xml)
                .orElseThrow(() -> new AssertionError("missing element: name=" + name + " in=" + xml));
    }

    private static Optional<String> first(String regex, String text) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
