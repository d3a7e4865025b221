// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.server;

import io.quarkus.runtime.Quarkus;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.process.MountJson;
import io.tarnfs.node.process.MountView;
import io.tarnfs.node.process.Node;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;

/// What the command line may ask, under `/control/v1/`. Every request shows the token of the control file. A
/// refusal carries the exit code and the sentence that the command ends with.
@Singleton
public class ControlApi {
    private static final Logger LOG = System.getLogger(ControlApi.class.getName());
    private static final String BASE = "/control/v1/";
    private static final String BEARER = "Bearer ";

    /// An order is a few hundred bytes.
    private static final long BODY_BYTES_MAX = 64 << 10;

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final RunningNode running;

    ControlApi(RunningNode running) {
        this.running = running;
    }

    /// Answers one request; runs on a worker thread and may wait.
    private interface Answer {
        JsonObject to(RoutingContext request, RunningNode.Running node) throws NodeFailure;
    }

    void routes(@Observes Router router) {
        router.route(BASE + "*").handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
        router.get(BASE + "status").blockingHandler(request -> answer(request, ControlApi::status), false);
        router.post(BASE + "stop").blockingHandler(request -> answer(request, ControlApi::stop), false);
        router.get(BASE + "volumes").blockingHandler(request -> answer(request, ControlApi::volumes), false);
        router.post(BASE + "volumes").blockingHandler(request -> answer(request, ControlApi::createVolume), false);
        router.get(BASE + "volumes/:name").blockingHandler(request -> answer(request, ControlApi::volume), false);
        router.delete(BASE + "volumes/:name")
                .blockingHandler(request -> answer(request, ControlApi::removeVolume), false);
        router.post(BASE + "mounts").blockingHandler(request -> answer(request, ControlApi::mount), false);
        router.post(BASE + "umount").blockingHandler(request -> answer(request, ControlApi::unmount), false);
    }

    private void answer(RoutingContext request, Answer answer) {
        try {
            RunningNode.Running node = running.get()
                    .orElseThrow(() ->
                            new NodeFailure(ExitCode.TRY_AGAIN, "The node is still starting; try again in a moment."));
            if (!shows(request, node.token())) {
                refuse(
                        request,
                        UNAUTHORIZED,
                        new NodeFailure(
                                ExitCode.DENIED,
                                "The token is wrong; it stands in run/control.json of the node's home."));
                return;
            }
            send(request, OK, answer.to(request, node));
        } catch (NodeFailure failure) {
            LOG.log(Level.INFO, "refused {0}: {1}", request.normalizedPath(), failure.sentence());
            refuse(request, status(failure.code()), failure);
        } catch (DecodeException | IllegalArgumentException | ClassCastException malformed) {
            refuse(
                    request,
                    status(ExitCode.USAGE),
                    new NodeFailure(ExitCode.USAGE, "The request makes no sense: " + malformed.getMessage() + "."));
        } catch (RuntimeException defect) {
            LOG.log(Level.ERROR, "defect while answering " + request.normalizedPath(), defect);
            refuse(
                    request,
                    status(ExitCode.DEFECT),
                    new NodeFailure(
                            ExitCode.DEFECT,
                            "A defect in TarnFS ended this request ("
                                    + defect.getClass().getSimpleName()
                                    + "); the node's log has the details, please report them."));
        }
    }

    private static boolean shows(RoutingContext request, String token) {
        String shown = request.request().getHeader("Authorization");
        return shown != null
                && MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8), (BEARER + token).getBytes(StandardCharsets.UTF_8));
    }

    private static int status(ExitCode code) {
        return switch (code) {
            case DONE -> OK;
            case USAGE, CONFIG -> 400;
            case NOT_THERE -> 404;
            case CANNOT_CREATE, TRY_AGAIN -> 409;
            case DENIED -> 403;
            case UNREACHABLE -> 502;
            case DEFECT, INPUT_OUTPUT -> 500;
        };
    }

    private static void refuse(RoutingContext request, int status, NodeFailure failure) {
        send(
                request,
                status,
                new JsonObject().put("code", failure.code().number()).put("message", failure.sentence()));
    }

    private static void send(RoutingContext request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }

    // ---- the answers

    private static JsonObject status(RoutingContext request, RunningNode.Running running) {
        return ControlJson.status(running);
    }

    private static JsonObject stop(RoutingContext request, RunningNode.Running running) {
        Quarkus.asyncExit();
        return new JsonObject().put("stopping", true);
    }

    private static JsonObject volumes(RoutingContext request, RunningNode.Running running) throws NodeFailure {
        JsonArray volumes = new JsonArray();
        for (VolumeInfo volume : running.node().volumes().list()) {
            volumes.add(ControlJson.volume(volume, running.node()));
        }
        return new JsonObject().put("volumes", volumes);
    }

    private static JsonObject volume(RoutingContext request, RunningNode.Running running) throws NodeFailure {
        return ControlJson.volume(running.node().volumes().get(name(request)), running.node());
    }

    private static JsonObject createVolume(RoutingContext request, RunningNode.Running running) throws NodeFailure {
        return ControlJson.volume(
                running.node().volumes().create(ControlJson.volumeOrder(body(request))), running.node());
    }

    private static JsonObject removeVolume(RoutingContext request, RunningNode.Running running) throws NodeFailure {
        running.node().volumes().remove(name(request));
        return new JsonObject();
    }

    private static JsonObject mount(RoutingContext request, RunningNode.Running running) throws NodeFailure {
        MountView view = running.node().mounts().mount(MountJson.decode(body(request)));
        return ControlJson.mount(view);
    }

    private static JsonObject unmount(RoutingContext request, RunningNode.Running running) throws NodeFailure {
        Node node = running.node();
        try {
            node.mounts().unmount(Path.of(body(request).getString("directory", "")));
        } catch (InvalidPathException noPath) {
            throw new NodeFailure(ExitCode.USAGE, "That is no path of a directory.", noPath);
        }
        return new JsonObject();
    }

    private static String name(RoutingContext request) {
        return Objects.requireNonNull(request.pathParam("name"), "part of the route");
    }

    private static JsonObject body(RoutingContext request) throws NodeFailure {
        JsonObject body = request.body().asJsonObject();
        if (body == null) {
            throw new NodeFailure(ExitCode.USAGE, "The request has no body; it needs a JSON object.");
        }
        return body;
    }
}
