// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static io.ringlane.cli.TextTable.number;

import io.ringlane.engine.EngineSnapshot;
import io.ringlane.hw.nic.NicCounters;
import io.ringlane.stats.DropReason;
import io.ringlane.transmit.InputCounters;
import io.ringlane.transmit.TransmitResult;
import io.ringlane.transmit.TransmitSettings;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The summary of a run for people: aligned, with units, nothing that is zero unless its being zero says something. */
final class SummaryText {
    private static final long PS_PER_NS = 1_000;
    private static final int LABEL = 12;
    private static final double PERCENT = 100.0;

    private final TransmitResult result;
    private final BundledExample example;
    private final StringBuilder text = new StringBuilder();

    private SummaryText(TransmitResult result, BundledExample example) {
        this.result = result;
        this.example = example;
    }

    /** The whole text, in lines. */
    static String of(TransmitResult result, BundledExample example) {
        SummaryText summary = new SummaryText(result, example);
        summary.explanation();
        summary.files();
        summary.states();
        summary.engine();
        summary.nic();
        summary.time();
        summary.ledger();
        summary.remarks();
        return summary.text.toString();
    }

    private void line(String label, String format, Object... arguments) {
        text.append(label)
                .append(" ".repeat(Math.max(1, LABEL - label.length())))
                .append(String.format(Locale.ROOT, format, arguments))
                .append('\n');
    }

    private void explanation() {
        result.explanation().forEach(step -> text.append(example.shown(step)).append('\n'));
        if (!result.explanation().isEmpty()) {
            text.append('\n');
        }
    }

    private void files() {
        TransmitSettings settings = result.settings();
        InputCounters in = result.input().counters();
        text.append("Offline run in virtual time: keys and numbers start anew in each run, so nothing of this may go")
                .append(" on a live wire.\n\n");
        line("input", "%s: %,d packets, %,d bytes", example.shown(settings.in()), in.packets(), in.bytes());
        line(
                "",
                "%,d super-packets; checksums: %,d full, %,d pseudo-header sums, %,d bad",
                in.superPackets(),
                in.fullChecksums(),
                in.pseudoChecksums(),
                in.badChecksums());
        line(
                "output",
                "%s: %,d frames, %,d bytes",
                settings.out(),
                result.output().frames(),
                result.output().bytes());
        line("NIC", "%s, %s, MTU %,d, %s", settings.nic().name(), rate(), settings.mtu(), pace());
        line("software", "crypto provider %s, %s", result.crypto(), workers());
        text.append('\n');
    }

    private String rate() {
        return number(result.settings().nic().rate().bitsPerSecond() / 1_000_000_000L) + " Gbit/s";
    }

    private String pace() {
        double speed = result.settings().speed();
        if (result.settings().flatOut()) {
            return "sent flat out";
        }
        return speed == 1 ? "sent as captured" : "sent " + speed + " times as fast as captured";
    }

    private String workers() {
        int workers = result.settings().async();
        return workers == 0 ? "sealing on the core" : number(workers) + (workers == 1 ? " worker" : " workers");
    }

    private void states() {
        TextTable table =
                new TextTable("SA", "mode", "path MTU", "ESP by", "packets in", "bytes in", "frames out", "bytes out");
        for (TransmitResult.State state : result.states()) {
            table.row(List.of(
                    state.tally().id().toString(),
                    state.mode(),
                    number(state.pathMtu()),
                    state.device().isEmpty() ? "software" : state.device(),
                    number(state.tally().packetsIn()),
                    number(state.tally().bytesIn()),
                    number(state.tally().packetsOut()),
                    number(state.tally().bytesOut())));
        }
        text.append(table);
        line("", "in: IP packets, a super-packet is one; out: frames from the Ethernet header on");
        text.append('\n');
    }

    private void engine() {
        EngineSnapshot engine = result.engine();
        line(
                "segments",
                "%,d cut by the engine, %,d by the NIC",
                engine.account().born(),
                result.nic().segments());
        line(
                "in clear",
                "%,d without a policy, %,d not IP; %,d frames",
                engine.clear(),
                engine.notIp(),
                result.output().clear());
        if (engine.drops().isEmpty() && result.device().txDropped() == 0) {
            line("dropped", "none");
        }
        engine.drops().forEach((reason, count) -> line("dropped", "%,d %s", count, reason.label()));
        nicDrop("no such SA in the device", result.nic().badHandles());
        nicDrop("descriptor made no sense", result.nic().malformed());
        nicDrop("frame too long for the device", result.nic().oversize());
        engine.xfrm().forEach((counter, count) -> line("xfrm_stat", "%s %,d", counter.label(), count));
        text.append('\n');
    }

