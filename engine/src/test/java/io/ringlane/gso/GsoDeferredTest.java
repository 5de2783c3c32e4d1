// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.PoolLeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segments of packets that are encapsulated already: marks, outer headers and offload records. */
final class GsoDeferredTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(16, 4, 2);
    private final GsoSegmenter segmenter = new GsoSegmenter();
    private Packet packet;

    @AfterEach
    void freeAll() {
        Segments.free(segmenter.head(), packet);
    }

    private List<Packet> cut(SuperFrame frame) {
        return cut(frame, frame.plan());
    }

    private List<Packet> cut(SuperFrame frame, SegmentPlan plan) {
        packet = frame.build(pool);
        assertThat(segmenter.segment(packet, plan, pool)).isEqualTo(GsoResult.CUT);
        return Segments.list(segmenter.head());
    }

    @ParameterizedTest(name = "{0} {1}in{2}, IP options {3}, outer extensions {4}, VLAN {5}: {6}, {7}")
    @CsvSource({
        // table 1.5, "trans in, GSO segment" and network, relative to mac
        "TRANSPORT, 4, 4, 0,  0, -1, 14,  50",
        "TRANSPORT, 4, 4, 4,  0, -1, 14,  54",
        "TUNNEL,    4, 4, 0,  0, -1, 14,  70",
        "TUNNEL,    6, 4, 0,  0, -1, 14,  90",
        "TUNNEL,    4, 6, 0,  0, -1, 14,  90",
        "TUNNEL,    6, 6, 0,  0, -1, 14, 110",
        "TRANSPORT, 6, 6, 0,  0, -1, 14,  70",
        "TRANSPORT, 6, 6, 0,  8, -1, 14,  78",
        "TRANSPORT, 6, 6, 0, 16, -1, 14,  86",
        "BEET,      4, 4, 0,  0, -1, 14,  50",
        "BEET,      4, 4, 4,  0, -1, 14,  58",
        "BEET,      4, 4, 8,  0, -1, 14,  66",
        "BEET,      6, 4, 0,  0, -1, 14,  50",
        "BEET,      4, 6, 0,  0, -1, 14,  70",
        "BEET,      4, 6, 8,  0, -1, 14,  86",
        "BEET,      6, 6, 0,  0, -1, 14,  70",
        "TUNNEL,    4, 4, 0,  0,  7, 18,  74",
        "BEET,      4, 6, 8,  0,  7, 18,  90"
    })
    void shouldSetTheMarksOfTheTableWhenEncapsulated(
            XfrmMode mode,
            int family,
            int outerFamily,
            int options,
            int extensions,
            int vlan,
            int network,
            int transport) {
        SuperFrame frame = SuperFrame.deferred(mode, family, outerFamily);
        frame.ipOptions = options;
        frame.vlan = vlan;
        frame.outerExtensions = extensions == 0 ? new int[0] : new int[] {extensions};

        for (Packet segment : cut(frame)) {
            assertThat(segment.data()).isEqualTo(segment.mac());
            assertThat(segment.network() - segment.mac()).isEqualTo(network);
            assertThat(segment.macLength()).isEqualTo(network);
            assertThat(segment.transport() - segment.mac()).isEqualTo(transport);
            assertThat(segment.espOffset() - segment.mac()).isEqualTo(packet.espOffset() - packet.mac());
            assertThat(segment.marksInOrder()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSPORT, 4, 4, 8",
        "TRANSPORT, 6, 6, 0",
        "TUNNEL, 4, 4, 0",
        "TUNNEL, 4, 4, 12",
        "TUNNEL, 6, 4, 0",
        "TUNNEL, 4, 6, 4",
        "TUNNEL, 6, 6, 0",
        "BEET, 4, 4, 4",
        "BEET, 4, 4, 40",
        "BEET, 6, 4, 0",
        "BEET, 4, 6, 8",
        "BEET, 6, 6, 0"
    })
    void shouldCutLikeTheReferenceInEachMode(XfrmMode mode, int family, int outerFamily, int options) {
        SuperFrame frame = SuperFrame.deferred(mode, family, outerFamily);
        frame.ipOptions = options;
        frame.payload = 2501;

        List<Packet> segments = cut(frame);

        assertThat(segments)
                .extracting(Segments::bytes)
                .containsExactlyElementsOf(
                        GsoDifferentialTest.reference(frame, packet).segments(1, true));
    }

    @Test
    void shouldNumberOuterAndInnerIpv4IdsFromTheirFirst() {
        SuperFrame frame = SuperFrame.deferred(XfrmMode.TUNNEL, 4, 4);

        List<Packet> segments = cut(frame);

        assertThat(segments)
                .extracting(segment -> Ipv4.id(segment.buffer(), segment.network()))
                .containsExactly(0x900, 0x901, 0x902);
        assertThat(segments)
                .extracting(segment -> Ipv4.id(segment.buffer(), segment.espOffset() + 16))
                .containsExactly(0x100, 0x101, 0x102);
    }

    @Test
    void shouldStateOuterLengthsWithoutTrailer() {
        SuperFrame frame = SuperFrame.deferred(XfrmMode.TUNNEL, 4, 6);

        Packet last = cut(frame).getLast();

        assertThat(Ipv6.payloadLength(last.buffer(), last.network())).isEqualTo(16 + 20 + 20 + 1000);
    }

    @Test
    void shouldGiveEachSegmentTheNextNumberWhenAllFitTheLowHalf() {
        SuperFrame frame = SuperFrame.deferred(XfrmMode.TUNNEL, 4, 4);
        frame.payload = 4000;

        assertThat(cut(frame)).extracting(Packet::sequenceLow).containsExactly(42, 43, 44, 45);
    }

    @Test
    void shouldCarryIntoTheHighHalfWhenTheLowHalfWraps() {
        SuperFrame frame = SuperFrame.deferred(XfrmMode.TRANSPORT, 6, 6);
        frame.payload = 4000;
        frame.sequenceLow = 0xfffffffe;
        frame.sequenceHigh = 5;

        List<Packet> segments = cut(frame);

        assertThat(segments).extracting(Packet::sequenceLow).containsExactly(0xfffffffe, 0xffffffff, 0, 1);
        assertThat(segments).extracting(Packet::sequenceHigh).containsExactly(5, 5, 6, 6);
    }

    @Test
    void shouldGiveEachSegmentARecordOfItsOwn() {
        SuperFrame frame = SuperFrame.deferred(XfrmMode.TUNNEL, 4, 4);
        packet = frame.build(pool);
        packet.stateIndex(9);
        packet.stateGeneration(3);
        packet.offloadFlags(XfrmOffloadFlags.CRYPTO_FALLBACK);
        segmenter.segment(packet, frame.plan(), pool);
        List<Packet> segments = Segments.list(segmenter.head());

        segments.getFirst().offloadFlags(XfrmOffloadFlags.XMIT);
        segments.getFirst().sequenceLow(7);

        for (Packet segment : segments.subList(1, segments.size())) {
            assertThat(segment.offloadFlags())
                    .isEqualTo(XfrmOffloadFlags.CRYPTO_FALLBACK | XfrmOffloadFlags.GSO_SEGMENT);
            assertThat(segment.hasOffload()).isTrue();
            assertThat(segment.stateIndex()).isEqualTo(9);
            assertThat(segment.stateGeneration()).isEqualTo(3);
            assertThat(segment.nextProtocol()).isEqualTo(4);
            assertThat(segment.sequenceLow()).isGreaterThan(42);
        }
    }

    @Test
    void shouldKeepTheTransportMarkBehindTheIvWhenOptionsFollowThere() {
        SuperFrame frame = SuperFrame.deferred(XfrmMode.TRANSPORT, 6, 6);
        frame.protectedExtensions = new int[] {8};

        for (Packet segment : cut(frame, frame.plan().softwareChecksum(false))) {
            assertThat(segment.transport()).isEqualTo(segment.espOffset() + 16);
            assertThat(segment.checksumStart()).isEqualTo(segment.espOffset() + 16 + 8);
        }
    }

    @Test
    void shouldPlaceSegmentsWithRoomInFrontAndBehindWhenTheSuperPacketStandsDeepInItsSlot() {
        SuperFrame frame = SuperFrame.deferred(XfrmMode.TUNNEL, 4, 4);
        packet = frame.build(pool);
        int shift = 5_000;
        packet.buffer().putBytes(packet.data() + shift, packet.buffer(), packet.data(), packet.length());
        packet.mac(packet.mac() + shift);
        packet.network(packet.network() + shift);
        packet.espOffset(packet.espOffset() + shift);
        packet.protocolByte(packet.protocolByte() + shift);
        packet.checksumStart(packet.checksumStart() + shift);
        packet.place(packet.data() + shift, packet.length());
        List<byte[]> expected = GsoDifferentialTest.reference(frame, packet).segments(1, true);

        segmenter.segment(packet, frame.plan(), pool);

        for (Packet segment : Segments.list(segmenter.head())) {
            assertThat(segment.headroom()).isEqualTo(128);
            assertThat(segment.tailroom()).isGreaterThanOrEqualTo(64);
            assertThat(segment.buffer().getByte(segment.protocolByte())).isEqualTo((byte) 50);
        }
        assertThat(Segments.list(segmenter.head())).extracting(Segments::bytes).containsExactlyElementsOf(expected);
    }
}
