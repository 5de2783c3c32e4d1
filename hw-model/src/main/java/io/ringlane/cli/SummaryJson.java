// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.hw.nic.NicCounters;
import io.ringlane.stats.DropReason;
import io.ringlane.transmit.InputCounters;
import io.ringlane.transmit.TransmitResult;
import io.ringlane.transmit.TransmitSettings;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The summary of a run as one JSON object; its names are explained in docs/transmit.md and do not change. */
final class SummaryJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final TransmitResult result;
    private final BundledExample example;

    private SummaryJson(TransmitResult result, BundledExample example) {
        this.result = result;
        this.example = example;
    }

    /** The object, with a line end behind it. */
    static String of(TransmitResult result, BundledExample example) {
        SummaryJson summary = new SummaryJson(result, example);
        ObjectNode root = MAPPER.createObjectNode();
        root.put("offline", true);
        summary.settings(root.putObject("settings"));
        summary.input(root.putObject("input"));
        summary.output(root.putObject("output"));
        summary.states(root.putArray("sas"));
        summary.engine(root);
        summary.nic(root.putObject("nic"));
        summary.time(root);
        summary.ledger(root.putObject("ledger"));
        ArrayNode explanation = root.putArray("explanation");
        result.explanation().forEach(step -> explanation.add(example.shown(step)));
        ArrayNode warnings = root.putArray("warnings");
        result.warnings().forEach(warning -> warnings.add(example.shown(warning)));
        root.put("complete", result.isComplete());
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void settings(ObjectNode node) {
        TransmitSettings settings = result.settings();
        node.put("nic", settings.nic().name());
        node.put("ring", settings.nic().rings().size());
        node.put("software", settings.software());
        node.put("async", settings.async());
        node.put("crypto", result.crypto());
        node.put("mtu", settings.mtu());
        node.put("fragment", settings.fragmentsFirst() ? "before" : "after");
        node.put("gso", settings.gso());
        node.put("udp_gso", settings.udpGso());
        node.put("gso_size", settings.gsoSize());
        if (settings.flatOut()) {
            node.put("speed", "flat-out");
        } else {
            node.put("speed", settings.speed());
        }
        node.put("seed", settings.seed());
    }

    private void input(ObjectNode node) {
        TransmitResult.Input input = result.input();
        InputCounters counters = input.counters();
        node.put("file", example.shown(result.settings().in()));
        node.put("sa_file", example.shown(result.settings().sa()));
        node.put("records", input.records());
        node.put("packets", counters.packets());
        node.put("bytes", counters.bytes());
        node.put("span_ns", input.spanNs());
        node.put("super_packets", counters.superPackets());
        node.put("shrunk_super_packets", counters.shrunk());
        node.put("full_checksums", counters.fullChecksums());
        node.put("pseudo_header_sums", counters.pseudoChecksums());
        node.put("bad_checksums", counters.badChecksums());
        node.put("skipped_link_type", input.skipped());
        node.put("refused", counters.refused());
        ArrayNode refusals = node.putArray("refusals");
        for (InputCounters.Refusal refusal : counters.refusals()) {
            refusals.addObject().put("packet", refusal.number()).put("reason", refusal.reason());
        }
        node.put("problem", example.shown(input.problem()));
    }

    private void output(ObjectNode node) {
        node.put("file", result.settings().out().toString());
        node.put("frames", result.output().frames());
        node.put("bytes", result.output().bytes());
        node.put("clear_frames", result.output().clear());
    }

    private void states(ArrayNode array) {
        for (TransmitResult.State state : result.states()) {
            ObjectNode node = array.addObject();
            node.put("destination", state.tally().id().destination().toString());
            node.put("spi", String.format("0x%08x", state.tally().id().spi()));
            node.put("mode", state.mode());
            node.put("path_mtu", state.pathMtu());
            node.put("device", state.device());
            node.put("software_reason", state.reason());
            node.put("packets_in", state.tally().packetsIn());
            node.put("bytes_in", state.tally().bytesIn());
            node.put("frames_out", state.tally().packetsOut());
            node.put("bytes_out", state.tally().bytesOut());
        }
    }

    private void engine(ObjectNode root) {
        EngineSnapshot engine = result.engine();
        ObjectNode segments = root.putObject("segments");
        segments.put("engine", engine.account().born());
        segments.put("nic", result.nic().segments());
        root.putObject("clear").put("no_policy", engine.clear()).put("not_ip", engine.notIp());
        ObjectNode drops = root.putObject("drops");
        for (DropReason reason : DropReason.values()) {
            drops.put(reason.name().toLowerCase(Locale.ROOT), engine.get(reason));
        }
        drops.put("nic_bad_handle", result.nic().badHandles());
        drops.put("nic_malformed", result.nic().malformed());
        drops.put("nic_oversize", result.nic().oversize());
        ObjectNode xfrm = root.putObject("xfrm_stat");
        engine.xfrm().forEach((counter, count) -> xfrm.put(counter.label(), count));
    }

    private void nic(ObjectNode node) {
        NicCounters nic = result.nic();
        ArrayNode rings = node.putArray("rings");
        for (int i = 0; i < nic.queues(); i++) {
            rings.addObject()
                    .put("size", result.settings().nic().rings().size())
                    .put("posted", nic.posted(i))
                    .put("completed", nic.completed(i))
                    .put("doorbells", nic.doorbells(i))
                    .put("deepest", nic.deepest(i))
                    .put("full", nic.ringFull(i))
                    .put("busy", nic.busy(i));
        }
        ArrayNode lanes = node.putArray("lanes");
        for (int i = 0; i < nic.lanes(); i++) {
            lanes.addObject().put("frames", nic.lanePackets(i)).put("busy_ps", nic.laneBusyPs(i));
        }
        node.put("lanes_full", nic.lanesFullCount());
        node.put("wire_busy_ps", nic.wireBusyPs());
    }

    private void time(ObjectNode root) {
        root.put("model_ns", result.modelNs());
        root.put("held_ns", result.heldNs());
        root.put("backlog_highest", result.engine().backlogHighest());
        Histogram latency = result.nic().fromIngress();
        root.putObject("latency_ns")
                .put("p50", latency.getValueAtPercentile(50))
                .put("p99", latency.getValueAtPercentile(99))
                .put("p99_9", latency.getValueAtPercentile(99.9))
                .put("max", latency.getMaxValue())
                .put("packets", latency.getTotalCount());
    }

    private void ledger(ObjectNode node) {
        EngineSnapshot.Account account = result.engine().account();
        node.put("in", account.in());
        node.put("born", account.born());
        node.put("queued", account.queued());
        node.put("in_crypto", account.inCrypto());
        node.put("in_device", account.inDevice());
        node.put("sent", account.sent());
        node.put("dropped", account.dropped());
        node.put("consumed", account.consumed());
        node.put("imbalance", account.imbalance());
    }
}
