// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Tcp;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.testing.PoolLeakCheck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changes in TCP segments and their IP headers, on the inline road. */
final class GsoTcpTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(64, 4, 2);
    private final GsoSegmenter segmenter = new GsoSegmenter();
    private final SuperFrame frame = SuperFrame.inline(4);
    private Packet packet;

    @AfterEach
    void freeAll() {
        if (packet != null) {
            Segments.free(segmenter.head(), packet);
        }
    }

    private List<Packet> cut(SegmentPlan plan) {
        packet = frame.build(pool);
        assertThat(segmenter.segment(packet, plan, pool)).isEqualTo(GsoResult.CUT);
        return Segments.list(segmenter.head());
    }

    private List<Packet> cut() {
        return cut(frame.plan());
    }

    @ParameterizedTest
    @CsvSource({
        // flags of the super-packet, of the first, the middle, the last segment
        "0x10, 0x10, 0x10, 0x10",
        "0x11, 0x10, 0x10, 0x11",
        "0x18, 0x10, 0x10, 0x18",
        "0x19, 0x10, 0x10, 0x19",
        "0x90, 0x90, 0x10, 0x10",
        "0xd9, 0xd0, 0x50, 0x59",
        "0xff, 0xf6, 0x76, 0x7f",
        "0x00, 0x00, 0x00, 0x00"
    })
    void shouldKeepFinAndPshOnTheLastAndCwrOnTheFirstWhenFlagsAreSet(
            String flags, String first, String middle, String last) {
        frame.tcpFlags = Integer.decode(flags);

        List<Packet> segments = cut();

        assertThat(segments)
                .extracting(segment -> Tcp.flags(segment.buffer(), segment.transport()))
                .containsExactly(Integer.decode(first), Integer.decode(middle), Integer.decode(last));
    }

    @Test
    void shouldAdvanceTheSequenceByThePayloadInFrontEvenOverTheWrap() {
        frame.tcpSequence = 0xfffffff0;

        assertThat(cut())
                .extracting(segment -> Tcp.sequence(segment.buffer(), segment.transport()))
                .containsExactly(0xfffffff0, 984, 1984);
    }

    @ParameterizedTest
    @CsvSource({"7, 1, 7", "3001, 1000, 4", "999, 333, 3", "1001, 1000, 2", "5, 2, 3", "40, 1, 40"})
    void shouldCountSegmentsFromTheBytesWhenSizesAreOdd(int payload, int size, int count) {
        frame.payload = payload;
        frame.gsoSize = size;

        List<Packet> segments = cut();

        assertThat(segments).hasSize(count);
        assertThat(segmenter.count()).isEqualTo(count);
        assertThat(segmenter.tail()).isSameAs(segments.getLast());
        assertThat(segments.getLast().length()).isEqualTo(40 + payload - (count - 1) * size);
        assertLikeReference(segments);
    }

    @Test
    void shouldIgnoreTheSendersSegmentCountWhenItLies() {
        packet = frame.build(pool);
        packet.gsoSegs(0);
        packet.gsoType(packet.gsoType() | GsoType.DODGY);

        assertThat(segmenter.segment(packet, frame.plan(), pool)).isEqualTo(GsoResult.CUT);

        assertThat(segmenter.count()).isEqualTo(3);
    }

    @Test
    void shouldAdvanceTheIpv4IdAndWrapItWhenItIsNotFixed() {
        frame.innerId = 0xffff;

        assertThat(cut())
                .extracting(segment -> Ipv4.id(segment.buffer(), segment.network()))
                .containsExactly(0xffff, 0, 1);
    }

    @Test
    void shouldRepeatTheIpv4IdWhenItIsFixed() {
        frame.gsoTypeExtra = GsoType.TCP_FIXEDID;

        assertThat(cut())
                .extracting(segment -> Ipv4.id(segment.buffer(), segment.network()))
                .containsExactly(0x100, 0x100, 0x100);
    }

    @Test
    void shouldRepeatOptionsOfBothHeadersWhenThereAreAny() {
        frame.tcpOptions = 12;
        frame.ipOptions = 8;

        assertLikeReference(cut());
    }

    @Test
    void shouldStepOverExtensionHeadersWhenTheyStandBeforeTcp() {
        SuperFrame six = SuperFrame.inline(6);
        six.protectedExtensions = new int[] {8, 24};
        packet = six.build(pool);

        assertThat(segmenter.segment(packet, six.plan(), pool)).isEqualTo(GsoResult.CUT);

        Packet last = segmenter.tail();
        assertThat(last.transport()).isEqualTo(last.network() + 40 + 32);
        assertThat(Ipv6.payloadLength(last.buffer(), last.network())).isEqualTo(32 + 20 + 1000);
        assertThat(Ipv6.payloadLength(last.buffer(), last.network())).isEqualTo(last.tail() - last.network() - 40);
    }

    @Test
    void shouldCarryTheTaggedMacHeaderInFrontWhenDataStandsAtTheNetworkHeader() {
        frame.vlan = 7;

        for (Packet segment : cut()) {
            assertThat(segment.data()).isEqualTo(segment.network()).isEqualTo(segment.mac() + 18);
            assertThat(segment.macLength()).isEqualTo(18);
            assertThat(segment.buffer().getLong(segment.mac() + 10))
                    .isEqualTo(packet.buffer().getLong(packet.mac() + 10));
        }
    }

    @Test
    void shouldCompleteChecksumsWhenTheSuperPacketsWasFull() {
        frame.fullChecksum = true;

        List<Packet> segments = cut();

        assertThat(segments).allMatch(segment -> segment.checksumMode() == ChecksumMode.NONE);
        assertLikeReference(segments);
    }

    @Test
    void shouldLeaveChecksumsWrongWhenTheSuperPacketsWasWrong() {
        frame.fullChecksum = true;
        packet = frame.build(pool);
        int field = frame.transport(packet) + Tcp.CHECKSUM_OFFSET;
        packet.buffer().putByte(field, (byte) (packet.buffer().getByte(field) ^ 1));
        List<byte[]> right = reference(true);

        segmenter.segment(packet, frame.plan(), pool);

        int k = 0;
        for (Packet segment : Segments.list(segmenter.head())) {
            int wrong = Arrays.mismatch(Segments.bytes(segment), right.get(k++));
            assertThat(wrong).isBetween(14 + 20 + 16, 14 + 20 + 17);
        }
    }

    @Test
    void shouldLeaveThePseudoHeaderSumWhenTheDeviceCompletes() {
        List<Packet> segments = cut(frame.plan().softwareChecksum(false));

        for (Packet segment : segments) {
            assertThat(segment.checksumMode()).isEqualTo(ChecksumMode.PARTIAL);
            assertThat(segment.checksumStart()).isEqualTo(segment.transport());
            assertThat(segment.checksumOffset()).isEqualTo(16);
        }
        List<byte[]> partial = reference(false);
        for (int k = 0; k < segments.size(); k++) {
            assertThat(Segments.bytes(segments.get(k))).isEqualTo(partial.get(k));
        }
    }

    @Test
    void shouldCompleteToTheSameBytesWhenSoftwareFinishesAPartialSegment() {
        List<Packet> segments = cut(frame.plan().softwareChecksum(false).borrowBody(true));

        assertThat(segments).allMatch(ChecksumCompletion::complete);

        assertLikeReference(segments);
    }

    @Test
    void shouldMakeOrdinaryPacketsOfTheSegments() {
        packet = frame.build(pool);
        packet.mark(99);
        packet.flowHash(0x55aa);
        packet.queue(3);
        segmenter.segment(packet, frame.plan(), pool);

        for (Packet segment : Segments.list(segmenter.head())) {
            assertThat(segment.isGso()).isFalse();
            assertThat(segment.gsoType()).isZero();
            assertThat(segment.mark()).isEqualTo(99);
            assertThat(segment.flowHash()).isEqualTo(0x55aa);
            assertThat(segment.queue()).isEqualTo(3);
            assertThat(segment.marksInOrder()).isTrue();
        }
    }

    private void assertLikeReference(List<Packet> segments) {
        List<byte[]> expected = reference(true);
        assertThat(segments).hasSameSizeAs(expected);
        for (int k = 0; k < expected.size(); k++) {
            assertThat(Segments.bytes(segments.get(k))).isEqualTo(expected.get(k));
        }
    }

    private List<byte[]> reference(boolean complete) {
        return GsoDifferentialTest.reference(frame, packet).segments(1, complete);
    }
}
