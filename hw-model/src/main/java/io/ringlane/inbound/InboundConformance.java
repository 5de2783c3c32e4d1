// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import io.ringlane.conformance.Conformance;
import io.ringlane.conformance.Verdict;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.golden.CaseFolder;
import io.ringlane.golden.GoldenException;
import io.ringlane.golden.Road;
import io.ringlane.io.CaptureException;
import io.ringlane.io.CaptureWriter;
import io.ringlane.io.LinkType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Runs the cases of a folder that tell of packets received. One thread. */
public final class InboundConformance {
    private static final long NANOS_BETWEEN_PACKETS = 1_000;

    private final CryptoProvider crypto;
    private final String filter;
    private final Path outFolder;

    /**
     * @param filter only cases with this tag, or whose name contains it; null for all.
     * @param outFolder where each case's output is written as {@code CASE/out.pcap}; null for nowhere.
     */
    public InboundConformance(CryptoProvider crypto, String filter, Path outFolder) {
        this.crypto = crypto;
        this.filter = filter;
        this.outFolder = outFolder;
    }

    /** Runs all inbound cases of a folder. */
    public List<Conformance.Report> run(
            CaseFolder folder, Consumer<Conformance.Report> progress, Consumer<String> unreadable) {
        List<Conformance.Report> reports = new ArrayList<>();
        for (Path path : folder.inboundCases()) {
            RecordedCase recorded;
            try {
                recorded = RecordedCase.load(path);
            } catch (GoldenException e) {
                unreadable.accept(e.getMessage());
                continue;
            }
            if (isWanted(recorded.info())) {
                Conformance.Report report = run(recorded);
                reports.add(report);
                progress.accept(report);
            }
        }
        return reports;
    }

    private boolean isWanted(InboundCase info) {
        return filter == null || info.tags().contains(filter) || info.name().contains(filter);
    }

    private Conformance.Report run(RecordedCase recorded) {
        Verdict verdict;
        List<byte[]> output = new ArrayList<>();
        try {
            verdict = verdict(recorded, output);
        } catch (RuntimeException e) {
            verdict = new Verdict.Different("the case could not be run: " + e);
        }
        write(recorded.info().name(), output);
        return new Conformance.Report(recorded.info().name(), Map.of(Road.INLINE, verdict));
    }

    private Verdict verdict(RecordedCase recorded, List<byte[]> output) {
        InboundComparison comparison = new InboundComparison(recorded);
        try (InboundHost host = new InboundHost(recorded.info(), crypto)) {
            String reason = host.setUp();
            if (reason != null) {
                return new Verdict.Skipped(reason);
            }
            String first = null;
            List<InboundCase.Packet> packets = recorded.info().packets();
            for (int i = 0; i < packets.size(); i++) {
                InboundCase.Packet packet = packets.get(i);
                Reception got = host.receive(i, packet, recorded.input().get(packet.input()));
                output.addAll(got.decapsulated());
                String difference = first == null ? comparison.compare(i, packet, got) : null;
                first = difference == null ? first : difference;
            }
            String leaks = host.leaks();
            if (first == null && leaks == null) {
                return comparison.verdict();
            }
            return new Verdict.Different(first == null ? leaks : first);
        }
    }

    private void write(String name, List<byte[]> output) {
        if (outFolder == null) {
            return;
        }
        Path file = outFolder.resolve(name).resolve("out.pcap");
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new CaptureException(file.getParent() + ": cannot be made: " + e.getMessage(), e);
        }
        try (CaptureWriter writer = CaptureWriter.create(file, LinkType.RAW_IP)) {
            long time = 0;
            for (byte[] packet : output) {
                writer.write(new UnsafeBuffer(packet), 0, packet.length, time);
                time += NANOS_BETWEEN_PACKETS;
            }
        }
    }
}
