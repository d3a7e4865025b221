// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.tarnfs.node.Console;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program. Parses the command line and runs one command; only `node run` goes on to start Quarkus.
@QuarkusMain
@Command(
        name = "tarn",
        description = "TarnFS: a POSIX file system whose data lives in object storage.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 64 usage, 66 not there, 69 no node answers, 70 defect, 73 in the way,",
            "74 input or output, 75 try again, 77 denied, 78 settings or machine."
        })
public final class Tarn implements Runnable {
    /// The commands in the order of the help.
    private static final Map<String, Class<?>> COMMANDS = commands();

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli sees that it was given and prints the help
    private boolean help;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] args) {
        Console.exit(ExitCode.of(commandLine(args).execute(args)));
    }

    /// Returns the command line with the one command that `args` names, because reading the annotations of all of
    /// them takes longer than most commands; with all of them if it names none.
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Tarn());
        Map<String, Class<?>> named = new LinkedHashMap<>(COMMANDS);
        if (args.length > 0 && COMMANDS.containsKey(args[0])) {
            named.keySet().retainAll(List.of(args[0]));
        }
        named.forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Tarn::misused)
                .setExecutionExceptionHandler((trouble, _, _) -> failed(trouble));
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("quickstart", QuickstartCommand.class);
        commands.put("node", NodeCommand.class);
        commands.put("volume", VolumeCommand.class);
        commands.put("mount", MountCommand.class);
        commands.put("umount", UmountCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("version", VersionCommand.class);
        return commands;
    }

    @Override
    public void run() {
        throw commandMissing(spec);
    }

    private static int misused(CommandLine.ParameterException misuse, String[] args) {
        CommandLine command = misuse.getCommandLine();
        List<String> near = misuse instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        String advice = near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?";
        Console.fail(new NodeFailure(
                ExitCode.USAGE,
                sentence(String.valueOf(misuse.getMessage())) + advice + " See '"
                        + command.getCommandSpec().qualifiedName() + " --help'."));
        return ExitCode.USAGE.number();
    }

    private static String sentence(String message) {
        return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
    }

    private static int failed(Exception trouble) {
        if (trouble instanceof NodeFailure failure) {
            Console.fail(failure);
            return failure.code().number();
        }
        System.getLogger(Tarn.class.getName()).log(System.Logger.Level.ERROR, "defect", trouble);
        Console.fail(new NodeFailure(
                ExitCode.DEFECT,
                "A defect in TarnFS ended this command (" + trouble + "); please report it.",
                trouble));
        return ExitCode.DEFECT.number();
    }

    /// Returns what a command throws that only groups others.
    static CommandLine.ParameterException commandMissing(CommandLine.Model.@Nullable CommandSpec group) {
        return new CommandLine.ParameterException(Objects.requireNonNull(group).commandLine(), "A command is missing");
    }
}
