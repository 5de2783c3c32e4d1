// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code ringlane} command: holds the sub-commands, runs on the main thread, owns nothing. */
@Command(name = "ringlane", mixinStandardHelpOptions = true, versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Protects captured traffic with IPsec ESP over a modelled NIC.")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing COMMAND, see ringlane --help");
    }

    /**
     * Runs one command.
     *
     * @return the exit code: 0 done, 1 done in part, 2 wrong input.
     */
    public static int execute(String... args) {
        return new CommandLine(new Main()).execute(args);
    }

    public static void main(String[] args) {
        System.exit(execute(args));
    }
}
