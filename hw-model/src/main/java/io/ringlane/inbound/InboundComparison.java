// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringlane.conformance.Verdict;
import io.ringlane.oracle.Deviation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Compares what the engine did with a case, packet by packet, with what the kernel did. One case each. */
final class InboundComparison {
    private static final int SHOWN = 12;

    private final RecordedCase recorded;
    private final DeviationRules rules;
    private final Set<Deviation> deviations = EnumSet.noneOf(Deviation.class);
    private final List<StateFields> expected = new ArrayList<>();

    InboundComparison(RecordedCase recorded) {
        this.recorded = recorded;
        rules = new DeviationRules(recorded);
        for (int i = 0; i < recorded.info().initial().size(); i++) {
            JsonNode node = recorded.info().initial().get(i);
            expected.add(node == null || node.isNull() ? null : StateFields.of(node, window(i)));
        }
    }

    private int window(int sa) {
        return recorded.info().sas().get(sa).replayWindow();
    }

    /** What differs in one packet, in words; null when nothing does, or a rule allows it. */
    String compare(int number, InboundCase.Packet packet, Reception got) {
        List<StateFields> before = new ArrayList<>(expected);
        for (int i = 0; i < packet.states().size(); i++) {
            JsonNode node = packet.states().get(i);
            StateFields fields = expected.get(i);
            expected.set(i, node == null || node.isNull() || fields == null ? null : fields.changed(node, window(i)));
        }
        Wanted kernel = new Wanted(
                packet.accepted(),
                packet.delivered() != null,
                packet.counters(),
                new ArrayList<>(expected),
                packet.output().stream().map(recorded.output()::get).toList(),
                packet.outputMark());
        Wanted wanted = rules.judge(packet, kernel, before, got);
        String difference = difference(wanted, got);
        if (difference == null && rules.applied() != null) {
            deviations.add(rules.applied());
        }
        return difference == null ? null : "packet " + number + ": " + difference;
    }

    private static String difference(Wanted wanted, Reception got) {
        boolean accepted = !got.decapsulated().isEmpty();
        if (accepted != wanted.accepted()) {
            return "expected it " + (wanted.accepted() ? "accepted" : "refused") + " got " + shown(got);
        }
        if (!wanted.counters().equals(got.counters())) {
            return "counters: expected " + wanted.counters() + " got " + got.counters();
        }
        for (int i = 0; i < wanted.states().size(); i++) {
            String state =
                    StateFields.difference(wanted.states().get(i), got.states().get(i));
            if (state != null) {
                return "SA " + i + " " + state;
            }
        }
        if (wanted.delivered() && got.clear() == null) {
            return "expected it delivered got " + shown(got);
        }
        if (wanted.mark() != null && got.clear() != null && wanted.mark() != got.mark()) {
            return "mark: expected " + wanted.mark() + " got " + got.mark();
        }
        return bytes(wanted, got);
    }

    private static String shown(Reception got) {
        return got.refusal() == null ? "it delivered" : "refused: " + got.refusal();
    }

    /** Each packet that the kernel passed on behind an SA; one that its IP input dropped is not in the capture. */
    private static String bytes(Wanted wanted, Reception got) {
        for (int i = 0; i < wanted.output().size(); i++) {
            byte[] right = OptionMask.masked(wanted.output().get(i));
            if (i >= got.decapsulated().size()) {
                return "expected " + wanted.output().size() + " packets behind SAs got "
                        + got.decapsulated().size();
            }
            byte[] other = OptionMask.masked(trimmed(got.decapsulated().get(i), right.length));
            int at = Arrays.mismatch(right, other);
            if (at >= 0) {
                return "output " + i + " byte " + at + ": expected " + hex(right, at) + " got " + hex(other, at);
            }
        }
        return null;
    }

    /** What stands behind the inner packet is cut off by IP, which the capture shows and the trace does not. */
    private static byte[] trimmed(byte[] packet, int length) {
        return packet.length > length && IpLength.of(packet) == length ? Arrays.copyOf(packet, length) : packet;
    }

    private static String hex(byte[] bytes, int from) {
        if (from >= bytes.length) {
            return "the end";
        }
        StringBuilder text = new StringBuilder();
        for (int i = from; i < Math.min(bytes.length, from + SHOWN); i++) {
            text.append(String.format("%02x", bytes[i]));
        }
        return text.toString();
    }

    Verdict verdict() {
        return deviations.isEmpty() ? new Verdict.Same() : new Verdict.Allowed(Set.copyOf(deviations));
    }
}
