// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.tx.PacketHome;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@code PacketHome}: two slots sent home by the core in a burst each. The producer's pool gets them at once or later,
 * whole bursts only, and in the end exactly two.
 */
@JCStressTest
@Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "nothing home yet")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "one burst home")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both home")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a slot lost or come home twice")
@State
public class PacketHomeStress {
    private final PacketPool pool = new PacketPool("stress", 2, 0, 0);
    private final PacketHome home = new PacketHome(pool, 2);
    private final Packet first = pool.take(SlotClass.WIRE);
    private final Packet second = pool.take(SlotClass.WIRE);

    /** Sends both home. */
    @Actor
    public void core() {
        home.free(first);
        home.flush();
        home.free(second);
        home.flush();
    }

    /** Collects once. */
    @Actor
    public void producer(II_Result result) {
        result.r1 = home.collect();
    }

    /** Collects the rest, and gives the memory back. */
    @Arbiter
    public void rest(II_Result result) {
        home.collect();
        result.r2 = pool.available(SlotClass.WIRE);
        pool.close();
    }
}
