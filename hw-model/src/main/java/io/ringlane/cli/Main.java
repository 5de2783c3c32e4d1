// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.cli.plan.PlanCommand;
import io.ringlane.cli.receive.ReceiveCommand;
import io.ringlane.inspect.LintCommand;
import io.ringlane.inspect.MtuCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code ringlane} command: holds the sub-commands, runs on the main thread, owns nothing. */
@Command(
        name = "ringlane",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TransmitCommand.class,
            ReceiveCommand.class,
            MtuCommand.class,
            LintCommand.class,
            ConformanceCommand.class,
            NicCommand.class,
            PlanCommand.class,
            CryptoCommand.class
        },
        description = "Protects captured traffic with IPsec ESP over a modelled NIC.",
        footer = {"", "In a checkout also: ./ringlane bench, which measures; see ./ringlane bench --help."})
public final class Main implements Runnable {
    /** Wrong input of the user's. */
    static final int EXIT_USAGE = 2;

    private static final Runtime.Version OLDEST_JDK = Runtime.Version.parse("25.0.3");

    /** Held here, since a logger that nobody holds forgets its level. The library greets on the error stream. */
    private static final Logger CHRONICLE = Logger.getLogger("net.openhft");

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which COMMAND? see ringlane --help");
    }

    /**
     * Runs one command. What is wrong with the input is one line on the error stream, never a stack trace.
     *
     * @return the exit code: 0 done, 1 done in part, 2 wrong input.
     */
    public static int execute(String... args) {
        return launch(new Main(), args);
    }

    /** The same for a command of another module. */
    public static int launch(Object command, String... args) {
        CHRONICLE.setLevel(Level.WARNING);
        CommandLine commandLine = new CommandLine(command);
        // commands of other packages do not know who tells the version
        commandLine.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(sub -> sub.versionProvider() == null)
                .forEach(sub -> sub.versionProvider(new Version()));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler(Main::refuse);
        return commandLine.execute(args);
    }

    /** Older builds of 25 have an AES-GCM intrinsic fault and a pinning fault. */
    static boolean fits(Runtime.Version jdk) {
        return jdk.feature() == OLDEST_JDK.feature() && jdk.compareToIgnoreOptional(OLDEST_JDK) >= 0;
    }

    private static int refuse(ParameterException wrong, String[] args) {
        CommandLine.UnmatchedArgumentException unmatched =
                wrong instanceof CommandLine.UnmatchedArgumentException u ? u : null;
        String hint = "";
        if (unmatched != null && !unmatched.getSuggestions().isEmpty()) {
            hint = " (did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?)";
        }
        CommandLine at = wrong.getCommandLine();
        if (hint.isEmpty() && unmatched != null && !at.getSubcommands().isEmpty()) {
            hint = "; commands are " + String.join(", ", at.getSubcommands().keySet());
        }
        at.getErr().println(at.getCommandSpec().qualifiedName() + ": " + wrong.getMessage() + hint);
        return EXIT_USAGE;
    }

    public static void main(String[] args) {
        if (!fits(Runtime.version())) {
            System.err.println("ringlane: JDK 25 (25.0.3 or later) is needed, this is " + Runtime.version());
            System.exit(EXIT_USAGE);
        }
        System.exit(execute(args));
    }
}
