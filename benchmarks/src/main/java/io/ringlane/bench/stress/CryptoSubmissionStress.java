// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/**
 * {@code CryptoQueue}, to the worker: a burst that is taken is the one that was filled, with all that the core wrote
 * into it.
 */
@JCStressTest
@Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "nothing submitted yet")
@Outcome(id = "1, 42", expect = Expect.ACCEPTABLE, desc = "taken as it was filled")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "taken before it was filled")
@State
public class CryptoSubmissionStress {
    private final CryptoQueue queue = new CryptoQueue(1, 1);

    /** Fills and submits. */
    @Actor
    public void core() {
        CryptoBurst burst = queue.begin();
        burst.add(null, null, 0, 42);
        queue.submit(burst);
    }

    /** Takes. */
    @Actor
    public void worker(IJ_Result result) {
        CryptoBurst burst = queue.take();
        result.r1 = burst == null ? -1 : burst.size();
        result.r2 = burst == null ? 0 : burst.sequence(0);
    }

    /** Gives the memory back. */
    @Arbiter
    public void end(IJ_Result result) {
        queue.close();
    }
}
