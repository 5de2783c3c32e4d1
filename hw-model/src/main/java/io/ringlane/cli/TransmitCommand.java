// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.config.ConfigException;
import io.ringlane.engine.EngineException;
import io.ringlane.io.CaptureException;
import io.ringlane.transmit.InputCounters;
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
            "  1  the input ends early, or packets of it were refused; the rest was sent",
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
        TransmitSettings settings = settings(example);
        try {
            TransmitResult result = run(settings);
            print(options.json() ? SummaryJson.of(result, example) : SummaryText.of(result, example));
            complain(result, example);
            return result.isComplete() ? 0 : EXIT_PARTIAL;
        } catch (CaptureException | ConfigException | EngineException e) {
            throw refused(example.shown(e.getMessage()), e);
        }
    }

    private static TransmitResult run(TransmitSettings settings) {
        try (Progress progress = Progress.onTerminal(System.err)) {
            return TransmitRun.run(settings, progress);
        }
    }

    private TransmitSettings settings(BundledExample example) throws IOException {
        try {
            TransmitSettings settings = options.settings(example);
            refuseToOverwrite(settings.out(), settings.in(), "--in");
            refuseToOverwrite(settings.out(), settings.sa(), "--sa");
            return settings;
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage(), e);
        }
    }

    private ParameterException refused(String message, Exception cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }

    /** What could not be used is told where errors are looked for, too. */
    private void complain(TransmitResult result, BundledExample example) {
        TransmitResult.Input input = result.input();
        String name = spec.qualifiedName() + ": ";
        if (!input.problem().isEmpty()) {
            spec.commandLine().getErr().println(name + example.shown(input.problem()) + "; what came before was sent");
        }
        if (input.counters().refused() > 0) {
            InputCounters.Refusal first = input.counters().refusals().getFirst();
            spec.commandLine()
                    .getErr()
                    .println(name + example.shown(result.settings().in()) + ": "
                            + input.counters().refused() + " packets refused, the first is number " + first.number()
                            + ": " + first.reason());
        }
    }

    private void print(String summary) {
        spec.commandLine().getOut().print(summary);
        spec.commandLine().getOut().flush();
    }

    private static void refuseToOverwrite(Path out, Path input, String option) throws IOException {
        if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
            throw new IllegalArgumentException("--out " + out + " is the file of " + option + "; allowed: another one");
        }
    }
}
