// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import io.ringlane.hw.sim.ByteClock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Tells what each packet of one direction costs a core, in the order in which it works on them. Between two numbers of
 * SAs costs go straight by the logarithm of the number, beyond them they stay. Owned by the simulation's thread.
 */
final class WorkClock {
    private final long fixedPs;
    private final long changePs;
    private final ByteClock bytes;
    /** Null where the cost is a straight line. */
    private final LengthCost lengths;

    private int last;

    /**
     * @param tunnels SAs in use.
     * @param morePs  on top, for each packet.
     */
    WorkClock(HostProfile.Work work, long tunnels, long morePs) {
        fixedPs = work.packetPs() + morePs;
        changePs = work.changePs();
        bytes = new ByteClock(work.bytePs().numerator(), work.bytePs().denominator());
        lengths = work.lengths().isEmpty() ? null : at(work.lengths(), tunnels);
    }

    /** Picoseconds of the next packet. @param length of the clear frame, FCS included. */
    long take(int length) {
        long ps = fixedPs + bytes.take(length);
        if (lengths != null) {
            ps += lengths.at(length);
        }
        if (length != last) {
            ps += last == 0 ? 0 : changePs;
            last = length;
        }
        return ps;
    }

    /** The costs with a number of SAs that may lie between two that are known. */
    static LengthCost at(List<LengthCost> known, long tunnels) {
        LengthCost below = known.getFirst();
        for (LengthCost above : known) {
            if (tunnels <= above.tunnels()) {
                return tunnels <= below.tunnels() ? below : between(below, above, tunnels);
            }
            below = above;
        }
        return below;
    }

    private static LengthCost between(LengthCost below, LengthCost above, long tunnels) {
        double from = StrictMath.log((double) below.tunnels());
        double into = (StrictMath.log((double) tunnels) - from) / (StrictMath.log((double) above.tunnels()) - from);
        TreeSet<Integer> all = new TreeSet<>();
        below.knots().forEach(knot -> all.add(knot.bytes()));
        above.knots().forEach(knot -> all.add(knot.bytes()));
        List<LengthCost.Knot> knots = new ArrayList<>();
        for (int length : all) {
            long start = below.at(length);
            knots.add(new LengthCost.Knot(length, start + Math.round((above.at(length) - start) * into)));
        }
        return new LengthCost(tunnels, knots);
    }
}
