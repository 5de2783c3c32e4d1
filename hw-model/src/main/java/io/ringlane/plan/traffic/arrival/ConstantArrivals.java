// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import io.ringlane.hw.sim.random.RandomStream;
import io.ringlane.hw.yaml.Rational;

/** Evenly spaced packets, each a little late if wanted. */
final class ConstantArrivals implements Arrivals {
    private final Gaps gaps;
    private final long jitterPs;
    private final RandomStream stream;
    private long duePs;
    private long lastPs;
    private boolean begun;

    ConstantArrivals(Rational gapPs, long phasePs, long jitterPs, RandomStream stream) {
        gaps = new Gaps(gapPs);
        this.jitterPs = jitterPs;
        this.stream = stream;
        duePs = phasePs;
    }

    @Override
    public long next() {
        if (begun) {
            duePs += gaps.next();
        }
        begun = true;
        long late = jitterPs == 0 ? 0 : stream.nextBelow(jitterPs + 1);
        lastPs = Math.max(lastPs, duePs + late);
        return lastPs;
    }
}
