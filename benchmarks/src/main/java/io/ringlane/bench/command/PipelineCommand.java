// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.esp.Algorithms;
import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.pipeline.PipelineRun;
import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.quiet.CpuTeam;
import io.ringlane.bench.quiet.Gate;
import io.ringlane.bench.quiet.QuietPairs;
import io.ringlane.bench.quiet.Spread;
import io.ringlane.bench.quiet.TeamGate;
import io.ringlane.bench.report.ChildProcess;
import io.ringlane.bench.report.Fingerprint;
import io.ringlane.bench.report.RunFolder;
import io.ringlane.bench.traffic.FrameMix;
import io.ringlane.packet.PacketBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringlane bench pipeline}: the work in memory, one line a row. Main thread, which is measured. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the outbound work in memory, on one core or several: buffer taken, frame copied in, parsed,"
                    + " looked up, encapsulated (ESP tunnel, AES-128-GCM), encrypted, new Ethernet header, given back.",
            "With --inbound the way back: buffer taken, ESP frame copied in, parsed, SA looked up, replay window,"
                + " verified and decrypted, decapsulated, inner header and policy checked, new Ethernet header, given"
                + " back.",
            "One line a row: name, bytes of the frame, packets a second, ns a packet, Gbit/s of clear frames, and in"
                    + " brackets least and greatest of the quiet runs. NOISY: fewer than 3 were quiet; never quote it.",
            "With --cores N one core and N cores are measured in turn, and a line scale-Ncores tells how many times as"
                    + " fast N are, together.",
            "Best as: nice -n -20 taskset -c 1 ./ringlane bench pipeline. See docs/performance.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a packet was lost, or the other revision cannot be run", "2:wrong input"})
public final class PipelineCommand implements Callable<Integer> {
    private static final int MOST_STATES = 1 << 20;
    private static final int MOST_BURST = 256;
    private static final int FAILED = 1;
    /** A quiet row, as {@code Spread} prints it. */
    private static final Pattern ROW =
            Pattern.compile("(?<name>\\S+) +(?<size>\\d+) +\\d+ pps +(?<ns>[0-9.]+) ns/pkt .* quiet]");

    @Spec
    private CommandSpec spec;

    @Mixin
    private MeasureOptions measure;

    @Mixin
    private AgainstOptions against;

    @Mixin
    private RecordOptions record;

    @Option(
            names = "--sas",
            split = ",",
            paramLabel = "N",
            description =
                    "Numbers of SAs, each with a policy of its own, used in turn; 1 to 1048576. Default: 1,64,4096;"
                            + " with --cores: 64,4096.")
    private List<Integer> states;

    @Option(
            names = "--burst",
            paramLabel = "N",
            defaultValue = "32",
            description = "Packets handed over at once, 1 to 256. Default: ${DEFAULT-VALUE}.")
    private int burst;

    @Option(
            names = "--stage",
            paramLabel = "NAME",
            defaultValue = "out",
            description = "Only up to a stage, as bench waterfall needs it: buf, find, write, seal, out; or cipher,"
                    + " which is the cipher alone. Default: ${DEFAULT-VALUE}.")
    private Stage stage;

