// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.GoldenSa;
import io.ringlane.golden.PacketGroup;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.Road;
import io.ringlane.golden.StateCounters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Works out what is expected of a case on one road: the kernel's packets, opened and sealed again where the kernel's
 * number, IV, ESN half or next header is wrong. All by rule from the case's own input; see the decision records that
 * {@link Deviation} names. One thread, used once.
 */
public final class ExpectationBuilder {
    private static final long LOW = 0xffff_ffffL;
    private static final String SEQUENCE_ERROR = "XfrmOutStateSeqError";
    private static final String MODE_ERROR = "XfrmOutStateModeError";

    private final GoldenCase golden;
    private final Road road;
    private final KernelRecord kernel;
    private final GoldenSa sa;
    private final EspCodec codec;
    private final OuterHeader headers;
    private final SequencePlan plan;
    private final SequencePlan kernelPlan;
    private final List<Expectation.Packet> packets = new ArrayList<>();
    private final Map<String, Long> stat;
    private final Set<Deviation> deviations = EnumSet.noneOf(Deviation.class);
    private final Set<Integer> lost = new HashSet<>();
    private final Set<Integer> sentAnyway = new HashSet<>();
    private boolean uncounted;
    private boolean steppedBack;
    private boolean renumbered;
    private long bytes;
    private long counted;

    private ExpectationBuilder(GoldenCase golden, Road asked) {
        this.golden = golden;
        boolean hides = asked == Road.DEFERRED && golden.sa().tfcpad() != 0;
        road = hides ? Road.INLINE : asked;
        if (hides && !golden.output().isEmpty()) {
            deviations.add(Deviation.LENGTHS_NOT_HIDDEN);
        }
        kernel = KernelRecord.of(golden, road);
        sa = golden.sa();
        codec = new EspCodec(sa);
        headers = new OuterHeader(sa, golden.info().outerTtl());
        plan = SequencePlan.right(sa);
        kernelPlan = SequencePlan.kernelDeferred(sa);
        stat = new TreeMap<>(kernel.xfrmStat());
    }

    /** The expectation for a case. */
    public static Expectation expect(GoldenCase golden, Road road) {
        if (KernelRecord.isRight(golden)) {
            return KernelRecord.of(golden, road).asExpectation(golden);
        }
        ExpectationBuilder builder = new ExpectationBuilder(golden, road);
        for (int record = 0; record < golden.input().size(); record++) {
            if (!golden.inputMeta(record).isIngress()) {
                builder.input(record);
            }
        }
        return builder.finish();
    }

    private Expectation finish() {
        List<PacketGroup.Icmp> told = told();
        StateCounters state = kernel.stateOf(sa).orElse(null);
        if (state != null && (uncounted || steppedBack)) {
            renumbered |= state.sequenceLow() != plan.low() || state.sequenceHigh() != plan.high();
        }
        if (renumbered) {
            deviations.addAll(causes());
        }
        if (state != null && (renumbered || !kernel.complete())) {
            state = new StateCounters(state.spi(), plan.high(), plan.low(), bytes, counted);
        }
        stat.values().removeIf(count -> count == 0);
        return new Expectation(packets, stat, state == null ? List.of() : List.of(state), told, deviations);
    }

    /** What senders are told on this road, where the kernel's number for the MTU is of use to them. */
    private List<PacketGroup.Icmp> told() {
        List<PacketGroup.Icmp> told = new ArrayList<>();
        for (PacketGroup group : golden.info().packets()) {
            int record = group.inputs().isEmpty() ? 0 : group.inputs().getFirst();
            for (PacketGroup.Icmp icmp : group.icmp()) {
                boolean sent = !group.inputs().isEmpty()
                        && (!kernel.outputsOf().get(record).isEmpty() || sentAnyway.contains(record));
                if (!sent) {
                    told.add(lost.contains(record) ? withRoomForEsp(icmp) : icmp);
                }
            }
        }
        return told;
    }

    private PacketGroup.Icmp withRoomForEsp(PacketGroup.Icmp icmp) {
        int mtu = sa.mtu(golden.info().egress().mtu());
        if (icmp.mtu() != mtu) {
            deviations.add(Deviation.LINK_MTU_TOLD);
        }
        return new PacketGroup.Icmp(icmp.ipv4(), icmp.ipv6(), mtu);
    }

    private void input(int record) {
        byte[] packet = golden.input().get(record);
        PacketMeta meta = golden.inputMeta(record);
        if (meta.isGso() && !isWhole(record)) {
            segmentsFirst(record);
            return;
        }
        int segments = Segments.count(packet, meta);
        int advance = meta.isGso() ? meta.gsoSegs() : 1;
        List<KernelRecord.Sent> outputs = kernel.sent(record);
        if (outputs.isEmpty() && lostBehindEsp(record, packet)) {
            return;
        }
        if (outputs.isEmpty() && refusedOtherwise(record, advance)) {
            return;
        }
        if (!outputs.isEmpty()) {
            kernelPlan.take(1, advance);
        }
        uncounted |= meta.isGso() && meta.gsoSegs() == 0;
        long[] numbers = plan.take(segments, segments);
        settle(outputs.isEmpty(), numbers == null);
        if (numbers == null) {
            return;
        }
        bytes += OuterHeader.protectedLength(sa, packet);
        counted++;
        if (outputs.isEmpty()) {
            forward(record, numbers);
        } else {
            again(record, outputs, numbers);
        }
    }

