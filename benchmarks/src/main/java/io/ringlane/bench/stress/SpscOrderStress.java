// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.ring.SpscRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@code SpscRing}: two elements of one producer leave in the order in which they were offered, none is lost or seen
 * twice, and a poll that finds nothing does not make a later one miss.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing offered yet")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "one seen, then none")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "none, then the first")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "both, in order")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "out of order, twice, or lost")
@State
public class SpscOrderStress {
    private final SpscRing<Integer> ring = new SpscRing<>(4);

    /** Offers 1, then 2. */
    @Actor
    public void producer() {
        ring.offer(1);
        ring.offer(2);
    }

    /** Polls twice. */
    @Actor
    public void consumer(II_Result result) {
        result.r1 = number(ring.poll());
        result.r2 = number(ring.poll());
    }

    private static int number(Integer polled) {
        return polled == null ? 0 : polled;
    }
}
