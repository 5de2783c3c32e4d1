// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.tx.IngressRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * {@code IngressRing}, empty bursts: the producer has to hold until the core has drained the only burst; the one it
 * gets back is empty, whatever the core did to it last.
 */
@JCStressTest
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "still with the core: the producer holds")
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "back, and empty")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "back with packets in it")
@State
public class IngressReturnStress {
    private static final PacketPool POOL = new PacketPool("stress", 1, 0, 0);
    private static final Packet PACKET = POOL.take(SlotClass.WIRE);

    private final IngressRing ring = new IngressRing(1);
    private final PacketBatch arrived = new PacketBatch(PacketBatch.BURST);

    /** Hands the only burst over. */
    public IngressReturnStress() {
        PacketBatch burst = ring.burst();
        burst.add(PACKET);
        ring.offer(burst);
    }

    /** Drains it, which sends it back. */
    @Actor
    public void core() {
        ring.drainTo(arrived);
    }

    /** Asks for a burst. */
    @Actor
    public void producer(I_Result result) {
        PacketBatch burst = ring.burst();
        result.r1 = burst == null ? -1 : burst.size();
    }
}
