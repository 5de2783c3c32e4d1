// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import io.ringlane.bench.load.FlowSettings;
import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.quiet.CpuAffinity;
import io.ringlane.bench.quiet.Gate;
import io.ringlane.bench.quiet.QuietRuns;
import io.ringlane.bench.quiet.Spread;
import io.ringlane.cli.Main;
import io.ringlane.crypto.choice.CryptoProviders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures latency in an open loop and prints a table. A program; its main thread is the one measured. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how long packets take from the time at which they were meant to be sent until the device is told"
                    + " of them, at a share of what the core can do, and prints percentiles in ns.",
            "The lines 'empty loop' are the machine's own: a loop that only waits for the same times, before and"
                    + " after.",
            "Measured in windows of 25 ms between two looks at the core's speed; the first line of each is of windows"
                    + " in which it was full at both ends, so many as fill --seconds."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong input"})
public final class LatencyMain implements Callable<Integer> {
    private static final int PERCENT = 100;
    private static final int LEAST_SIZE = 42;
    private static final int MOST_SIZE = 1420;
    private static final int WARM_UP_S = 8;
    private static final int CAPACITY_RUNS = 21;
    private static final long WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(25);
    /** Begins the name of the row that is about packets. */
    static final String MEASURED = "intended time to device";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "512",
            description = "Frame, Ethernet header included, without FCS; 42 to 1420. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--sas",
            paramLabel = "N",
            defaultValue = "64",
            description = "SAs, used in turn; 1 to 1048576. Default: ${DEFAULT-VALUE}.")
    private int states;

    @Option(
            names = "--load",
            paramLabel = "PERCENT",
            defaultValue = "80",
            description = "Share of the capacity measured before, 1 to 99. Default: ${DEFAULT-VALUE}.")
    private int share;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Length of the measurement, 1 to 3600. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--burst",
            paramLabel = "N",
            defaultValue = "32",
            description = "Most packets handled at once, 1 to 256. Default: ${DEFAULT-VALUE}.")
    private int burst;

    @Option(names = "--random", description = "Random times of a Poisson process. Default: even gaps.")
    private boolean random;

    @Option(names = "--cpu", paramLabel = "N", description = "Bind the measured thread. Default: not bound.")
    private Integer cpu;

    @Option(
            names = "--crypto",
            paramLabel = "NAME",
            defaultValue = "ipsec-mb",
            description = "Crypto provider. Default: ${DEFAULT-VALUE}.")
    private String crypto;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there too.")
    private Path json;

    private final List<LatencyRow> rows = new ArrayList<>();

    public static void main(String[] args) {
        System.exit(Main.launch(new LatencyMain(), args));
    }

    @Override
    public Integer call() {
        check();
        PrintWriter out = spec.commandLine().getOut();
        FlowSettings settings = new FlowSettings().cipher(crypto).states(states).frames(size);
        Calibration gate = new Calibration();
        try (OpenLoop loop = new OpenLoop(settings, burst)) {
            loop.warmUp(TimeUnit.SECONDS.toNanos(WARM_UP_S));
            Spread capacity = new QuietRuns(gate, CAPACITY_RUNS).measure(loop::capacity);
            double gapNs = capacity.median() * PERCENT / share;
            // the open loop is code of its own, compiled while it runs
            loop.run(new Schedule(gapNs, random), TimeUnit.SECONDS.toNanos(WARM_UP_S), null);
            out.printf(
                    Locale.ROOT,
                    "# %s, %d SAs, frames of %d bytes; capacity %.1f ns a packet%s, load %d %%: %s gaps of %.1f ns%n",
                    crypto,
                    states,
                    size,
                    capacity.median(),
                    capacity.quiet() ? "" : " (NOISY)",
                    share,
                    random ? "random" : "even",
                    gapNs);
            out.println(LatencyRow.HEAD);
            measure(out, gate, "empty loop before", into -> OpenLoop.spin(schedule(gapNs), WINDOW_NS, into));
            measure(out, gate, MEASURED, into -> loop.run(schedule(gapNs), WINDOW_NS, into));
            measure(out, gate, "empty loop after", into -> OpenLoop.spin(schedule(gapNs), WINDOW_NS, into));
            write(capacity.median());
        }
        return 0;
    }

    private Schedule schedule(double gapNs) {
        return new Schedule(gapNs, random);
    }

    private void measure(PrintWriter out, Gate gate, String name, ToDoubleFunction<Histogram> run) {
        int wanted = Math.toIntExact(TimeUnit.SECONDS.toNanos(seconds) / WINDOW_NS);
        QuietWindows.Outcome outcome = new QuietWindows(gate, wanted).measure(run);
        boolean quiet = outcome.isQuiet();
        String counts = ", " + (quiet ? outcome.quietWindows() + " quiet" : "NOISY: all");
        add(out, LatencyRow.of(name + counts, outcome.quiet()));
        if (quiet && outcome.quietWindows() < outcome.windows()) {
            add(out, LatencyRow.of("  all " + outcome.windows() + " windows", outcome.all()));
        }
        if (outcome.sent() < 1) {
            out.printf(Locale.ROOT, "# overload: a window sent %.1f %% of what was due%n", outcome.sent() * PERCENT);
        }
    }

    private void add(PrintWriter out, LatencyRow row) {
        rows.add(row);
        out.println(row.line());
        out.flush();
    }

    private void write(double capacityNs) {
        if (json == null) {
            return;
        }
        String text = rows.stream().map(LatencyRow::json).collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
        try {
            Files.writeString(
                    json,
                    String.format(
                            Locale.ROOT,
                            "{\n  \"crypto\": \"%s\", \"states\": %d, \"size\": %d, \"loadPercent\": %d,%n"
                                    + "  \"capacityNs\": %.3f,%n  \"rows\": %s%n}%n",
                            crypto,
                            states,
                            size,
                            share,
                            capacityNs,
                            text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check() {
        range("--size", size, LEAST_SIZE, MOST_SIZE);
        range("--sas", states, 1, 1 << 20);
        range("--load", share, 1, PERCENT - 1);
        range("--seconds", seconds, 1, 3600);
        range("--burst", burst, 1, 256);
        if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
            throw wrong("--json " + json + ": there is no folder "
                    + json.toAbsolutePath().getParent());
        }
        try {
            CryptoProviders.named(crypto);
        } catch (IllegalArgumentException e) {
            throw wrong("--crypto: " + e.getMessage());
        }
        if (cpu != null) {
            range("--cpu", cpu, 0, CpuAffinity.MOST_CPUS - 1);
            String refusal = CpuAffinity.pin(cpu);
            if (refusal != null) {
                throw wrong("--cpu " + cpu + ": " + refusal);
            }
        }
    }

    private void range(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " " + value + ": must be " + least + " to " + most);
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
