// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.yaml.Rational;
import java.util.Map;

/** What it costs to have the SA of a packet at hand: a cache, or curves that were fitted; never both. Immutable. */
public sealed interface Context {
    /**
     * A set-associative cache of SA contexts.
     *
     * @param slots       contexts that fit, of each direction.
     * @param ways        of a set; divides the slots.
     * @param random      whether a victim is drawn; the least recently used goes otherwise.
     * @param hitPs       of a lookup that finds its context.
     * @param missBytes   read for one context; 0 where a miss is answered by memory on the card.
     * @param outstanding reads under way at once.
     * @param missPs      until a context that was missing is there.
     */
    record Cache(int slots, int ways, boolean random, long hitPs, int missBytes, int outstanding, long missPs)
            implements Context {}

    /**
     * Fitted costs, by who forwards.
     *
     * @param byMode what was fitted; a mode that is missing cannot be asked for.
     */
    record Curves(Map<ForwardingMode, Curve> byMode) implements Context {
        /** Copies the map. */
        public Curves {
            byMode = Map.copyOf(byMode);
        }
    }

    /** How a curve grows with the number of tunnels. */
    enum Shape {
        /** {@code slope * (tunnels - origin)}. */
        LINEAR,
        /** {@code base + slope * log2(tunnels)}. */
        LOG2
    }

    /**
     * The time that one server takes for each inner packet of either direction.
     *
     * @param basePs    at one tunnel; 0 for a linear curve.
     * @param slopePs   picoseconds for each more tunnel, or for each doubling of tunnels.
     * @param origin    tunnels up to which a linear curve costs nothing, which is what its cache would hold.
     * @param slots     contexts whose miss ratio stands for the number of tunnels when popularity is skewed.
     * @param fewest    tunnels that the fit covers at least.
     * @param most      tunnels that the fit covers at most.
     */
    record Curve(Shape shape, long basePs, Rational slopePs, Rational origin, int slots, int fewest, int most) {
        /** Picoseconds for a packet with that many tunnels in use, each as likely as the other. */
        public long costPs(long tunnels) {
            if (shape == Shape.LINEAR) {
                Rational above = Rational.of(tunnels).plus(origin.times(Rational.of(-1)));
                return Math.max(0, slopePs.times(above).rounded());
            }
            // the same on any machine, and no event's time by itself
            double doublings = StrictMath.log((double) Math.max(1, tunnels)) / StrictMath.log(2);
            return Math.max(0, basePs + StrictMath.round(slopePs.asDouble() * doublings));
        }

        /** Whether the fit covers that many tunnels. */
        public boolean covers(long tunnels) {
            return tunnels >= fewest && tunnels <= most;
        }
    }
}
