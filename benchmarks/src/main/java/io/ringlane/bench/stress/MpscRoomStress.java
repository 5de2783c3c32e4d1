// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.ring.MpscRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * {@code MpscRing} with one place left: of two producers exactly one is refused, and the other's element is there.
 */
@JCStressTest
@Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "the first producer got the place")
@Outcome(id = "false, true, 2", expect = Expect.ACCEPTABLE, desc = "the second producer got it")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both, none, or the wrong element")
@State
public class MpscRoomStress {
    private static final int CAPACITY = 4;

    private final MpscRing<Integer> ring = new MpscRing<>(CAPACITY);

    /** Leaves one place. */
    public MpscRoomStress() {
        for (int i = 1; i < CAPACITY; i++) {
            ring.offer(0);
        }
    }

    /** Offers 1. */
    @Actor
    public void first(ZZI_Result result) {
        result.r1 = ring.offer(1);
    }

    /** Offers 2. */
    @Actor
    public void second(ZZI_Result result) {
        result.r2 = ring.offer(2);
    }

    /** The last element. */
    @Arbiter
    public void last(ZZI_Result result) {
        Integer polled = ring.poll();
        while (polled != null) {
            result.r3 = polled;
            polled = ring.poll();
        }
    }
}
