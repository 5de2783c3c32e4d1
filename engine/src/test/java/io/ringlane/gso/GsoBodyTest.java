// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.AllocationGate;
import io.ringlane.testing.PoolLeakCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payload borrowed or copied: who holds the super-packet's slot, and that cutting makes no garbage. */
final class GsoBodyTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(64, 0, 2);
    private final GsoSegmenter segmenter = new GsoSegmenter();
    private final SuperFrame frame = SuperFrame.deferred(XfrmMode.TUNNEL, 4, 4);

    @Test
    void shouldHoldTheSuperPacketOncePerSegmentWhenBodiesAreBorrowed() {
        Packet packet = frame.build(pool);

        segmenter.segment(packet, frame.plan().borrowBody(true), pool);

        assertThat(packet.holds()).isEqualTo(3);
        List<Packet> segments = Segments.list(segmenter.head());
        assertThat(segments.get(0).dropBody()).isNull();
        assertThat(segments.get(2).dropBody()).isNull();
        assertThat(segments.get(1).dropBody()).isSameAs(packet);
        segments.forEach(pool::give);
        pool.give(packet);
    }

    @Test
    void shouldPointAtThePayloadAndLeaveItsPlaceWhenBodiesAreBorrowed() {
        Packet packet = frame.build(pool);
        int payload = frame.transport(packet) + 20;

        segmenter.segment(packet, frame.plan().borrowBody(true), pool);

        Packet second = segmenter.head().next();
        assertThat(second.bodyOwner()).isSameAs(packet);
        assertThat(second.bodyOffset()).isEqualTo(payload + 1000);
        assertThat(second.bodyLength()).isEqualTo(1000);
        assertThat(second.bodyPlace()).isEqualTo(second.transport() + 20);
        assertThat(second.tail()).isEqualTo(second.bodyPlace() + 1000);
        Segments.free(segmenter.head(), packet);
    }

    @Test
    void shouldNotHoldTheSuperPacketWhenBodiesAreCopied() {
        Packet packet = frame.build(pool);

        segmenter.segment(packet, frame.plan(), pool);

        assertThat(packet.holds()).isZero();
        assertThat(Segments.list(segmenter.head())).allMatch(segment -> segment.bodyOwner() == null);
        Segments.free(segmenter.head(), packet);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAllocateNothingWhenCutting(boolean borrow) {
        Packet packet = frame.build(pool);
        SegmentPlan plan = frame.plan().borrowBody(borrow);

        AllocationGate.assertNoAllocation("segment", () -> {
            segmenter.segment(packet, plan, pool);
            Packet segment = segmenter.head();
            while (segment != null) {
                Packet next = segment.next();
                segment.dropBody();
                pool.give(segment);
                segment = next;
            }
        });

        pool.give(packet);
    }
}
