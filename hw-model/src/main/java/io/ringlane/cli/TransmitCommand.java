// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.config.ConfigException;
import io.ringlane.engine.EngineException;
import io.ringlane.io.CaptureException;
import io.ringlane.transmit.TransmitResult;
import io.ringlane.transmit.TransmitRun;
import io.ringlane.transmit.TransmitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job: a capture goes through the engine and a modelled NIC into another one. Main thread. */
@Command(
        name = "transmit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Sends a capture through the engine and a modelled NIC, and writes the ESP frames that leave it.",
            "Without an option the bundled example is sent.",
            "Runs offline, in virtual time: nothing reaches a network, and the same files and seed give the same"
                    + " bytes.",
            "Keys and sequence numbers start anew from the SA file in each run: never put the result on a live wire."
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  everything was sent or dropped for a reason that is reported",
            "  1  the input was truncated or damaged, or packets of it were refused: the rest was sent",
            "  2  wrong input; nothing was written"
        })
final class TransmitCommand implements Callable<Integer> {
    /** A part of the input could not be used. */
    private static final int EXIT_PARTIAL = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TransmitOptions options;

    @Override
    public Integer call() throws IOException {
        try (BundledExample example = new BundledExample()) {
            return transmit(example);
        }
    }

    private int transmit(BundledExample example) throws IOException {
        try {
            TransmitSettings settings = options.settings(example);
            refuseToOverwrite(settings.out(), settings.in(), "--in");
            refuseToOverwrite(settings.out(), settings.sa(), "--sa");
            TransmitResult result = run(settings);
            spec.commandLine()
                    .getOut()
                    .print(options.json() ? SummaryJson.of(result, example) : SummaryText.of(result, example));
            spec.commandLine().getOut().flush();
            return result.isComplete() ? 0 : EXIT_PARTIAL;
        } catch (IllegalArgumentException | CaptureException | ConfigException | EngineException e) {
            throw new ParameterException(spec.commandLine(), example.shown(e.getMessage()), e);
        }
    }

    private TransmitResult run(TransmitSettings settings) {
        try (Progress progress = Progress.onTerminal(System.err)) {
            return TransmitRun.run(settings, progress);
        }
    }

    private static void refuseToOverwrite(Path out, Path input, String option) throws IOException {
        if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
            throw new IllegalArgumentException("--out " + out + " is the file of " + option + "; allowed: another one");
        }
    }
}
