// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.CaseFolder;
import io.ringlane.golden.CaseLoader;
import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.GoldenException;
import io.ringlane.golden.Road;
import io.ringlane.io.CaptureException;
import io.ringlane.io.CaptureWriter;
import io.ringlane.io.LinkType;
import io.ringlane.oracle.Expectation;
import io.ringlane.oracle.ExpectationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;

/** Runs the cases of a folder through an engine and reports each. One thread. */
public final class Conformance {
    private static final long NANOS_BETWEEN_PACKETS = 1_000;

    private final EngineUnderTest engine;
    private final CaseLoader loader = new CaseLoader();
    private Path outFolder;
    private String filter;

    /** One case's verdicts, by road; a skipped case has one, under its own road. */
    public record Report(String name, Map<Road, Verdict> verdicts) {
        /** One line: the name, and what was found on each road. */
        public String line() {
            if (verdicts.size() == 1) {
                return name + ": " + verdicts.values().iterator().next().text();
            }
            long kinds =
                    verdicts.values().stream().map(Verdict::text).distinct().count();
            String all = verdicts.entrySet().stream()
                    .map(entry ->
                            entry.getKey().label() + " " + entry.getValue().text())
                    .collect(Collectors.joining("; "));
            return name + ": "
                    + (kinds == 1 ? verdicts.values().iterator().next().text() : all);
        }

        public boolean isSkipped() {
            return has(Verdict.Skipped.class);
        }

        public boolean isDifferent() {
            return has(Verdict.Different.class);
        }

        /** Whether some road shows an allowed deviation and none a difference. */
        public boolean isAllowed() {
            return has(Verdict.Allowed.class) && !isDifferent();
        }

        private boolean has(Class<? extends Verdict> kind) {
            return verdicts.values().stream().anyMatch(kind::isInstance);
        }
    }

    /** Counts of a run. */
    public record Totals(int same, int allowed, int different, int skipped) {
        /** Counts reports. */
        public static Totals of(List<Report> reports) {
            int different = (int) reports.stream().filter(Report::isDifferent).count();
            int allowed = (int) reports.stream().filter(Report::isAllowed).count();
            int skipped = (int) reports.stream().filter(Report::isSkipped).count();
            return new Totals(reports.size() - different - allowed - skipped, allowed, different, skipped);
        }

        /** The last line of the output. */
        public String line() {
            return (same + allowed + different) + " cases run: " + same + " same, " + allowed
                    + " with allowed deviations, " + different + " different; " + skipped + " skipped";
        }
    }

    public Conformance(EngineUnderTest engine) {
        this.engine = engine;
    }

    /** Only cases with this tag, or whose name contains it. */
    public Conformance filter(String tag) {
        filter = tag;
        return this;
    }

    /** Writes each case's output as {@code folder/CASE/out.pcap}, that of the second road as out-inline.pcap. */
    public Conformance writeTo(Path folder) {
        outFolder = folder;
        return this;
    }

    /**
     * Runs all cases. Each report is handed over as soon as it is there, and so is the line about each case that cannot
     * be read: the others are run nevertheless.
     */
    public List<Report> run(CaseFolder folder, Consumer<Report> progress, Consumer<String> unreadable) {
        List<Report> reports = new ArrayList<>();
        for (Path path : folder.cases()) {
            GoldenCase golden;
            try {
                golden = loader.load(path);
            } catch (GoldenException e) {
                unreadable.accept(e.getMessage());
                continue;
            }
            if (isWanted(golden)) {
                Report report = run(golden);
                reports.add(report);
                progress.accept(report);
            }
        }
        return reports;
    }

    private boolean isWanted(GoldenCase golden) {
        return filter == null
                || golden.info().tags().contains(filter)
                || golden.name().contains(filter);
    }

    /** Runs one case on each of its roads. */
    public Report run(GoldenCase golden) {
        Map<Road, Verdict> verdicts = new TreeMap<>();
        String outOfScope = Scope.reasonToSkip(golden);
        String reason = outOfScope == null ? lacks(golden) : outOfScope;
        if (reason != null) {
            verdicts.put(Road.INLINE, new Verdict.Skipped(reason));
            return new Report(golden.name(), verdicts);
        }
        for (Road road : Scope.roads(golden)) {
            verdicts.put(road, verdict(golden, road));
        }
        return new Report(golden.name(), verdicts);
    }

    private String lacks(GoldenCase golden) {
        return golden.info().sas().stream()
                .map(engine::lacks)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What an engine breaks on, or a case that the rules do not foresee, is a difference, not the end of the run. */
    private Verdict verdict(GoldenCase golden, Road road) {
        Expectation expected;
        Observation seen;
        try {
            expected = ExpectationBuilder.expect(golden, road);
            seen = engine.run(CaseSetup.of(golden, road));
        } catch (RuntimeException e) {
            return new Verdict.Different("the case could not be run: " + e);
        }
        write(golden, road, seen);
        return CaseComparison.compare(golden, expected, seen);
    }

    private void write(GoldenCase golden, Road road, Observation seen) {
        if (outFolder == null) {
            return;
        }
        boolean own = road == Road.of(golden.info().path());
        Path file = outFolder.resolve(golden.name()).resolve(own ? "out.pcap" : "out-inline.pcap");
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new CaptureException(file.getParent() + ": cannot be made: " + e.getMessage(), e);
        }
        try (CaptureWriter writer = CaptureWriter.create(file, LinkType.RAW_IP)) {
            long time = 0;
            for (Observation.Sent sent : seen.sent()) {
                writer.write(new UnsafeBuffer(sent.bytes()), 0, sent.bytes().length, time);
                time += NANOS_BETWEEN_PACKETS;
            }
        }
    }
}
