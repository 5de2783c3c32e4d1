// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.PacketGroup;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.StateCounters;
import io.ringlane.oracle.Expectation;
import io.ringlane.oracle.FieldNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares what an engine did with what is expected: packets byte for byte, what the device is told, counters, and the
 * state afterwards. The first difference is named. One thread.
 */
public final class CaseComparison {
    private static final int SHOWN = 8;

    private final Expectation expected;
    private final Observation got;
    private final FieldNames names;
    private final boolean compareMarks;

    private CaseComparison(GoldenCase golden, Expectation expected, Observation got) {
        this.expected = expected;
        this.got = got;
        names = new FieldNames(golden.sa());
        compareMarks = !golden.info().outputMeta().isEmpty();
    }

    /** The verdict on one road. */
    public static Verdict compare(GoldenCase golden, Expectation expected, Observation got) {
        String difference = new CaseComparison(golden, expected, got).firstDifference();
        if (difference != null) {
            return new Verdict.Different(difference);
        }
        return expected.deviations().isEmpty() ? new Verdict.Same() : new Verdict.Allowed(expected.deviations());
    }

    private String firstDifference() {
        int common = Math.min(expected.packets().size(), got.sent().size());
        for (int i = 0; i < common; i++) {
            String difference = packet(i);
            if (difference != null) {
                return difference;
            }
        }
        if (expected.packets().size() != got.sent().size()) {
            return count(common);
        }
        String counters = counters(expected.xfrmStat(), got.xfrmStat());
        String states = counters != null ? counters : states(expected.states(), got.states());
        return states != null ? states : told();
    }

    private String told() {
        return expected.told().equals(got.told())
                ? null
                : "told to senders: expected " + text(expected.told()) + " got " + text(got.told());
    }

    private static String text(List<PacketGroup.Icmp> told) {
        return told.isEmpty()
                ? "nothing"
                : told.stream().map(PacketGroup.Icmp::text).collect(Collectors.joining(", "));
    }

    private String count(int common) {
        String which = expected.packets().size() > common
                ? "; the first missing comes from input "
                        + expected.packets().get(common).input()
                : "";
        return "packets sent: expected " + expected.packets().size() + " got "
                + got.sent().size() + which;
    }

    private String packet(int index) {
        Expectation.Packet packet = expected.packets().get(index);
        Observation.Sent sent = got.sent().get(index);
        byte[] right = packet.comparable(packet.bytes());
        byte[] other = packet.comparable(sent.bytes());
        int at = FieldNames.firstDifference(right, other);
        String place = "packet " + index + " (input " + packet.input() + ")";
        if (at >= 0) {
            return place + " byte " + at + " field " + names.name(packet, sent.bytes(), at) + ": expected "
                    + hex(right, at) + " got " + hex(other, at);
        }
        if (compareMarks && packet.mark() != sent.meta().mark()) {
            return place + " mark: expected " + packet.mark() + " got "
                    + sent.meta().mark();
        }
        return packet.leftToDevice() ? device(place, packet.device(), sent.meta()) : null;
    }

    private static String device(String place, PacketMeta right, PacketMeta other) {
        String[] fields = {"ip_summed", "csum_start", "csum_offset", "gso_size", "gso_segs"};
        int[] wanted = told(right);
        int[] seen = told(other);
        for (int i = 0; i < fields.length; i++) {
            if (wanted[i] != seen[i]) {
                return place + " metadata " + fields[i] + ": expected " + wanted[i] + " got " + seen[i];
            }
        }
        return null;
    }

    /** What a device is told; a complete checksum has no place, and a plain packet no segments. */
    private static int[] told(PacketMeta meta) {
        boolean partial = meta.isPartial();
        return new int[] {
            partial ? PacketMeta.PARTIAL : 0,
            partial ? meta.checksumStart() : 0,
            partial ? meta.checksumOffset() : 0,
            meta.gsoSize(),
            meta.isGso() ? meta.gsoSegs() : 0
        };
    }

    private static String counters(Map<String, Long> right, Map<String, Long> other) {
        TreeSet<String> all = new TreeSet<>(right.keySet());
        all.addAll(other.keySet());
        for (String name : all) {
            long wanted = right.getOrDefault(name, 0L);
            long seen = other.getOrDefault(name, 0L);
            if (wanted != seen) {
                return "counter " + name + ": expected " + wanted + " got " + seen;
            }
        }
        return null;
    }

    private static String states(List<StateCounters> right, List<StateCounters> other) {
        for (int i = 0; i < Math.max(right.size(), other.size()); i++) {
            StateCounters wanted = i < right.size() ? right.get(i) : null;
            StateCounters seen = i < other.size() ? other.get(i) : null;
            if (!Objects.equals(wanted, seen)) {
                return "state: expected " + text(wanted) + " got " + text(seen);
            }
        }
        return null;
    }

    private static String text(StateCounters state) {
        return state == null
                ? "none"
                : "oseq " + state.sequenceHigh() + ":" + state.sequenceLow() + " bytes " + state.bytes() + " packets "
                        + state.packets();
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
}
