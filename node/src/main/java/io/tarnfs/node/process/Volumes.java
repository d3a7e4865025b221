// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import io.tarnfs.model.volume.VolumeUsage;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/// The volumes of this node's metadata service, as an operator handles them.
public final class Volumes {
    /// The name stands in keys of objects and in the mount's source.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final Roles roles;
    private final Home home;

    /// Guards `number`, and keeps operator's commands in the order of their numbers.
    private final ReentrantLock order = new ReentrantLock();

    /// Tells this process' commands from those of earlier ones; the wall clock only has to differ between
    /// starts.
    private final long incarnation;

    private long number;

    Volumes(Roles roles, Home home, TimeSource time) {
        this.roles = roles;
        this.home = home;
        this.incarnation = time.now().seconds() * NANOS_A_SECOND + time.now().nanos();
    }

    /// Makes a volume. If it fails nothing is left: no volume, and no key file that was not there before.
    public VolumeInfo create(VolumeOrder order) throws NodeFailure {
        if (!NAME.matcher(order.name()).matches()) {
            throw new NodeFailure(
                    ExitCode.USAGE,
                    "'" + order.name() + "' is no name for a volume; allowed are up to 63 letters, digits, '-', '_'"
                            + " and '.', beginning with a letter or a digit.");
        }
        VolumeSettings settings = settings(order);
        makeRoomFor(order.name());
        roles.checkStore(settings.storeUrl());
        boolean made = NewKeyFile.makeIfMissing(order.key());
        try {
            return create(order, settings);
        } catch (NodeFailure failure) {
            // After trouble with the log nobody knows whether the volume is there, so its key stays too.
            if (made && failure.code() != ExitCode.INPUT_OUTPUT) {
                NewKeyFile.remove(order.key());
            }
            throw failure;
        }
    }

    /// A volume whose making was cut off has no key slots yet, so nobody can have written to it: it goes.
    private void makeRoomFor(String name) throws NodeFailure {
        Optional<VolumeInfo> there = find(name);
        if (there.isPresent() && isReady(there.get())) {
            throw new NodeFailure(
                    ExitCode.CANNOT_CREATE,
                    "There is a volume '" + name + "' already; choose another name, or remove it with 'tarn volume rm "
                            + name + "'.");
        }
        if (there.isPresent()) {
            remove(there.get());
        }
    }

    /// Tells whether a volume has all that it needs to be mounted.
    public boolean isReady(VolumeInfo volume) {
        return !volume.keySlots().isEmpty() || volume.settings().cipher().equals(roles.noCipher());
    }

    /// The slots are bound to the volume's id, which is known once it is there: they come in a second
    /// command.
    private VolumeInfo create(VolumeOrder order, VolumeSettings settings) throws NodeFailure {
        VolumeInfo volume = execute(
                        header -> new Command.CreateVolume(header, order.name(), settings, List.of()), order.name())
                .info();
        try {
            List<Bytes> slots = roles.establish(volume, order.key());
            return slots.isEmpty()
                    ? volume
                    : execute(
                                    header -> new Command.ChangeVolume(header, settings.retentionSeconds(), slots),
                                    order.name(),
                                    volume.id())
                            .info();
        } catch (NodeFailure failure) {
            // Not its objects: the place in the store may be somebody else's.
            execute(header -> new Command.RemoveVolume(header), order.name(), volume.id());
            throw failure;
        }
    }

    private VolumeSettings settings(VolumeOrder order) throws NodeFailure {
        String codec = order.codec().orElse(roles.codecs().getFirst());
        if (!roles.codecs().contains(codec)) {
            throw new NodeFailure(
                    ExitCode.USAGE,
                    "The codec '" + codec + "' is unknown; allowed are: " + String.join(", ", roles.codecs()) + ".");
        }
        int blockSize = order.blockSizeBytes().orElse(VolumeSettings.BLOCK_SIZE_DEFAULT);
        try {
            return new VolumeSettings(
                    blockSize,
                    codec,
                    order.key() instanceof KeySource.None ? roles.noCipher() : roles.cipher(),
                    order.storeUrl().orElse(home.store().toUri().toString()),
                    0);
        } catch (IllegalArgumentException notAllowed) {
            throw new NodeFailure(
                    ExitCode.USAGE,
                    "The block size " + blockSize
                            + " is not allowed; it is a power of two from 256 KiB to 8 MiB, for example 4MiB.",
                    notAllowed);
        }
    }

