// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringlane.reception.ReceptionResult;

/** The summary of a reception as one JSON object; its names are explained in docs/receive.md and do not change. */
final class ReceptionJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ReceptionJson() {}

    /** The object, with a line end behind it. */
    static String of(ReceptionResult result) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("offline", true);
        root.put("input", result.settings().in().toString());
        root.put("sa_file", result.settings().sa().toString());
        root.put("output", result.settings().out().toString());
        root.put("crypto", result.crypto());
        root.put("packets", result.packets());
        root.put("bytes", result.bytes());
        root.put("skipped", result.skipped());
        root.put("clear", result.clear());
        root.put("unprotected", result.unprotected());
        root.put("forward", result.forward());
        root.put("fragments_held", result.held());
        ObjectNode counters = root.putObject("xfrm_stat");
        result.counters().forEach((counter, count) -> counters.put(counter.label(), count));
        ObjectNode drops = root.putObject("dropped");
        result.drops().forEach((reason, count) -> drops.put(reason.label(), count));
        result.states().forEach(state -> state(root.withArray("sas").addObject(), state));
        result.explanation().forEach(root.withArray("explanation")::add);
        result.warnings().forEach(root.withArray("warnings")::add);
        root.put("complete", result.isComplete());
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void state(ObjectNode node, ReceptionResult.State state) {
        node.put("id", state.id());
        node.put("mode", state.mode());
        node.put("algorithm", state.algorithm());
        node.put("window", state.window());
        node.put("packets", state.packets());
        node.put("bytes", state.bytes());
        node.put("top", Long.toUnsignedString(state.top()));
        node.put("replay", state.duplicates());
        node.put("replay_window", state.tooOld());
        node.put("failed", state.integrityFailed());
        node.put("late_authentic", state.lateAuthentic());
        ReceptionResult.Advice advice = state.advice();
        if (advice != null) {
            ObjectNode reorder = node.putObject("reorder");
            advice.depths().forEach(reorder.putArray("depths")::add);
            reorder.put("deepest", advice.deepest());
            reorder.put("gaps", advice.gaps());
            reorder.put("missing", advice.missing());
            advice.dropped().forEach(reorder.putArray("dropped_by_window")::add);
            reorder.put("sufficient_window", advice.sufficient());
        }
    }
}
