// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.header.Udp;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.testing.PoolLeakCheck;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changes in UDP segments. */
final class GsoUdpTest {
    private static final int LENGTH_AND_CHECKSUM = 4;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(16, 0, 2);
    private final GsoSegmenter segmenter = new GsoSegmenter();

    private static SuperFrame frame(int family) {
        SuperFrame frame = SuperFrame.inline(family);
        frame.udp = true;
        frame.payload = 1041;
        frame.gsoSize = 347;
        return frame;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void shouldGiveEachDatagramItsOwnLengthAndChecksum(int family) {
        SuperFrame frame = frame(family);
        frame.payload = 1000;
        Packet packet = frame.build(pool);
        List<byte[]> expected = GsoDifferentialTest.reference(frame, packet).segments(1, true);

        assertThat(segmenter.segment(packet, frame.plan(), pool)).isEqualTo(GsoResult.CUT);

        List<Packet> segments = Segments.list(segmenter.head());
        assertThat(segments)
                .extracting(segment -> Udp.length(segment.buffer(), segment.transport()))
                .containsExactly(355, 355, 314);
        assertThat(segments).extracting(Segments::bytes).containsExactlyElementsOf(expected);
        Segments.free(segmenter.head(), packet);
    }

    @Test
    void shouldSendAllOnesWhenTheChecksumComesToZero() {
        SuperFrame frame = frame(4);
        frame.payload = 4;
        frame.gsoSize = 2;
        Packet packet = frame.build(pool);
        int payload = frame.transport(packet) + Udp.LENGTH;
        segmenter.segment(packet, frame.plan(), pool);
        Packet first = segmenter.head();
        int checksum = Udp.checksum(first.buffer(), first.transport());
        int word = packet.buffer().getShort(payload, ByteOrder.BIG_ENDIAN) & 0xffff;
        // the two payload bytes that make everything sum to 0xffff
        int sum = word + checksum;
        packet.buffer().putShort(payload, (short) (sum + (sum >>> 16)), ByteOrder.BIG_ENDIAN);
        giveAll(segmenter.head());

        segmenter.segment(packet, frame.plan(), pool);

        assertThat(Udp.checksum(segmenter.head().buffer(), segmenter.head().transport()))
                .isEqualTo(0xffff);
        Segments.free(segmenter.head(), packet);
    }

    @Test
    void shouldLeaveDatagramsWithoutChecksumWhenTheSuperPacketHadNone() {
        SuperFrame frame = frame(4);
        frame.fullChecksum = true;
        Packet packet = frame.build(pool);
        Udp.checksum(packet.buffer(), frame.transport(packet), 0);

        segmenter.segment(packet, frame.plan(), pool);

        for (Packet segment : Segments.list(segmenter.head())) {
            assertThat(segment.checksumMode()).isEqualTo(ChecksumMode.NONE);
            assertThat(segment.buffer().getInt(segment.transport() + LENGTH_AND_CHECKSUM, ByteOrder.BIG_ENDIAN))
                    .isEqualTo(355 << 16);
        }
        Segments.free(segmenter.head(), packet);
    }

    private static void giveAll(Packet head) {
        Segments.list(head).forEach(segment -> segment.pool().give(segment));
    }
}
