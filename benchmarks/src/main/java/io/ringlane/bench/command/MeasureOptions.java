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
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that measure with a gate: frames, core, runs. Read by the main thread. */
public final class MeasureOptions {
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
            split = ",",
            paramLabel = "N",
            description = "Bind the measured thread to this CPU, or each of several to its own; compiler and collector"
                    + " stay elsewhere if they may. Default: one is not bound, several are to the first CPUs.")
    private List<Integer> cpus;

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

    /** For a command that has none of these options but the last three; null: not given. */
    public MeasureOptions(CommandSpec spec, int runs, int milliseconds, Integer cpu, String cryptoName) {
        this.spec = spec;
        this.runs = runs;
        this.milliseconds = milliseconds;
        this.cryptoName = cryptoName;
        cpus = cpu == null ? null : List.of(cpu);
        sizes = List.of();
    }

    /** Filled in by the command line. */
    MeasureOptions() {}

    /**
     * Checks all values, finds the provider, binds the thread if it is one.
     *
     * @param cores threads that are measured.
     * @throws ParameterException naming what is wrong.
     */
    public void check(int cores) {
        checkValues(cores);
        if (cores == 1 && cpus != null) {
            pin(cpus.getFirst());
        }
    }

    /** Like {@link #check}, but binds nothing. */
    public void checkValues(int cores) {
        sizes.forEach(size -> range("--sizes", size, PipelineRun.LEAST_SIZE, PipelineRun.MOST_SIZE));
        range("--runs", runs, 3, MOST_RUNS);
        range("--ms", milliseconds, LEAST_MS, MOST_MS);
        checkCpus(cores);
        try {
            crypto = cryptoName == null ? CryptoProviders.best() : CryptoProviders.named(cryptoName);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw wrong("--crypto: " + e.getMessage());
        }
    }

    private void checkCpus(int cores) {
        if (cpus == null) {
            return;
        }
        for (int cpu : cpus) {
            range("--cpu", cpu, 0, CpuAffinity.MOST_CPUS - 1);
            if (Files.isDirectory(CPUS) && !Files.isDirectory(CPUS.resolve("cpu" + cpu))) {
                throw wrong("--cpu " + cpu + ": this machine has no such CPU");
            }
        }
        long distinct = cpus.stream().distinct().count();
        if (cpus.size() != cores || distinct != cores) {
            throw wrong("--cpu " + PipelineCommand.joined(cpus) + ": must name "
                    + (cores == 1 ? "1 CPU" : cores + " different CPUs"));
        }
    }

    /** A system that refuses is told, and the run goes on. */
    public void pin(int cpu) {
        String refusal = CpuAffinity.pin(cpu);
        if (refusal != null) {
            warn("not bound to CPU " + cpu + ": " + refusal);
        }
    }

    /** A line for the user; the run goes on. */
    public void warn(String what) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + what);
    }

    /** CPUs of several threads. */
    int[] cpus(int cores) {
        return cpus == null
                ? IntStream.range(0, cores).toArray()
                : cpus.stream().mapToInt(Integer::intValue).toArray();
    }

    /** CPUs of this machine, whether this process may use them or not: it may be bound to one. */
    static int machineCpus() {
        String[] folders = CPUS.toFile().list((_, name) -> name.matches("cpu[0-9]+"));
        return folders == null || folders.length == 0 ? Runtime.getRuntime().availableProcessors() : folders.length;
    }

    /** Refuses a number outside its range. */
    public void range(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " " + value + ": must be " + least + " to " + most);
        }
    }

    public ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** The same options, for a process that measures in this one's place. */
    List<String> arguments() {
        List<String> all = new ArrayList<>(List.of("--sizes", PipelineCommand.joined(sizes)));
        all.addAll(runArguments());
        return all;
    }

    /** Those of {@link #arguments} that say how to measure, not what. */
    public List<String> runArguments() {
        List<String> all =
                new ArrayList<>(List.of("--runs", "" + runs, "--ms", "" + milliseconds, "--crypto", crypto.name()));
        if (cpus != null) {
            all.addAll(List.of("--cpu", PipelineCommand.joined(cpus)));
        }
        return all;
    }

    List<Integer> sizes() {
        return sizes;
    }

    public int runs() {
        return runs;
    }

    int milliseconds() {
        return milliseconds;
    }

    /** After {@link #check}. */
    public CryptoProvider crypto() {
        return crypto;
    }
}
