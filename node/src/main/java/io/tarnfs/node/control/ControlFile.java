// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.control;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.process.Home;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// `<home>/run/control.json`: where a node listens and what to say to it. Its owner alone may read it. It is
/// there from the moment the node answers until it stops; after a kill it is stale, and nobody answers there.
///
/// @param pid     the node's process id
/// @param host    where it listens
/// @param port    where it listens
/// @param token   proves that the caller may read this file
/// @param version of the node's program
public record ControlFile(long pid, String host, int port, String token, String version) {
    private static final String NAME = "control.json";

    /// Writes the file, replacing a stale one.
    public void write(Home home) throws NodeFailure {
        Path draft = home.run().resolve(NAME + ".new");
        JsonObject json = new JsonObject()
                .put("pid", pid)
                .put("host", host)
                .put("port", port)
                .put("token", token)
                .put("version", version);
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, json.encodePrettily() + "\n");
            Files.move(draft, home.run().resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "Cannot write " + home.run().resolve(NAME) + " (" + refused.getMessage()
                            + "); make the home writable for this user.",
                    refused);
        }
    }

    /// Returns what the node of this home left, if it left anything readable.
    ///
    /// @throws NodeFailure DENIED if it belongs to somebody else
    public static Optional<ControlFile> read(Home home) throws NodeFailure {
        Path file = home.run().resolve(NAME);
        try {
            JsonObject json = new JsonObject(Files.readString(file));
            return Optional.of(new ControlFile(
                    json.getLong("pid"),
                    json.getString("host"),
                    json.getInteger("port"),
                    json.getString("token"),
                    json.getString("version")));
        } catch (NoSuchFileException | DecodeException noNode) {
            return Optional.empty();
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "Cannot read " + file + " (" + refused.getClass().getSimpleName()
                            + "); a node is controlled by the user who owns its home.",
                    refused);
        }
    }

    /// Removes the file of a node that stops.
    public static void remove(Home home) throws IOException {
        Files.deleteIfExists(home.run().resolve(NAME));
    }

    /// Returns all but the token.
    @Override
    public String toString() {
        return "ControlFile[pid=" + pid + ", host=" + host + ", port=" + port + ", version=" + version + "]";
    }
}