    /** ESP inside output: each segment asks for a number, and the first refusal ends it. */
    private void segmentsFirst(int record) {
        List<byte[]> cut = Segments.cut(golden.input().get(record), golden.inputMeta(record));
        List<KernelRecord.Sent> outputs = kernel.sent(record);
        long[] numbers = new long[cut.size()];
        int sent = 0;
        while (sent < outputs.size() && sent < cut.size()) {
            long[] number = plan.take(1, 1);
            if (number == null) {
                break;
            }
            kernelPlan.take(1, 1);
            numbers[sent] = number[0];
            bytes += OuterHeader.protectedLength(sa, cut.get(sent));
            counted++;
            sent++;
        }
        if (sent > 0) {
            again(record, outputs.subList(0, sent), Arrays.copyOf(numbers, sent));
        }
        if (sent < cut.size()) {
            lostBehindEsp(record, cut.get(sent));
        }
    }

    /**
     * An IPv6 packet in transport mode that is too long for the link only when ESP is there: it has its number, and is
     * dropped. True if this is one.
     */
    private boolean lostBehindEsp(int record, byte[] packet) {
        if (sa.isTunnel()
                || sa.isBeet()
                || IpBytes.version(packet) != 6
                || golden.info().isLocal()) {
            return false;
        }
        int esp = OuterHeader.transportEsp(packet);
        int length = sa.sealedLength(esp, packet.length - esp);
        if (length <= golden.info().egress().mtu() || plan.take(1, 1) == null) {
            return false;
        }
        kernelPlan.take(1, 1);
        bytes += packet.length - esp;
        counted++;
        lost.add(record);
        return true;
    }

    /** Whether a super-packet stays whole until validate: the question that offload_ok answers. */
    private boolean isWhole(int record) {
        if (road == Road.INLINE) {
            return false;
        }
        String parameters = golden.info().egress().parameters();
        boolean refusing = parameters != null && parameters.contains("offload_ok=0");
        boolean elsewhere = sa.offload() != null
                && !sa.offload().device().equals(golden.info().egress().device());
        int largest = Segments.largest(golden.input().get(record), golden.inputMeta(record));
        return !refusing && !elsewhere && sa.encap() == null && largest <= golden.dstMtu(record);
    }

    /**
     * The kernel sent nothing: true if that has nothing to do with numbers or with the unset mark, so that it holds
     * for the engine too. Moves the kernel's numbers on.
     */
    private boolean refusedOtherwise(int record, int advance) {
        if (road != Road.INLINE && sizeOfUnsetMark(record)) {
            deviations.add(Deviation.SIZE_OF_UNSET_MARK);
            sentAnyway.add(record);
            count(MODE_ERROR, -1);
            count(SEQUENCE_ERROR, 1);
            return false;
        }
        boolean exhausted = road == Road.INLINE ? !plan.fits(advance) : !kernelPlan.fits(advance);
        if (exhausted) {
            steppedBack |= road != Road.INLINE && sa.esn();
            kernelPlan.take(1, advance);
        }
        return !exhausted;
    }

    /** Every segment fits the MTU that the kernel reported back when it refused the super-packet. */
    private boolean sizeOfUnsetMark(int record) {
        PacketMeta meta = golden.inputMeta(record);
        int mtu = kernel.reportedMtu()[record];
        return meta.isGso()
                && mtu > 0
                && (sa.isTunnel() || sa.isBeet())
                && Segments.largest(golden.input().get(record), meta) <= mtu;
    }

    /** Puts the counter right when only one of kernel and engine has a number for the packet. */
    private void settle(boolean kernelRefused, boolean refused) {
        if (kernelRefused == refused) {
            return;
        }
        renumbered = true;
        count(SEQUENCE_ERROR, refused ? 1 : -1);
    }

    /** The faults that moved the kernel's numbers away from the right ones. */
    private Set<Deviation> causes() {
        Set<Deviation> causes = EnumSet.noneOf(Deviation.class);
        if (uncounted) {
            causes.add(Deviation.UNCOUNTED_SEGMENTS);
        }
        if (steppedBack) {
            causes.add(Deviation.NUMBER_GIVEN_BACK);
        }
        return causes;
    }

    private void count(String counter, long change) {
        stat.merge(counter, change, Long::sum);
    }

