// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.GoldenSa;
import io.ringlane.golden.InlineResult;
import io.ringlane.golden.PacketGroup;
import io.ringlane.golden.Road;
import io.ringlane.golden.StateCounters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel did with a case on one road: for each input record its output records. Immutable after making.
 *
 * @param whole pieces were cut before ESP: each is a packet of its own.
 * @param complete false when the case does not state this road and its counters have to be worked out.
 */
record KernelRecord(
        List<byte[]> output,
        List<List<Integer>> outputsOf,
        int[] reportedMtu,
        Map<String, Long> xfrmStat,
        List<StateCounters> states,
        boolean complete,
        boolean whole) {
    /** Picks the road's part of the case. */
    static KernelRecord of(GoldenCase golden, Road road) {
        boolean own = road == Road.of(golden.info().path());
        InlineResult inline = own ? null : golden.inline();
        List<byte[]> output = own ? golden.output() : golden.inlineOutput();
        List<List<Integer>> outputsOf =
                new ArrayList<>(Collections.nCopies(golden.input().size(), List.of()));
        int[] mtu = new int[golden.input().size()];
        List<PacketGroup> groups = golden.info().packets();
        for (int i = 0; i < groups.size(); i++) {
            PacketGroup group = groups.get(i);
            boolean listed = inline != null && inline.outputs() != null;
            spread(golden, group, listed ? inline.outputs().get(i) : group.outputs(), outputsOf);
            group.inputs().forEach(record -> mtu[record] = group.reportedMtu());
        }
        boolean stated = inline != null && inline.xfrmStat() != null;
        Map<String, Long> stat = stated ? inline.xfrmStat() : golden.info().xfrmStat();
        boolean counted = inline != null && inline.stateAfter() != null;
        List<StateCounters> states =
                counted ? inline.stateAfter() : golden.info().stateAfter();
        boolean complete = own || inline != null || golden.inlineSame();
        return new KernelRecord(
                output,
                outputsOf,
                mtu,
                Map.copyOf(stat),
                states,
                complete,
                golden.info().noReassembly());
    }

    /** Gives each input of a group as many of the group's outputs, in order, as it has segments. */
    private static void spread(
            GoldenCase golden, PacketGroup group, List<Integer> outputs, List<List<Integer>> outputsOf) {
        if (group.inputs().size() == 1) {
            outputsOf.set(group.inputs().getFirst(), outputs);
            return;
        }
        int from = 0;
        for (int record : group.inputs()) {
            int packets = Segments.count(golden.input().get(record), golden.inputMeta(record));
            int to = from;
            while (to < outputs.size() && packets > 0) {
                packets -= endsPacket(golden, golden.output().get(outputs.get(to))) ? 1 : 0;
                to++;
            }
            outputsOf.set(record, outputs.subList(from, to));
            from = to;
        }
    }

    private static boolean endsPacket(GoldenCase golden, byte[] output) {
        return !OuterFragments.isPiece(output) || golden.info().noReassembly() || OuterFragments.isLast(output);
    }

    /** The output records of one input, those joined that IP cut after ESP. */
    List<Sent> sent(int input) {
        List<Sent> sent = new ArrayList<>();
        List<byte[]> pieces = new ArrayList<>();
        for (int record : outputsOf.get(input)) {
            byte[] bytes = output.get(record);
            if (!OuterFragments.isPiece(bytes) || whole) {
                sent.add(new Sent(bytes, record, 0));
                continue;
            }
            pieces.add(bytes);
            if (OuterFragments.isLast(bytes)) {
                sent.add(new Sent(OuterFragments.join(pieces), record, pieces.getFirst().length));
                pieces.clear();
            }
        }
        return sent;
    }

    /** @param cutAt length of the first piece, 0 of a packet that was not cut; {@code record} of the last one. */
    record Sent(byte[] bytes, int record, int cutAt) {}

    /** An SA afterwards, nothing if it is gone. */
    Optional<StateCounters> stateOf(GoldenSa sa) {
        long spi = Integer.toUnsignedLong(sa.spiBits());
        return states.stream().filter(state -> state.spi() == spi).findFirst();
    }

    /**
     * Whether a case is of a kind in which the kernel has no fault that it could show: no SA, packets in clear, and
     * several SAs one after the other, which are never deferred.
     */
    static boolean isRight(GoldenCase golden) {
        return golden.info().cleartext() || golden.info().sas().size() != 1;
    }

    /** This record as what is expected. */
    Expectation asExpectation(GoldenCase golden) {
        List<Expectation.Packet> packets = new ArrayList<>();
        List<PacketGroup.Icmp> told = new ArrayList<>();
        for (PacketGroup group : golden.info().packets()) {
            told.addAll(group.icmp());
            for (int input : group.inputs()) {
                for (int record : outputsOf.get(input)) {
                    packets.add(packet(
                            golden,
                            input,
                            output.get(record),
                            golden.outputMeta(record).mark()));
                }
            }
        }
        List<StateCounters> after = new ArrayList<>();
        golden.info().sas().forEach(sa -> stateOf(sa).ifPresent(after::add));
        return new Expectation(packets, xfrmStat, after, told, Set.of());
    }

    private static Expectation.Packet packet(GoldenCase golden, int input, byte[] bytes, int mark) {
        boolean clear = golden.info().cleartext();
        boolean randomId = !clear && (golden.info().randomOuterId() || hasDrawnId(golden));
        boolean inner = !clear && golden.info().randomInnerId();
        int icv = clear || golden.sa() == null ? 0 : golden.sa().icvLength();
        return new Expectation.Packet(
                input,
                bytes,
                0,
                randomId,
                false,
                null,
                golden.sa() == null ? 0 : golden.sa().ivLength(),
                icv,
                mark,
                inner ? new Expectation.InnerIds(golden.sa()) : null);
    }

    /**
     * An IPv6 tunnel's packet may be fragmented by whoever made it ({@code ignore_df}), so an IPv4 header around it has
     * an ID from the kernel's counters even with DF.
     */
    private static boolean hasDrawnId(GoldenCase golden) {
        List<GoldenSa> sas = golden.info().sas();
        return sas.size() > 1
                && sas.getLast().outerFamily() == 4
                && sas.get(sas.size() - 2).outerFamily() == 6;
    }
}
