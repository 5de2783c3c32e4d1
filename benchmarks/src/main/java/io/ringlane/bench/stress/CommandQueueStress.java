// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.tx.CommandQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * {@code CommandQueue}: a command runs once, on the core's thread, and sees what its sender stored before it offered
 * it. Two commands of one sender run in their order.
 */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "none ran yet")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the first ran")
@Outcome(id = "12", expect = Expect.ACCEPTABLE, desc = "both ran, in order")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "out of order, twice, or a store not seen")
@State
public class CommandQueueStress {
    private static final int NOT_SEEN = 9;

    private final CommandQueue queue = new CommandQueue(4);
    private int stored;
    private int ran;

    /** Stores and offers, twice. */
    @Actor
    public void sender() {
        stored = 1;
        queue.offer(() -> ran = stored != 0 ? ran * 10 + 1 : NOT_SEEN);
        stored = 2;
        queue.offer(() -> ran = stored == 2 ? ran * 10 + 2 : NOT_SEEN);
    }

    /** Runs what is there. */
    @Actor
    public void core(I_Result result) {
        queue.run();
        result.r1 = ran;
    }
}
