// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.process.KeySource;
import io.tarnfs.node.process.MountJson;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What may be chosen when a volume is made.
final class VolumeOptions {
    @Option(
            names = "--store",
            paramLabel = "URL",
            description = "Where the objects lie, for example file:///srv/store (default: store in the home).")
    private Optional<String> store = Optional.empty();

    @Option(
            names = "--block-size",
            paramLabel = "SIZE",
            converter = BlockSize.Converter.class,
            description = "A power of two from 256KiB to 8MiB (default: 4MiB).")
    private Optional<BlockSize> blockSize = Optional.empty();

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            description = "How data is compressed: lz4, zstd, snappy or none (default: lz4).")
    private Optional<String> codec = Optional.empty();

    @Option(names = "--no-encryption", description = "Make a volume whose objects are not encrypted.")
    private boolean plain;

    @ArgGroup(exclusive = false)
    private KeyOptions key = new KeyOptions();

    /// Returns what the options say of the key; nothing if they say nothing.
    Optional<KeySource> keySource() throws NodeFailure {
        Optional<KeySource> named = key.named();
        if (plain && named.isPresent()) {
            throw new NodeFailure(
                    ExitCode.USAGE, "--no-encryption and a key exclude each other; name the one that is meant.");
        }
        return plain ? Optional.of(new KeySource.None()) : named;
    }

    /// Tells whether any option was given.
    boolean any() throws NodeFailure {
        return store.isPresent()
                || blockSize.isPresent()
                || codec.isPresent()
                || keySource().isPresent();
    }

    /// Returns the order for the node.
    JsonObject order(String name, KeySource source) {
        JsonObject order = new JsonObject().put("name", name).put("key", MountJson.encodeWithSecret(source));
        store.ifPresent(url -> order.put("store", url));
        blockSize.ifPresent(size -> order.put("blockSizeBytes", size.bytes()));
        codec.ifPresent(each -> order.put("codec", each));
        return order;
    }
}
