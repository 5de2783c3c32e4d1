// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.cli.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code ringlane bench} command, which the launcher runs from the benchmarks module: JMH is no part of what is
 * shipped. Main thread.
 */
@Command(
        name = "ringlane bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = PipelineCommand.class,
        description = "Measures Ringlane on this machine.")
public final class BenchMain implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which COMMAND? see ringlane bench --help");
    }

    public static void main(String[] args) {
        System.exit(Main.launch(new BenchMain(), args));
    }
}
