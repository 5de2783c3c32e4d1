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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@code CryptoQueue}, back to the core: a burst that comes back carries the outcomes that the worker wrote, and its
 * credit is there only once it was recycled.
 */
@JCStressTest
@Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "still with the worker: no credit")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "sealed, and its credit is back")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "back without outcome, or a credit too many")
@State
public class CryptoCompletionStress {
    private final CryptoQueue queue = new CryptoQueue(1, 1);

    /** Submits the only burst. */
    public CryptoCompletionStress() {
        CryptoBurst burst = queue.begin();
        burst.add(null, null, 0, 1);
        queue.submit(burst);
    }

    /** Seals. */
    @Actor
    public void worker() {
        CryptoBurst burst = queue.take();
        burst.outcome(0, CryptoBurst.DONE);
        queue.giveBack(burst);
    }

    /** Completes and recycles. */
    @Actor
    public void core(II_Result result) {
        CryptoBurst burst = queue.complete();
        result.r1 = burst == null ? -1 : burst.outcome(0);
        if (burst != null) {
            queue.recycle(burst);
        }
        result.r2 = queue.credits();
    }

    /** Gives the memory back. */
    @Arbiter
    public void end(II_Result result) {
        queue.close();
    }
}
