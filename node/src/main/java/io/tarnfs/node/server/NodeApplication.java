// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.tarnfs.model.time.SystemTime;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.node.Console;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.config.NodeSettings;
import io.tarnfs.node.config.Settings;
import io.tarnfs.node.control.ControlFile;
import io.tarnfs.node.control.Version;
import io.tarnfs.node.metrics.MicrometerMetrics;
import io.tarnfs.node.process.Home;
import io.tarnfs.node.process.Node;
import io.tarnfs.node.process.NodeRoles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.eclipse.microprofile.config.Config;

/// The node as a Quarkus application. When `run` is called HTTP listens already; when it returns, HTTP goes.
public class NodeApplication implements QuarkusApplication {
    private static final Logger LOG = System.getLogger(NodeApplication.class.getName());

    /// 256 bits: nobody guesses it, and it lives no longer than the process.
    private static final int TOKEN_BYTES = 32;

    private final RunningNode running;
    private final MeterRegistry registry;
    private final Config config;

    NodeApplication(RunningNode running, MeterRegistry registry, Config config) {
        this.running = running;
        this.registry = registry;
        this.config = config;
    }

    /// Starts Quarkus with this application and returns its exit code when it has stopped.
    ///
    /// @param arguments what to run
    /// @param settings  as in the arguments, for what Quarkus must know before it starts
    /// @param port      the port, known to be free a moment ago; 0 takes a free one
    /// @param console   whether the log also goes to stderr
    public static void launch(NodeArguments arguments, Settings settings, int port, boolean console) {
        NodeSettings node = settings.node();
        System.setProperty("quarkus.http.host", node.httpHost());
        System.setProperty("quarkus.http.port", Integer.toString(port));
        System.setProperty(
                "quarkus.log.file.path",
                arguments.home().log().resolve("node.log").toString());
        System.setProperty("quarkus.log.console.enabled", Boolean.toString(console));
        Quarkus.run(
                NodeApplication.class,
                (code, trouble) -> Console.exit(trouble == null ? ExitCode.of(code) : told(failure(trouble))),
                arguments.encode());
    }

    private static ExitCode told(NodeFailure failure) {
        LOG.log(Level.ERROR, failure.sentence(), failure);
        Console.fail(failure);
        return failure.code();
    }

    private static NodeFailure failure(Throwable trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new NodeFailure(
                        ExitCode.TRY_AGAIN,
                        "The HTTP address of the node was taken by another program while it started; start it again.",
                        trouble);
            }
        }
        return defect(trouble);
    }

    private static NodeFailure defect(Throwable trouble) {
        return new NodeFailure(
                ExitCode.DEFECT,
                "The node ended because of a defect in TarnFS (" + trouble
                        + "); its log has the details, please report them.",
                trouble);
    }

    @Override
    public int run(String... texts) {
        try {
            serve(NodeArguments.decode(texts));
            return ExitCode.DONE.number();
        } catch (NodeFailure failure) {
            return told(failure).number();
        } catch (RuntimeException defect) {
            // Here and not where Quarkus would report it: by then the log is closed.
            return told(defect(defect)).number();
        }
    }

    private void serve(NodeArguments arguments) throws NodeFailure {
        Settings settings = arguments.settings();
        Home home = arguments.home();
        TimeSource time = new SystemTime();
        MicrometerMetrics metrics = new MicrometerMetrics(registry);
        Node node = Node.start(home, () -> NodeRoles.start(home, settings, time, metrics), time);
        try {
            announce(node, settings);
            if (arguments.train()) {
                Training.exercise(node, address(settings.node().httpHost()));
            } else {
                Quarkus.waitForExit();
            }
        } finally {
            node.stop(settings.node().stopGrace());
            withdraw(home);
        }
    }

    private void announce(Node node, Settings settings) throws NodeFailure {
        String host = settings.node().httpHost();
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        running.set(new RunningNode.Running(
                node, token, address(host), settings.mount().passphraseFile()));
        new ControlFile(ProcessHandle.current().pid(), host, port(), token, Version.text()).write(node.home());
    }

    private String address(String host) {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    private int port() {
        return config.getValue("quarkus.http.port", Integer.class);
    }

    private static void withdraw(Home home) {
        try {
            ControlFile.remove(home);
        } catch (IOException left) {
            // A stale file does no harm: nobody answers there, and the next start replaces it.
            LOG.log(Level.WARNING, "control file not removed home=" + home.root(), left);
        }
    }
}
