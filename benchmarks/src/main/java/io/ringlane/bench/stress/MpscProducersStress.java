// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.ring.MpscRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * {@code MpscRing}: two producers, two elements each. All four arrive, those of one producer in order; between the
 * producers any order is right.
 */
@JCStressTest
@Outcome(id = "4, true", expect = Expect.ACCEPTABLE, desc = "all there, each producer in order")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "lost, twice, or out of order")
@State
public class MpscProducersStress {
    private static final int CAPACITY = 4;
    private static final int SECOND = 10;

    private final MpscRing<Integer> ring = new MpscRing<>(CAPACITY);

    /** Offers 1, then 2. */
    @Actor
    public void first() {
        ring.offer(1);
        ring.offer(2);
    }

    /** Offers 11, then 12. */
    @Actor
    public void second() {
        ring.offer(SECOND + 1);
        ring.offer(SECOND + 2);
    }

    /** Polls what is there. */
    @Arbiter
    public void consumer(IZ_Result result) {
        int nextOfFirst = 1;
        int nextOfSecond = SECOND + 1;
        boolean inOrder = true;
        Integer polled = ring.poll();
        while (polled != null) {
            result.r1++;
            if (polled < SECOND) {
                inOrder &= polled == nextOfFirst++;
            } else {
                inOrder &= polled == nextOfSecond++;
            }
            polled = ring.poll();
        }
        result.r2 = inOrder;
    }
}