    @Option(
            names = "--cores",
            paramLabel = "N",
            defaultValue = "1",
            description = "Cores, a thread for each, that share the SAs out; 1 to as many CPUs as there are. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int cores;

    @Option(names = "--spread", description = "With --cores: one SA, over all cores.")
    private boolean spread;

    @Option(names = "--inbound", description = "Receive instead of sending; bursts of 32 at most.")
    private boolean inbound;

    @Option(
            names = "--algorithm",
            split = ",",
            paramLabel = "NAME",
            description = "Algorithms instead of AES-128-GCM, by short names such as gcm-256 or cbc-128-sha1, or all:"
                    + " also measures the bare cipher, and what the whole path takes beyond it.")
    private List<String> algorithms;

    @Option(
            names = "--mix",
            paramLabel = "MIX",
            description = "Frames of several lengths instead of --sizes, in random order: lengths without FCS and their"
                    + " weights, such as 64:7,512:4,1420:1, or a mix by name, such as simple-7-4-1.")
    private String mixName;

    private FrameMix mix;

    private final StringBuilder text = new StringBuilder();

    @Override
    public Integer call() {
        checkCores();
        checkWork();
        measure.range("--burst", burst, 1, inbound ? PacketBatch.BURST : MOST_BURST);
        record.check();
        against.check(record.top());
        if (against.file() != null) {
            throw against.wrong("--against " + against.file() + ": a pipeline is compared with a revision only");
        }
        measure.check(cores);
        try {
            if (record.isNamed()) {
                recorded();
            } else {
                run(new Calibration());
            }
            return 0;
        } catch (IOException | IllegalStateException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private void checkWork() {
        if (algorithms != null && algorithms.equals(List.of("all"))) {
            algorithms = Algorithms.names();
        }
        for (String name : algorithms == null ? List.<String>of() : algorithms) {
            if (Algorithms.of(name) == null) {
                throw measure.wrong("--algorithm " + name + ": unknown; there are "
                        + String.join(", ", Algorithms.names()) + ", all");
            }
        }
        checkMix();
        boolean special = inbound || algorithms != null;
        if (special && cores > 1) {
            throw measure.wrong("--cores " + cores + ": must be 1 with --inbound or --algorithm");
        }
        if (special && stage != Stage.OUT && stage != Stage.CIPHER) {
            throw measure.wrong("--stage " + stage.label() + ": must be out or cipher with --inbound or --algorithm");
        }
    }

    private void checkMix() {
        if (mixName == null) {
            return;
        }
        if (inbound || algorithms != null || cores > 1 || stage != Stage.OUT) {
            throw measure.wrong("--mix " + mixName + ": not with --inbound, --algorithm, --cores or --stage");
        }
        try {
            mix = FrameMix.parse(mixName);
        } catch (IllegalArgumentException wrong) {
            throw measure.wrong("--mix: " + wrong.getMessage());
        }
        mix.sizes()
                .forEach(size -> measure.range(
                        "--mix " + mixName + ": bytes", size, PipelineRun.LEAST_SIZE, PipelineRun.MOST_SIZE));
    }

    private void checkCores() {
        int cpus = MeasureOptions.machineCpus();
        if (cores < 1 || cores > cpus) {
            throw measure.wrong("--cores " + cores + ": must be 1 to " + cpus + ", the CPUs of this machine");
        }
        if (cores > 1 && stage != Stage.OUT) {
            throw measure.wrong("--stage " + stage.label() + ": must be out with --cores " + cores);
        }
        if (spread && cores == 1) {
            throw measure.wrong("--spread: needs --cores 2 or more");
        }
        if (states == null) {
            states = spread ? List.of(1) : cores == 1 ? List.of(1, 64, 4096) : List.of(64, 4096);
        }
        if (spread && !states.equals(List.of(1))) {
            throw measure.wrong("--sas " + joined(states) + ": must be 1 with --spread");
        }
        int least = spread ? 1 : cores;
        states.forEach(value -> measure.range("--sas", value, least, MOST_STATES));
    }

    private void recorded() throws IOException {
        Fingerprint fingerprint = new Fingerprint(record.top(), record.command());
        Calibration calibration = new Calibration();
        fingerprint.calibrate("before", calibration);
        RunFolder folder = RunFolder.make(record.out(), fingerprint);
        run(calibration);
        fingerprint.libraries();
        fingerprint.calibrate("after", calibration);
        folder.finish(fingerprint, "```\n" + text + "```\n");
        spec.commandLine().getOut().println("written: " + folder.path());
    }

    private void run(Calibration calibration) throws IOException {
        if (against.revision() != null) {
            compare();
        } else if (cores == 1 && (states.size() > 1 || algorithms != null && algorithms.size() > 1)) {
            apart();
        } else if (cores == 1) {
            measure(calibration);
        } else {
            scale(calibration);
        }
    }

    /** Each number of SAs, and each algorithm, in a process of its own: code is specialised by what it has seen. */
    private void apart() throws IOException {
        Side now = Side.now(record.top());
        List<List<String>> works = algorithms == null
                ? Collections.singletonList(null)
                : algorithms.stream().map(List::of).toList();
        for (List<String> work : works) {
            for (int count : states) {
                List<String> command = now.java(BenchMain.class.getName(), arguments(List.of(count), work));
                ChildProcess child = ChildProcess.run(null, command, this::pass);
                if (!child.isDone()) {
                    throw new IllegalStateException(
                            "the run with " + count + " SAs" + (work == null ? "" : ", " + work) + " failed");
                }
            }
        }
    }

    private void pass(String line) {
        if (ROW.matcher(line).matches() || line.startsWith("beyond-") || line.contains("NOISY")) {
            show(line);
        } else {
            spec.commandLine().getErr().println(line);
        }
    }

    /** One number of SAs. */
    private void measure(Calibration calibration) {
        try (PipelineRun run = new PipelineRun(calibration, measure.runs(), measure.milliseconds())) {
            int count = states.getFirst();
            tellCrypto();
            PipelineWork work = new PipelineWork(inbound, algorithms == null ? null : algorithms.getFirst());
            if (!measure.crypto().supports(work.transform())) {
                throw new IllegalStateException(measure.crypto().name() + " does not have " + work.algorithm());
            }
            int load = run.add(measure.crypto(), work, stage, count, burst);
            boolean both = algorithms != null && stage == Stage.OUT;
            int floor = both ? run.add(measure.crypto(), work, Stage.CIPHER, count, burst) : load;
            if (mix != null) {
                measure(run, load, count);
                return;
            }
            run.warmUp(measure.sizes());
            for (int size : measure.sizes()) {
                if (both) {
                    beyond(run, load, floor, work, size);
                } else {
                    Spread row = run.measure(load, size);
                    show(row, work.rowName(stage.label()), size);
                }
            }
        }
    }

    /** The mix: its row tells the mean length. */
    private void measure(PipelineRun run, int load, int count) {
        PipelineRun.Row row = new PipelineRun.Row(load, mix);
        run.warmUpRows(List.of(row));
        Spread spread = run.measure(row);
        show(spread.line(stage.rowName(count) + "-" + mix.label(), (int) Math.round(mix.meanBytes())));
        warn(spread);
    }

    private void show(Spread row, String name, int size) {
        show(row.line("ringlane-" + name + "-sa" + states.getFirst(), size));
        warn(row);
    }

    /** The whole path and the bare cipher in turn, and what the one takes beyond the other, pair by pair. */
    private void beyond(PipelineRun run, int load, int floor, PipelineWork work, int size) {
        QuietPairs.Result both = run.compare(load, floor, size);
        show(both.one(), work.rowName(stage.label()), size);
        show(both.other(), work.rowName(Stage.CIPHER.label()), size);
        Spread more = both.more();
        show(String.format(
                Locale.ROOT,
                "%-34s %5d %8.1f ns/pkt beyond the cipher  [min %.1f max %.1f ns n=%d of %d %s]",
                "beyond-" + work.rowName(Stage.OUT.label()) + "-sa" + states.getFirst(),
                size,
                more.median(),
                more.least(),
                more.greatest(),
                more.sorted().size(),
                more.tries(),
                more.quiet() ? "quiet" : "NOISY"));
    }

    /** One core and several in turn, row by row. */
    private void scale(Calibration calibration) {
        try (CpuTeam team = new CpuTeam(cores, measure.cpus(cores));
                PipelineRun run = new PipelineRun(calibration, measure.runs(), measure.milliseconds())) {
            team.refusals().forEach(measure::warn);
            tellCrypto();
            Gate teamGate = TeamGate.calibrated(team, calibration);
            int[] alone = new int[states.size()];
            int[] together = new int[states.size()];
            for (int i = 0; i < alone.length; i++) {
                alone[i] = run.add(measure.crypto(), PipelineWork.OUTBOUND, stage, states.get(i), burst);
                together[i] = run.add(measure.crypto(), team, states.get(i), burst, spread);
            }
            run.warmUp(measure.sizes());
            for (int i = 0; i < alone.length; i++) {
                for (int size : measure.sizes()) {
                    show(run.compare(alone[i], together[i], teamGate, size), states.get(i), size);
                }
            }
        }
    }

    /** Beside the rows, whose form is that of other tools. */
    private void tellCrypto() {
        spec.commandLine()
                .getErr()
                .println(spec.qualifiedName() + ": crypto " + measure.crypto().name());
    }

    private void show(QuietPairs.Result result, int count, int size) {
        show(result.one().line(stage.rowName(count), size));
        show(result.other().line(stage.rowName(cores, count, spread), size));
        show(result.ratio().ratioLine(Stage.scaleName(cores, count, spread), size));
        warn(result.one());
        warn(result.other());
    }

    /** A row that is not quiet because of programs of this machine can be mended, and the user is told how. */
    private void warn(Spread row) {
        if (!row.quiet() && row.interrupted() * 2 > row.tries()) {
            measure.warn("other programs had the core in " + row.interrupted() + " of " + row.tries()
                    + " runs; see docs/performance.md, Priority");
        }
    }

    /** This build and another in turn, each in a process of its own. */
    private void compare() throws IOException {
        spec.commandLine().getErr().println("building " + against.revision() + " ...");
        try (Checkout then = Checkout.build(record.top(), against.revision())) {
            SideBySide sides = new SideBySide(then.side(), Side.now(record.top()), against.rounds());
            sides.run(this::costs);
            show(SuiteRun.table(sides));
        }
    }

    private List<String> arguments(List<Integer> counts, List<String> work) {
        List<String> arguments = new ArrayList<>(List.of("pipeline", "--sas", joined(counts), "--burst", "" + burst));
        arguments.addAll(List.of("--stage", stage.name()));
        if (cores > 1) {
            // a revision before there were several cores does not know the word
            arguments.addAll(List.of("--cores", "" + cores));
        }
        if (spread) {
            arguments.add("--spread");
        }
        if (inbound) {
            arguments.add("--inbound");
        }
        if (work != null) {
            arguments.addAll(List.of("--algorithm", String.join(",", work)));
        }
        if (mix != null) {
            arguments.addAll(List.of("--mix", mixName));
        }
        arguments.addAll(measure.arguments());
        return arguments;
    }

    private Map<String, Double> costs(Side side) {
        ChildProcess child =
                ChildProcess.run(null, side.java(BenchMain.class.getName(), arguments(states, algorithms)));
        if (!child.isDone()) {
            throw new IllegalStateException(side.name() + " failed:\n" + child.tail());
        }
        return costs(child.lines());
    }

    /** Nanoseconds by name and size; rows that are not quiet are left out. */
    public static Map<String, Double> costs(List<String> lines) {
        Map<String, Double> costs = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                costs.put(row.group("name") + " " + row.group("size"), Double.parseDouble(row.group("ns")));
            }
        }
        return costs;
    }

    static String joined(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private void show(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
        text.append(line).append('\n');
    }
}
