// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IngressRingTest {
    private static final int BURSTS = 2;

    private final PacketPool pool = new PacketPool("ingress", BURSTS * PacketBatch.BURST, 0, 0);
    private final IngressRing ring = new IngressRing(BURSTS);
    private final List<Packet> sent = new ArrayList<>();

    @BeforeEach
    void fillRing() {
        for (int i = 0; i < BURSTS; i++) {
            PacketBatch burst = ring.burst();
            while (!burst.isFull()) {
                Packet packet = pool.takeFor(64);
                sent.add(packet);
                burst.add(packet);
            }
            ring.offer(burst);
        }
    }

    @AfterEach
    void closePool() {
        sent.forEach(pool::give);
        pool.close();
    }

    /** As when cores close while one has a burst half taken in. */
    @Test
    void shouldDrainAllBehindBurstThatIsHalfDrained() {
        PacketBatch some = new PacketBatch(6);
        PacketList rest = new PacketList();

        assertThat(ring.drainTo(some)).isEqualTo(6);
        assertThat(ring.drainTo(rest, Integer.MAX_VALUE)).isEqualTo(sent.size() - 6);

        List<Packet> came = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            came.add(some.get(i));
        }
        while (!rest.isEmpty()) {
            came.add(rest.poll());
        }
        assertThat(came).isEqualTo(sent);
        assertThat(ring.burst()).isNotNull();
        assertThat(ring.burst()).isNotNull();
        assertThat(ring.burst()).isNull();
    }

    @Test
    void shouldStopAtLimitInsideBurst() {
        PacketList some = new PacketList();

        assertThat(ring.drainTo(some, 40)).isEqualTo(40);
        assertThat(some.last()).isSameAs(sent.get(39));
        assertThat(ring.drainTo(some, 40)).isEqualTo(sent.size() - 40);
        assertThat(ring.drainTo(some, 40)).isZero();
        while (!some.isEmpty()) {
            some.poll();
        }
    }
}
