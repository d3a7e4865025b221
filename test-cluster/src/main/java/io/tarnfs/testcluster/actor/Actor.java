// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A child process that makes system calls for a test, under one [Identity], and can be killed when a call does
/// not come back.
///
/// The call never happens in the test's own process: a mount that hangs then hangs the actor only, and SIGKILL
/// ends it (or, in state D, the report says so). Its working folder is the folder under test and its paths are
/// relative to it, so no folder above needs to let the identity through. One call at a time; not for use by
/// several threads.
public final class Actor implements AutoCloseable {
    /// Time that a killed process gets to disappear before it is reported as unkillable.
    private static final Duration KILL_TIME = Duration.ofSeconds(5);

    /// Time for a JVM to start on a busy machine of two cores.
    private static final Duration START_TIME = Duration.ofSeconds(60);

    /// The heap that suffices for one chunk of file data in its three shapes (bytes, base64, line).
    private static final String HEAP = "-Xmx256m";

    /// Opens the jar and enters the folder as root, then becomes the command. Entering is left to the child: a
    /// folder that hangs must not hang the test.
    private static final String STARTER = "umask 022; exec 9<\"$0\" && cd \"$1\" && shift && exec \"$@\"";

    /// Marks the end of the answers of a process.
    private static final String ENDED = "";

    private final Identity identity;
    private final Process process;
    private final OutputStream requests;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Path errorLog;
    private Duration callTime;
    private String lastCall = "none";

    private Actor(Identity identity, Process process, Path errorLog, Duration callTime) {
        this.identity = identity;
        this.process = process;
        this.requests = process.getOutputStream();
        this.errorLog = errorLog;
        this.callTime = callTime;
        Thread.ofPlatform().daemon().name("answers-of-" + identity).start(this::readAnswers);
    }

    /// Starts an actor in `folder`; `scratch` takes its jar and its error log. Each call may take `callTime`.
    public static Actor start(Identity identity, Path folder, Path scratch, Duration callTime) {
        Path jar = ActorJar.write(scratch.resolve("actor.jar"));
        List<String> command = new ArrayList<>(List.of("sh", "-c", STARTER, jar.toString(), folder.toString()));
        command.addAll(identity.setpriv());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                HEAP,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "/proc/self/fd/9",
                ActorProcess.class.getName()));
        try {
            Path errorLog = Files.createTempFile(scratch, "actor-" + identity + "-", ".log");
            Process process =
                    new ProcessBuilder(command).redirectError(errorLog.toFile()).start();
            Actor actor = new Actor(identity, process, errorLog, START_TIME);
            actor.call("getpid");
            actor.callTime = callTime;
            return actor;
        } catch (IOException e) {
            throw new UncheckedIOException("starting an actor, identity=" + identity + " folder=" + folder, e);
        }
    }

    /// Whom this actor is for the kernel.
    public Identity identity() {
        return identity;
    }

    /// The process id, for tests that look at or signal the process.
    public long pid() {
        return process.pid();
    }

    /// Makes a call and waits for its reply.
    ///
    /// @throws ActorHung when it took longer than the time of a call; the actor is dead afterwards
    public Reply call(String name, Argument... arguments) {
        begin(name, arguments);
        return finish();
    }

    /// Sends a call without waiting for it: for calls that are expected to block.
    public void begin(String name, Argument... arguments) {
        StringBuilder line = new StringBuilder(name);
        for (Argument argument : arguments) {
            line.append(' ').append(argument.encoded());
        }
        lastCall = line.length() > 200 ? line.substring(0, 200) + "..." : line.toString();
        try {
            requests.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
            requests.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("actor is gone, identity=" + identity + " call=" + lastCall + errors(), e);
        }
    }

    /// Waits for the reply of the call sent last.
    public Reply finish() {
        return poll(callTime).orElseThrow(this::hung);
    }

    /// The reply of the call sent last, if it comes within `time`; empty when the call still blocks (it can be
    /// asked for again).
    public Optional<Reply> poll(Duration time) {
        try {
            String answer = answers.poll(time.toNanos(), TimeUnit.NANOSECONDS);
            if (answer == null) {
                return Optional.empty();
            }
            if (answer.equals(ENDED)) {
                throw new IllegalStateException("actor ended, identity=" + identity + " call=" + lastCall + errors());
            }
            return Optional.of(Reply.parse(answer));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting, call=" + lastCall, e);
        }
    }

    /// Sends SIGKILL and waits until the process is gone. True when it is.
    public boolean kill() {
        process.destroyForcibly();
        return waitForEnd();
    }

    /// True while the process lives.
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException e) {
            // The pipe of a dead process: what close is for has happened already, and the kill below makes sure.
        }
        if (!waitForEnd()) {
            kill();
        }
    }

    private ActorHung hung() {
        String place = kernelPlace();
        boolean gone = kill();
        return new ActorHung("call hung, call=" + lastCall + " identity=" + identity + " seconds="
                + callTime.toSeconds() + " pid=" + process.pid() + " killed=" + gone + place);
    }

    /// State and kernel stack of the process, for the report.
    private String kernelPlace() {
        StringBuilder place = new StringBuilder();
        for (String file : List.of("wchan", "stack")) {
            try {
                place.append(' ')
                        .append(file)
                        .append('=')
                        .append(Files.readString(Path.of("/proc", String.valueOf(process.pid()), file))
                                .lines()
                                .limit(8)
                                .collect(Collectors.joining(" < ")));
            } catch (IOException e) {
                place.append(' ').append(file).append("=unreadable");
            }
        }
        return place.toString();
    }

    private boolean waitForEnd() {
        try {
            return process.waitFor(KILL_TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private String errors() {
        try {
            return " stderr=" + Files.readString(errorLog);
        } catch (IOException e) {
            return " stderr=unreadable";
        }
    }

    private void readAnswers() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // A killed process closes its pipe under the reader; the marker below tells whoever waits.
        }
        answers.add(ENDED);
    }
}
