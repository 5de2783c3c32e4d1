// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import io.ringlane.hw.yaml.Rational;

/** Exact multiples of a gap that is no whole number of picoseconds: the remainder is carried. One owner thread. */
public final class Gaps {
    private static final long SECOND_PS = 1_000_000_000_000L;

    private final long whole;
    private final long remainder;
    private final long denominator;
    private long carried;

    /** @param gapPs above 0. */
    public Gaps(Rational gapPs) {
        whole = gapPs.floorOf(1);
        denominator = gapPs.denominator();
        remainder = gapPs.numerator() - whole * denominator;
    }

    /** Picoseconds from one packet to the next at a mean rate. */
    public static Rational gapPs(Rational packetsPerSecond) {
        if (packetsPerSecond.numerator() <= 0) {
            throw new IllegalArgumentException("rate must be above 0 pps, is " + packetsPerSecond);
        }
        return Rational.of(SECOND_PS).dividedBy(packetsPerSecond);
    }

    /** Picoseconds until the next multiple, rounded down. */
    public long next() {
        carried += remainder;
        if (carried < denominator) {
            return whole;
        }
        carried -= denominator;
        return whole + 1;
    }

    /** Begins anew, with nothing carried. */
    void restart() {
        carried = 0;
    }
}
