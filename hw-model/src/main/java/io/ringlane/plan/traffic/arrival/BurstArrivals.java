// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.yaml.Rational;

/** Bursts at a peak rate, their beginnings evenly apart. */
final class BurstArrivals implements Arrivals {
    private final Gaps bursts;
    private final Gaps spacing;
    private final long packets;
    private final long most;
    private long burstPs;
    private long nowPs;
    private long sent;
    private long begun = 1;

    BurstArrivals(Rational gapPs, ArrivalSpec.Bursts spec) {
        Rational peakGap = Gaps.gapPs(spec.peak());
        spacing = new Gaps(peakGap.compareTo(gapPs) < 0 ? peakGap : gapPs);
        bursts = new Gaps(gapPs.times(Rational.of(spec.packets())));
        packets = spec.packets();
        most = spec.bursts();
    }

    @Override
    public long next() {
        if (sent == packets) {
            if (begun == most) {
                return Simulation.NEVER;
            }
            begun++;
            burstPs += bursts.next();
            sent = 0;
            spacing.restart();
        }
        nowPs = sent == 0 ? burstPs : nowPs + spacing.next();
        sent++;
        return nowPs;
    }
}
