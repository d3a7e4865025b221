// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The file `mounts.json`: which mounts come back at a start. Replaced as a whole, so it is never half
/// written.
///
/// Not safe for use by several threads at once; [Mounts] calls it under its lock.
final class MountRecords {
    private static final String FILE = "mounts.json";
    private static final String DRAFT = "mounts.json.new";
    private static final String MAGIC = "tarn-mounts";
    private static final int VERSION = 1;

    /// A home carries a handful of mounts; a larger file is none of ours.
    private static final int BYTES_MAX = 1 << 20;

    private final DurableFolder folder;

    MountRecords(DurableFolder folder) {
        this.folder = folder;
    }

    /// Returns what was recorded; nothing if no mount ever was.
    ///
    /// @throws NodeFailure CONFIG if the file is damaged or of a newer version
    List<MountOrder> read() throws NodeFailure {
        try {
            if (!folder.exists(FILE)) {
                return List.of();
            }
            try (DurableFile file = folder.openForRead(FILE)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), BYTES_MAX));
                file.read(bytes, 0);
                return decode(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT,
                    "The list of mounts (" + FILE + " in the home) cannot be read: " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }

    /// Replaces what was recorded; durable when it returns.
    void write(Collection<MountOrder> orders) throws NodeFailure {
        try {
            folder.delete(DRAFT);
            try (DurableFile file = folder.create(DRAFT)) {
                file.write(ByteBuffer.wrap(encode(orders).getBytes(StandardCharsets.UTF_8)), 0);
                file.sync();
            }
            folder.rename(DRAFT, FILE);
            folder.sync();
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT,
                    "The list of mounts (" + FILE + " in the home) cannot be written: " + refused.getMessage()
                            + "; the mounts as they are now may not come back at the next start.",
                    refused);
        }
    }

    private static String encode(Collection<MountOrder> orders) {
        JsonArray mounts = new JsonArray();
        orders.stream().map(MountJson::encode).forEach(mounts::add);
        return new JsonObject()
                        .put("format", MAGIC)
                        .put("version", VERSION)
                        .put("mounts", mounts)
                        .encodePrettily()
                + "\n";
    }

    private static List<MountOrder> decode(String text) throws NodeFailure {
        try {
            JsonObject file = new JsonObject(text);
            int version = file.getInteger("version", 0);
            if (!MAGIC.equals(file.getString("format")) || version < 1) {
                throw damaged(null);
            }
            if (version > VERSION) {
                throw new NodeFailure(
                        ExitCode.CONFIG,
                        FILE + " in the home has version " + version + ", and this program reads up to " + VERSION
                                + "; start the newer program that wrote it.");
            }
            List<MountOrder> orders = new ArrayList<>();
            for (Object mount : file.getJsonArray("mounts")) {
                orders.add(MountJson.decode((JsonObject) mount));
            }
            return orders;
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException broken) {
            throw damaged(broken);
        }
    }

    private static NodeFailure damaged(@Nullable Exception cause) {
        return new NodeFailure(
                ExitCode.CONFIG,
                FILE + " in the home is damaged; remove it and mount the volumes again (tarn mount VOLUME DIR).",
                cause);
    }
}
