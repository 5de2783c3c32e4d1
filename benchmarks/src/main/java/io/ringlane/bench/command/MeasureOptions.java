// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.pipeline.PipelineRun;
import io.ringlane.bench.quiet.CpuAffinity;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that measure with a gate: frames, core, runs. Read by the main thread. */
final class MeasureOptions {
    private static final int MOST_RUNS = 32;
    private static final int LEAST_MS = 5;
    private static final int MOST_MS = 1000;
    private static final Path CPUS = Path.of("/sys/devices/system/cpu");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "BYTES",
            defaultValue = "64,512,1420",
            description = "Frames, Ethernet header included, without FCS; 42 to 9000. Default: ${DEFAULT-VALUE}.")
    private List<Integer> sizes;

    @Option(
            names = "--cpu",
            paramLabel = "N",
            description = "Bind the measured thread to this CPU; compiler and collector stay elsewhere if they may."
                    + " Default: not bound.")
    private Integer cpu;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "7",
            description = "Quiet runs of a row, 3 to 32. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--ms",
            paramLabel = "N",
            defaultValue = "30",
            description = "Milliseconds of a run, 5 to 1000. Default: ${DEFAULT-VALUE}.")
    private int milliseconds;

    @Option(
            names = "--crypto",
            paramLabel = "NAME",
            description = "Crypto provider, for example jdk or ipsec-mb. Default: the one the engine chooses.")
    private String cryptoName;

    private CryptoProvider crypto;

    /** Checks all values, finds the provider, binds the thread. @throws ParameterException naming what is wrong. */
    void check() {
        sizes.forEach(size -> range("--sizes", size, PipelineRun.LEAST_SIZE, PipelineRun.MOST_SIZE));
        range("--runs", runs, 3, MOST_RUNS);
        range("--ms", milliseconds, LEAST_MS, MOST_MS);
        try {
            crypto = cryptoName == null ? CryptoProviders.best() : CryptoProviders.named(cryptoName);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw wrong("--crypto: " + e.getMessage());
        }
        if (cpu != null) {
            pin();
        }
    }

    /** A CPU that is not there is wrong input; a system that refuses is told, and the run goes on. */
    private void pin() {
        range("--cpu", cpu, 0, CpuAffinity.MOST_CPUS - 1);
        if (Files.isDirectory(CPUS) && !Files.isDirectory(CPUS.resolve("cpu" + cpu))) {
            throw wrong("--cpu " + cpu + ": this machine has no such CPU");
        }
        String refusal = CpuAffinity.pin(cpu);
        if (refusal != null) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": not bound to CPU " + cpu + ": " + refusal);
        }
    }

    /** Refuses a number outside its range. */
    void range(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " " + value + ": must be " + least + " to " + most);
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** The same options, for a process that measures in this one's place. */
    List<String> arguments() {
        List<String> all = new ArrayList<>(
                List.of("--sizes", PipelineCommand.joined(sizes), "--runs", "" + runs, "--ms", "" + milliseconds));
        all.addAll(List.of("--crypto", crypto.name()));
        if (cpu != null) {
            all.addAll(List.of("--cpu", "" + cpu));
        }
        return all;
    }

    List<Integer> sizes() {
        return sizes;
    }

    int runs() {
        return runs;
    }

    int milliseconds() {
        return milliseconds;
    }

    /** After {@link #check}. */
    CryptoProvider crypto() {
        return crypto;
    }
}
