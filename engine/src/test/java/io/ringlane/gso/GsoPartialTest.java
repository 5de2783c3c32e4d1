// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.header.Ipv4;
import io.ringlane.header.Tcp;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.PoolLeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Super-segments for a device that repeats the headers itself ({@code gso_partial}). */
final class GsoPartialTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(16, 4, 2);
    private final GsoSegmenter segmenter = new GsoSegmenter();
    private final SuperFrame frame = SuperFrame.deferred(XfrmMode.TUNNEL, 4, 4);
    private Packet packet;

    @AfterEach
    void freeAll() {
        Segments.free(segmenter.head(), packet);
    }

    private List<Packet> cut(int payload, int factor) {
        frame.payload = payload;
        frame.gsoTypeExtra = GsoType.DODGY;
        packet = frame.build(pool);
        SegmentPlan plan = frame.plan().partialFactor(factor).softwareChecksum(false);
        assertThat(segmenter.segment(packet, plan, pool)).isEqualTo(GsoResult.CUT);
        return Segments.list(segmenter.head());
    }

    @Test
    void shouldStepNumbersAndIdsByTheSegmentsInEachWhenTwoByTwo() {
        List<Packet> segments = cut(4000, 2);

        assertThat(segments).extracting(Packet::sequenceLow).containsExactly(42, 44);
        assertThat(segments).extracting(Packet::gsoSegs).containsExactly(2, 2);
        assertThat(segments).extracting(Packet::gsoSize).containsExactly(1000, 1000);
        assertThat(segments)
                .extracting(segment -> Ipv4.id(segment.buffer(), segment.network()))
                .containsExactly(0x900, 0x902);
        assertThat(segments)
                .extracting(segment -> Tcp.sequence(segment.buffer(), segment.transport()))
                .containsExactly(1, 2001);
    }

    @Test
    void shouldStateTheLengthOfOneSegmentInSuperSegments() {
        Packet first = cut(5000, 2).getFirst();

        assertThat(first.length()).isEqualTo(14 + 20 + 16 + 20 + 20 + 2000);
        assertThat(Ipv4.totalLength(first.buffer(), first.network())).isEqualTo(20 + 16 + 20 + 20 + 1000);
        assertThat(Ipv4.totalLength(first.buffer(), first.espOffset() + 16)).isEqualTo(20 + 20 + 1000);
    }

    @Test
    void shouldMarkThemAsPartialAndTrusted() {
        Packet first = cut(5000, 2).getFirst();

        assertThat(first.gsoType()).isEqualTo(GsoType.TCPV4 | GsoType.ESP | GsoType.PARTIAL);
    }

    @Test
    void shouldMakeAnOrdinaryPacketOfTheLastWhenItIsNotLongerThanOneSegment() {
        List<Packet> segments = cut(5000, 2);

        assertThat(segments).hasSize(3);
        Packet last = segments.getLast();
        assertThat(last.isGso()).isFalse();
        assertThat(last.gsoType()).isZero();
        assertThat(last.sequenceLow()).isEqualTo(46);
    }

    @Test
    void shouldCountTheSegmentsOfAShortLastSuperSegment() {
        List<Packet> segments = cut(4501, 3);

        assertThat(segments).extracting(Packet::gsoSegs).containsExactly(3, 2);
        assertThat(segments.getLast().length()).isEqualTo(90 + 1501);
    }

    @Test
    void shouldKeepOneSuperSegmentWhenTheFactorHoldsEverything() {
        List<Packet> segments = cut(4500, 64);

        assertThat(segments).hasSize(1);
        assertThat(segments.getFirst().gsoSegs()).isEqualTo(5);
    }
}
