// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.ring.SpscRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * {@code SpscRing}, full: the producer is refused or finds the place that the consumer has just left; the element that
 * it then puts there is not mixed up with the old one.
 */
@JCStressTest
@Outcome(id = "false, 1, 2", expect = Expect.ACCEPTABLE, desc = "refused: the consumer came later")
@Outcome(id = "true, 1, 2", expect = Expect.ACCEPTABLE, desc = "the place that came free was taken")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "an element lost, overwritten or out of order")
@State
public class SpscRoomStress {
    private static final int CAPACITY = 4;

    private final SpscRing<Integer> ring = new SpscRing<>(CAPACITY);

    /** Fills the ring. */
    public SpscRoomStress() {
        for (int i = 1; i <= CAPACITY; i++) {
            ring.offer(i);
        }
    }

    /** Offers one more. */
    @Actor
    public void producer(ZII_Result result) {
        result.r1 = ring.offer(CAPACITY + 1);
    }

    /** Makes room. */
    @Actor
    public void consumer(ZII_Result result) {
        result.r2 = ring.poll();
    }

    /** The rest is there, in order, with the new element last if it was taken. */
    @Arbiter
    public void rest(ZII_Result result) {
        int expected = 2;
        Integer polled = ring.poll();
        while (polled != null && polled == expected) {
            expected++;
            polled = ring.poll();
        }
        int last = result.r1 ? CAPACITY + 1 : CAPACITY;
        result.r3 = polled == null && expected == last + 1 ? 2 : -1;
    }
}