    private void nicDrop(String reason, long count) {
        if (count > 0) {
            line("dropped", "%,d by the NIC: %s", count, reason);
        }
    }

    private void nic() {
        NicCounters nic = result.nic();
        for (int i = 0; i < nic.queues(); i++) {
            line(
                    "ring " + i,
                    "%,d posted, %,d doorbells, at most %,d of %,d used, full %,d times, %,d packets refused",
                    nic.posted(i),
                    nic.doorbells(i),
                    nic.deepest(i),
                    result.settings().nic().rings().size(),
                    nic.ringFull(i),
                    nic.busy(i));
        }
        for (int i = 0; i < nic.lanes(); i++) {
            line("lane " + i, "%,d frames, %s busy", nic.lanePackets(i), share(nic.laneBusyPs(i)));
        }
        line("wire", "%s busy", share(nic.wireBusyPs()));
        text.append('\n');
    }

    private String share(long busyPs) {
        double share = NicCounters.share(busyPs, result.modelNs() * PS_PER_NS);
        return String.format(Locale.ROOT, "%.3f %%", PERCENT * share);
    }

    private void time() {
        Histogram latency = result.nic().fromIngress();
        line("model time", "%s", duration(result.modelNs()));
        line(
                "held back",
                "%s of it the sender had to wait; backlog: at most %,d packets",
                duration(result.heldNs()),
                result.engine().backlogHighest());
        line(
                "latency",
                "p50 %s, p99 %s, p99.9 %s, max %s (model time, packet due to last bit sent)",
                duration(latency.getValueAtPercentile(50)),
                duration(latency.getValueAtPercentile(99)),
                duration(latency.getValueAtPercentile(99.9)),
                duration(latency.getMaxValue()));
        text.append('\n');
    }

    private static String duration(long ns) {
        if (ns < 10_000) {
            return number(ns) + " ns";
        }
        if (ns < 10_000_000) {
            return String.format(Locale.ROOT, "%,.1f us", ns / 1e3);
        }
        return ns < 10_000_000_000L
                ? String.format(Locale.ROOT, "%,.1f ms", ns / 1e6)
                : String.format(Locale.ROOT, "%,.1f s", ns / 1e9);
    }

    private void ledger() {
        EngineSnapshot.Account account = result.engine().account();
        line(
                "ledger",
                "in %,d + born %,d = queued %,d + in crypto %,d + in device %,d + sent %,d + dropped %,d"
                        + " + consumed %,d: %s",
                account.in(),
                account.born(),
                account.queued(),
                account.inCrypto(),
                account.inDevice(),
                account.sent(),
                account.dropped(),
                account.consumed(),
                account.imbalance() == 0 ? "balanced" : "off by " + account.imbalance());
    }

    private void remarks() {
        for (InputCounters.Refusal refusal : result.input().counters().refusals()) {
            line("refused", "packet %,d: %s", refusal.number(), refusal.reason());
        }
        long unlisted = result.input().counters().refused()
                - result.input().counters().refusals().size();
        if (unlisted > 0) {
            line("refused", "%,d more packets", unlisted);
        }
        for (TransmitResult.State state : result.states()) {
            if (!state.reason().isEmpty() && !result.settings().software()) {
                line("note", "SA %s is done in software: %s", state.tally().id(), state.reason());
            }
        }
        if (result.engine().get(DropReason.TOO_BIG) > 0) {
            line(
                    "note",
                    "packets that must not be cut and are longer than their path are refused, as by a router;"
                            + " --mtu makes the path wider");
        }
        TransmitResult.Input input = result.input();
        if (input.counters().shrunk() > 0) {
            line(
                    "note",
                    "%,d super-packets got segments smaller than --gso-size, to fit the path",
                    input.counters().shrunk());
        }
        if (input.skipped() > 0) {
            line(
                    "warning",
                    "%,d packets of link types that are not read were skipped, the last of type %d",
                    input.skipped(),
                    input.skippedLinkType());
        }
        result.warnings().forEach(warning -> line("warning", "%s", example.shown(warning)));
        if (!input.problem().isEmpty()) {
            line("truncated", "%s; what came before was sent", example.shown(input.problem()));
        }
    }
}
