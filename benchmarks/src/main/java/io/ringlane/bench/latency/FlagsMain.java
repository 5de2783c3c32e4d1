// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares collectors and flags of the JVM: runs {@link LatencyMain} in a JVM of its own with each set of flags, round
 * after round, so that a slow minute meets them all, and prints medians over the rounds. A program, one thread.
 */
public final class FlagsMain {
    private static final String USAGE = "usage: FlagsMain ROUNDS [option of LatencyMain ...]\n"
            + "  ROUNDS is 1 to 99; the JVM's flags are those of this JVM, but for the collector.";
    private static final String[] COLUMNS = {"p50", "p99", "p99.9", "p99.99", "max"};

    private final Map<String, List<double[]>> results = new LinkedHashMap<>();
    private final String[] options;

    private FlagsMain(String[] options) {
        this.options = options;
    }

    /** Prints the table. Exit code 2 when the arguments are wrong. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0 || !args[0].matches("[1-9][0-9]?")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        FlagsMain comparison = new FlagsMain(Arrays.copyOfRange(args, 1, args.length));
        int rounds = Integer.parseInt(args[0]);
        for (int i = 1; i <= rounds; i++) {
            for (FlagSet set : FlagSet.ALL) {
                comparison.run(set);
            }
            System.out.println("# round " + i + " of " + rounds);
        }
        comparison.print();
    }

    private void run(FlagSet set) throws IOException, InterruptedException {
        Path file = Files.createTempFile("ringlane-latency", ".json");
        try {
            Process process = new ProcessBuilder(command(set, file))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.PIPE)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
            if (process.waitFor() == 0) {
                results.computeIfAbsent(set.name(), name -> new ArrayList<>()).add(read(file));
            } else {
                System.out.println("# " + set.name() + " failed: " + output.strip());
            }
        } finally {
            Files.delete(file);
        }
    }

    private List<String> command(FlagSet set, Path file) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!FlagSet.choosesCollector(flag)) {
                command.add(flag);
            }
        }
        command.addAll(set.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LatencyMain.class.getName()));
        command.addAll(List.of(options));
        command.addAll(List.of("--json", file.toString()));
        return command;
    }

    /** Capacity in ns, then the percentiles. */
    private static double[] read(Path file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        JsonNode row = measured(root.get("rows"));
        double[] values = new double[COLUMNS.length + 1];
        values[0] = root.get("capacityNs").asDouble();
        for (int i = 0; i < COLUMNS.length; i++) {
            values[i + 1] = row.get(COLUMNS[i]).asDouble();
        }
        return values;
    }

    /** The first row about packets: that of the quiet windows. */
    private static JsonNode measured(JsonNode rows) {
        for (JsonNode row : rows) {
            if (row.get("name").asText().startsWith(LatencyMain.MEASURED)) {
                return row;
            }
        }
        throw new IllegalStateException("no row about packets");
    }

    private void print() {
        System.out.printf(Locale.ROOT, "%-32s %10s", "ns, medians of rounds", "a packet");
        System.out.printf(Locale.ROOT, " %9s %9s %9s %9s %11s%n", (Object[]) COLUMNS);
        results.forEach((name, rounds) -> {
            System.out.printf(Locale.ROOT, "%-32s %10.1f", name, median(rounds, 0));
            for (int i = 1; i <= COLUMNS.length; i++) {
                System.out.printf(Locale.ROOT, i < COLUMNS.length ? " %9.0f" : " %11.0f%n", median(rounds, i));
            }
        });
    }

    private static double median(List<double[]> rounds, int column) {
        double[] values =
                rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
        return values[values.length / 2];
    }
}
