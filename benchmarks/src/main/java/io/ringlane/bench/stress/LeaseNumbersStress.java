// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import io.ringlane.cores.NumberLeases;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * {@code NumberLeases}: two cores lease, give part of a lease back, and lease again; no number is used twice, and each
 * core's numbers rise.
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "every number once, each core's own in order")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "a number came twice or out of order")
@State
public class LeaseNumbersStress {
    private static final SaConfig CONFIG = new SaConfigBuilder()
            .between("192.0.2.1", "198.51.100.2")
            .spi(0x1000)
            .ivSalt(0)
            .build();
    private static final int LEASE = 4;
    private static final int USED = 2;
    private static final int LEASES = 3;
    private static final int NUMBERS = 2 * LEASES * LEASE;

    private final NumberLeases numbers = new NumberLeases(CONFIG);
    private final long[] ones = new long[LEASES];
    private final long[] others = new long[LEASES];

    private void work(long[] firsts) {
        for (int i = 0; i < LEASES; i++) {
            firsts[i] = numbers.lease(1, LEASE, numbers.limit());
            numbers.giveBack(firsts[i], LEASE, USED);
        }
    }

    /** One core. */
    @Actor
    public void one() {
        work(ones);
    }

    /** The other. */
    @Actor
    public void other() {
        work(others);
    }

    /** Looks at all numbers that were used. */
    @Arbiter
    public void look(Z_Result result) {
        boolean[] used = new boolean[NUMBERS + 1];
        result.r1 = mark(ones, used) && mark(others, used);
    }

    private static boolean mark(long[] firsts, boolean[] used) {
        long last = 0;
        for (long first : firsts) {
            for (long number = first; number < first + USED; number++) {
                if (number <= last || used[(int) number]) {
                    return false;
                }
                used[(int) number] = true;
                last = number;
            }
        }
        return true;
    }
}
