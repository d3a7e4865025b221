// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/// A [MountOrder] as JSON, in `mounts.json` and between the command line and the node. A typed passphrase is
/// in it only on the way to the node: what is recorded says no more than that one was typed.
public final class MountJson {
    private static final String KIND = "kind";
    private static final String PATH = "path";
    private static final String PASSPHRASE = "passphrase";

    private MountJson() {}

    /// Returns the JSON of an order, without its passphrase.
    public static JsonObject encode(MountOrder order) {
        return new JsonObject()
                .put("volume", order.volume())
                .put("directory", order.directory().toString())
                .put("key", encode(order.key()));
    }

    /// Returns the order that JSON says.
    ///
    /// @throws IllegalArgumentException if it says none
    public static MountOrder decode(JsonObject json) {
        return new MountOrder(
                text(json, "volume"),
                Path.of(text(json, "directory")),
                decodeKey(json.getJsonObject("key", new JsonObject())));
    }

    /// Returns the JSON of a key source, without its passphrase.
    public static JsonObject encode(KeySource key) {
        return switch (key) {
            case KeySource.None() -> new JsonObject().put(KIND, "none");
            case KeySource.KeyFile(Path file) ->
                new JsonObject().put(KIND, "key-file").put(PATH, file.toString());
            case KeySource.PassphraseFile(Path file) ->
                new JsonObject().put(KIND, "passphrase-file").put(PATH, file.toString());
            case KeySource.Typed _ -> new JsonObject().put(KIND, "typed");
        };
    }

    /// Returns the JSON of a key source with its passphrase, for the way to the node only.
    public static JsonObject encodeWithSecret(KeySource key) {
        JsonObject json = encode(key);
        return key instanceof KeySource.Typed(String passphrase) ? json.put(PASSPHRASE, passphrase) : json;
    }

    /// Returns the key source that JSON says.
    ///
    /// @throws IllegalArgumentException if it says none
    public static KeySource decodeKey(JsonObject json) {
        return switch (json.getString(KIND, "none")) {
            case "none" -> new KeySource.None();
            case "key-file" -> new KeySource.KeyFile(Path.of(text(json, PATH)));
            case "passphrase-file" -> new KeySource.PassphraseFile(Path.of(text(json, PATH)));
            case "typed" -> new KeySource.Typed(json.getString(PASSPHRASE, ""));
            default -> throw new IllegalArgumentException("no such kind of key: kind=" + json.getString(KIND));
        };
    }

    private static String text(JsonObject json, String name) {
        String text = json.getString(name);
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException("missing: name=" + name);
        }
        return text;
    }
}