    /** Packets that the kernel did not send, from the input alone. */
    private void forward(int record, long[] numbers) {
        List<byte[]> cut = Segments.cut(golden.input().get(record), golden.inputMeta(record));
        for (int i = 0; i < numbers.length; i++) {
            OuterHeader.Encapsulated encapsulated = headers.encapsulate(cut.get(i), i);
            byte[] sealed = seal(encapsulated.outer(), encapsulated.body(), numbers[i]);
            add(record, sealed, numbers[i], 0, golden.inputMeta(record).mark());
        }
    }

    /** The kernel's packets with the right numbers. */
    private void again(int record, List<KernelRecord.Sent> outputs, long[] numbers) {
        for (int i = 0; i < outputs.size() && i < numbers.length; i++) {
            KernelRecord.Sent sent = outputs.get(i);
            PacketMeta device = road == Road.HARDWARE ? golden.outputMeta(sent.record()) : PacketMeta.none();
            if (device.isLeftToDevice()) {
                handed(record, sent.bytes(), numbers[i], device);
            } else {
                int mark = golden.outputMeta(sent.record()).mark();
                add(record, resealed(record, sent.bytes(), numbers[i]), numbers[i], sent.cutAt(), mark);
            }
        }
    }

    /** @param cutAt length at which IP cuts the packet, 0 if it does not. */
    private void add(int record, byte[] sealed, long number, int cutAt, int mark) {
        for (byte[] piece : cutAt == 0 ? List.of(sealed) : OuterFragments.cut(sealed, cutAt)) {
            packets.add(new Expectation.Packet(
                    record,
                    piece,
                    number,
                    hasRandomId(),
                    cutAt != 0,
                    null,
                    sa.ivLength(),
                    codec.icvLength(),
                    mark,
                    null));
        }
    }

    private void handed(int record, byte[] sent, long number, PacketMeta device) {
        byte[] bytesOf = sent.clone();
        EspPacket esp = EspPacket.of(bytesOf, sa);
        if (esp.sequence() != (number & LOW)) {
            renumbered = true;
            IpBytes.put32(bytesOf, esp.espOffset() + 4, number);
        }
        int icv = device.isGso() ? 0 : codec.icvLength();
        packets.add(new Expectation.Packet(
                record, bytesOf, number, hasRandomId(), false, device, sa.ivLength(), icv, device.mark(), null));
    }

    private byte[] resealed(int record, byte[] sent, long number) {
        EspPacket esp = EspPacket.of(sent, sa);
        byte[] body = codec.decrypt(esp);
        judgeNumber(esp, number);
        byte[] outer = esp.outer();
        if (!sa.isTunnel() && !sa.isBeet()) {
            byte[] input = golden.input().get(record);
            byte next = input[OuterHeader.transportNamedAt(input)];
            if (body[body.length - 1] != next) {
                deviations.add(Deviation.LEFTOVER_NEXT_HEADER);
                body[body.length - 1] = next;
            }
        } else if (isInlineFromDeferred()) {
            renumberOuter(record, outer);
        }
        return seal(outer, body, number);
    }

    /** The capture is the deferred road's: its outer IDs count up, those of the inline road do not. */
    private boolean isInlineFromDeferred() {
        return road == Road.INLINE
                && Road.of(golden.info().path()) == Road.DEFERRED
                && (golden.inline() == null || golden.inline().pcap() == null);
    }

    private void renumberOuter(int record, byte[] outer) {
        boolean copied = sa.isBeet() && IpBytes.version(golden.input().get(record)) == 4;
        if (IpBytes.version(outer) == 4 && !copied && !hasRandomId()) {
            IpBytes.put16(outer, 4, 0);
            IpBytes.fixIpv4Checksum(outer);
        }
    }

    private void judgeNumber(EspPacket esp, long number) {
        long high = number >>> 32;
        if (esp.sequence() != (number & LOW)) {
            renumbered = true;
        } else if (isInlineFromDeferred()) {
            return;
        } else if (sa.esn() && !codec.verifies(esp, high)) {
            deviations.add(Deviation.ESN_HALF_AT_WRAP);
        } else {
            judgeIv(codec.ivDifference(esp, number));
        }
    }

    private void judgeIv(long difference) {
        if ((difference & LOW) != 0) {
            deviations.add(Deviation.IV_FROM_NEXT_NUMBER);
        }
        if (difference >>> 32 != 0) {
            deviations.add(sa.esn() ? Deviation.IV_FROM_NEXT_NUMBER : Deviation.IV_HIGH_HALF_WITHOUT_ESN);
        }
    }

    private byte[] seal(byte[] outer, byte[] body, long number) {
        byte[] packet = codec.seal(outer, Integer.toUnsignedLong(sa.spiBits()), number, body);
        if (sa.encap() != null && IpBytes.version(packet) == 6) {
            IpBytes.fixUdpChecksum(packet, outer.length - IpBytes.UDP_LENGTH);
        }
        return packet;
    }

    private boolean hasRandomId() {
        return golden.info().randomOuterId();
    }
}
