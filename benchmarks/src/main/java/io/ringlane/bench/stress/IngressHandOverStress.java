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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@code IngressRing}, full bursts: the core sees none of a burst or all of it, and what the producer stored before it
 * handed the burst over.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing handed over yet")
@Outcome(id = "2, 42", expect = Expect.ACCEPTABLE, desc = "both packets, and the store is seen")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "half a burst, or a store not seen")
@State
public class IngressHandOverStress {
    /** Only references cross: all states share two packets. */
    private static final PacketPool POOL = new PacketPool("stress", 2, 0, 0);

    private static final Packet FIRST = POOL.take(SlotClass.WIRE);
    private static final Packet SECOND = POOL.take(SlotClass.WIRE);

    private final IngressRing ring = new IngressRing(1);
    private final PacketBatch arrived = new PacketBatch(PacketBatch.BURST);
    private int stored;

    /** Stores, fills a burst, hands it over. */
    @Actor
    public void producer() {
        PacketBatch burst = ring.burst();
        stored = 42;
        burst.add(FIRST);
        burst.add(SECOND);
        ring.offer(burst);
    }

    /** Drains. */
    @Actor
    public void core(II_Result result) {
        result.r1 = ring.drainTo(arrived);
        result.r2 = result.r1 == 0 ? 0 : stored;
    }
}