    /// Returns all volumes in ascending order of names.
    public List<VolumeInfo> list() throws NodeFailure {
        return answer(roles.metadata().query(new Query.ListVolumes()), "the volumes");
    }

    /// Returns the volume of that name, if there is one.
    public Optional<VolumeInfo> find(String name) throws NodeFailure {
        Outcome<VolumeInfo> outcome = roles.metadata().query(new Query.FindVolume(name));
        return outcome instanceof Outcome.Failure<VolumeInfo>(FsError error, String _) && error == FsError.NOT_FOUND
                ? Optional.empty()
                : Optional.of(answer(outcome, "volume " + name));
    }

    /// Returns the volume of that name.
    ///
    /// @throws NodeFailure NOT_THERE if there is none
    public VolumeInfo get(String name) throws NodeFailure {
        return find(name)
                .orElseThrow(() -> new NodeFailure(
                        ExitCode.NOT_THERE,
                        "There is no volume '" + name
                                + "' on this node; 'tarn volume ls' lists what there is, 'tarn volume create " + name
                                + "' makes it."));
    }

    /// Returns what a volume holds.
    public VolumeUsage usage(VolumeInfo volume) throws NodeFailure {
        return answer(roles.metadata().query(new Query.GetUsage(volume.id())), "the usage of volume " + volume.name());
    }

    /// Removes a volume: its name at once, its records and objects afterwards.
    ///
    /// @throws NodeFailure TRY_AGAIN while it is mounted
    public void remove(String name) throws NodeFailure {
        remove(get(name));
    }

    private void remove(VolumeInfo volume) throws NodeFailure {
        execute(header -> new Command.RemoveVolume(header), volume.name(), volume.id());
        roles.discard(volume);
    }

    private interface Build<R extends Result> {
        Command<R> with(CommandHeader header);
    }

    private <R extends Result> R execute(Build<R> build, String name) throws NodeFailure {
        return execute(build, name, VolumeId.SERVICE);
    }

    private <R extends Result> R execute(Build<R> build, String name, VolumeId volume) throws NodeFailure {
        order.lock();
        try {
            number++;
            CommandKey key = new CommandKey(SessionId.OPERATOR, incarnation, CommandKey.Origin.CLIENT, number, 0);
            CommandHeader header = new CommandHeader(volume, key, number, Caller.ROOT);
            return answer(roles.metadata().execute(build.with(header)), "volume " + name);
        } finally {
            order.unlock();
        }
    }

    private static <T> T answer(Outcome<T> outcome, String what) throws NodeFailure {
        return switch (outcome) {
            case Outcome.Success<T>(T value, var _) -> value;
            case Outcome.Failure<T>(FsError error, String detail) -> throw refusal(error, detail, what);
            case Outcome.WouldWait<T>() ->
                throw new IllegalStateException("a waiting call answered that it would wait: what=" + what);
        };
    }

    /// Turns the service's refusal of an operator's command into a sentence.
    static NodeFailure refusal(FsError error, String detail, String what) {
        String reason = detail.isEmpty() ? error.toString() : detail;
        ExitCode code = switch (error) {
            case NOT_FOUND -> ExitCode.NOT_THERE;
            case EXISTS -> ExitCode.CANNOT_CREATE;
            case BUSY -> ExitCode.TRY_AGAIN;
            case NOT_PERMITTED, ACCESS_DENIED, READ_ONLY -> ExitCode.DENIED;
            case INVALID, NAME_TOO_LONG, NOT_SUPPORTED -> ExitCode.USAGE;
            case NO_SPACE, OVER_QUOTA, FENCED, STALE, IO, INTERRUPTED -> ExitCode.INPUT_OUTPUT;
            case NOT_A_DIRECTORY,
                    IS_A_DIRECTORY,
                    NOT_EMPTY,
                    TOO_MANY_LINKS,
                    FILE_TOO_BIG,
                    NO_ATTRIBUTE,
                    ATTRIBUTE_TOO_BIG,
                    CROSSES_BORDER,
                    OUTDATED -> ExitCode.DEFECT;
        };
        String advice = code == ExitCode.TRY_AGAIN
                ? "unmount it first ('tarn status' shows where it is mounted)."
                : "'tarn status' and the node's log say more.";
        return new NodeFailure(code, "The metadata service refused for " + what + ": " + reason + "; " + advice);
    }
}
