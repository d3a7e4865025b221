// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.server;

import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import io.tarnfs.model.volume.VolumeUsage;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.Version;
import io.tarnfs.node.process.MountJson;
import io.tarnfs.node.process.MountView;
import io.tarnfs.node.process.Node;
import io.tarnfs.node.process.VolumeOrder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// What the node says, as JSON. These names are what `-o json` prints, so they stay as they are once
/// released.
final class ControlJson {
    private ControlJson() {}

    static JsonObject status(RunningNode.Running running) {
        Node node = running.node();
        JsonArray mounts = new JsonArray();
        node.mounts().list().stream().map(ControlJson::mount).forEach(mounts::add);
        return new JsonObject()
                .put("state", node.stopping() ? "stopping" : "running")
                .put("version", Version.text())
                .put("pid", ProcessHandle.current().pid())
                .put("home", node.home().root().toString())
                .put("address", running.address())
                .put(
                        "passphraseFile",
                        running.passphraseFile().map(Path::toString).orElse(""))
                .put("since", text(node.since()))
                .put("mounts", mounts);
    }

    static JsonObject mount(MountView view) {
        return new JsonObject()
                .put("volume", view.order().volume())
                .put("directory", view.order().directory().toString())
                .put("state", view.state().name().toLowerCase(Locale.ROOT))
                .put("detail", view.detail())
                .put("key", MountJson.encode(view.order().key()));
    }

    static JsonObject volume(VolumeInfo volume, Node node) throws NodeFailure {
        VolumeUsage usage = node.volumes().usage(volume);
        VolumeSettings settings = volume.settings();
        JsonArray mounted = new JsonArray();
        node.mounts().list().stream()
                .filter(view -> view.state() == MountView.State.MOUNTED)
                .filter(view -> view.order().volume().equals(volume.name()))
                .forEach(view -> mounted.add(view.order().directory().toString()));
        return new JsonObject()
                .put("name", volume.name())
                .put("id", volume.id().value())
                .put("state", node.volumes().isReady(volume) ? "ready" : "unfinished")
                .put("bytes", usage.bytes())
                .put("inodes", usage.inodes())
                .put("mounted", mounted)
                .put("store", settings.storeUrl())
                .put("blockSizeBytes", settings.blockSizeBytes())
                .put("codec", settings.codec())
                .put("cipher", settings.cipher())
                .put("keySlots", volume.keySlots().size())
                .put("retentionSeconds", settings.retentionSeconds())
                .put("created", text(volume.created()));
    }

    static VolumeOrder volumeOrder(JsonObject json) throws NodeFailure {
        String name = json.getString("name");
        if (name == null) {
            throw new NodeFailure(ExitCode.USAGE, "A volume needs a name.");
        }
        return new VolumeOrder(
                name,
                Optional.ofNullable(json.getString("store")),
                Optional.ofNullable(json.getInteger("blockSizeBytes")),
                Optional.ofNullable(json.getString("codec")),
                MountJson.decodeKey(json.getJsonObject("key", new JsonObject())));
    }

    private static String text(Timestamp instant) {
        return Instant.ofEpochSecond(instant.seconds()).toString();
    }
}
