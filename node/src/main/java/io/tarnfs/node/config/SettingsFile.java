// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// One node.yaml on its way from text to checked values. Every complaint names file and line.
final class SettingsFile {
    private final Path file;
    private final Map<String, String> texts = new HashMap<>();

    private SettingsFile(Path file) {
        this.file = file;
    }

    /// Returns the text of each key that the file sets; all of them are known and allowed.
    static Map<String, String> read(Path file, String yaml) throws NodeFailure {
        SettingsFile reading = new SettingsFile(file);
        reading.readRoot(reading.compose(yaml));
        return reading.texts;
    }

    private @Nullable Node compose(String yaml) throws NodeFailure {
        try {
            return new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
        } catch (MarkedYAMLException broken) {
            throw complaint(broken.getProblemMark(), "this is no YAML: " + broken.getProblem() + ".", broken);
        } catch (YAMLException broken) {
            throw complaint(null, "this is no YAML: " + broken.getMessage() + ".", broken);
        }
    }

    private void readRoot(@Nullable Node root) throws NodeFailure {
        if (root == null) {
            return;
        }
        for (NodeTuple entry : mapping(root, "the file").getValue()) {
            String section = keyText(entry);
            if (Keys.ALL.stream().anyMatch(key -> key.path().equals(section))) {
                accept(section, entry);
            } else if (Keys.ALL.stream().anyMatch(key -> key.section().equals(section))) {
                readSection(section, entry.getValueNode());
            } else {
                throw unknown(entry, section, "at the top", sections());
            }
        }
    }

    private void readSection(String section, Node node) throws NodeFailure {
        if (node instanceof ScalarNode scalar && scalar.getValue().isBlank()) {
            return;
        }
        for (NodeTuple entry : mapping(node, section).getValue()) {
            String name = keyText(entry);
            List<String> names = namesIn(section);
            if (!names.contains(name)) {
                throw unknown(entry, name, "in " + section, names);
            }
            accept(section + "." + name, entry);
        }
    }

    private void accept(String path, NodeTuple entry) throws NodeFailure {
        Key<?> key = Keys.ALL.stream()
                .filter(each -> each.path().equals(path))
                .findAny()
                .orElseThrow(() -> new IllegalStateException("path=" + path));
        String text = valueText(entry.getValueNode(), path);
        if (key.reader().apply(text).isEmpty()) {
            throw complaint(
                    entry.getValueNode().getStartMark(),
                    path + " is '" + text + "', but allowed is " + key.allowed() + ".",
                    null);
        }
        if (texts.put(path, text) != null) {
            throw complaint(entry.getKeyNode().getStartMark(), path + " is set twice; remove one.", null);
        }
    }

    private MappingNode mapping(Node node, String what) throws NodeFailure {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw complaint(node.getStartMark(), what + " must hold lines of the form 'key: value'.", null);
    }

    private String keyText(NodeTuple entry) throws NodeFailure {
        if (entry.getKeyNode() instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw complaint(entry.getKeyNode().getStartMark(), "a key must be a plain word.", null);
    }

    private String valueText(Node node, String path) throws NodeFailure {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (node instanceof SequenceNode sequence) {
            StringBuilder text = new StringBuilder();
            for (Node item : sequence.getValue()) {
                text.append(text.isEmpty() ? "" : ", ").append(valueText(item, path));
            }
            return text.toString();
        }
        throw complaint(node.getStartMark(), path + " must be one value.", null);
    }

    private NodeFailure unknown(NodeTuple entry, String name, String where, List<String> allowed) {
        String nearest = Nearest.of(name, allowed)
                .map(near -> " Did you mean " + near + "?")
                .orElse("");
        return complaint(
                entry.getKeyNode().getStartMark(),
                "the key '" + name + "' is unknown " + where + "; allowed are: " + String.join(", ", allowed) + "."
                        + nearest,
                null);
    }

    private NodeFailure complaint(@Nullable Mark mark, String sentence, @Nullable Exception cause) {
        String place = mark == null ? file.toString() : file + ":" + (mark.getLine() + 1);
        return new NodeFailure(ExitCode.CONFIG, place + ": " + sentence, cause);
    }

    private static List<String> sections() {
        return Keys.ALL.stream().map(Key::section).distinct().sorted().toList();
    }

    private static List<String> namesIn(String section) {
        return Keys.ALL.stream()
                .filter(key -> key.section().equals(section))
                .map(Key::name)
                .sorted()
                .collect(Collectors.toList());
    }
}
