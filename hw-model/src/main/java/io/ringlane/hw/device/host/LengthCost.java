// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import io.ringlane.hw.yaml.Rational;
import java.util.List;

/**
 * What a packet costs with so many SAs in use, by its length: straight between the knots, and straight on beyond them.
 * Immutable.
 *
 * @param tunnels SAs in use.
 * @param knots   two at least, by rising length.
 */
public record LengthCost(long tunnels, List<Knot> knots) {
    /**
     * A packet's cost.
     *
     * @param bytes of the clear frame, FCS included.
     * @param ps    picoseconds.
     */
    public record Knot(int bytes, long ps) {
        @Override
        public String toString() {
            return bytes + "=" + ps;
        }
    }

    /** Copies the list. */
    public LengthCost {
        knots = List.copyOf(knots);
        if (tunnels < 1 || knots.size() < 2) {
            throw new IllegalArgumentException(
                    "costs by length need 1 SA and 2 lengths at least, are of " + tunnels + " and " + knots.size());
        }
        for (int i = 1; i < knots.size(); i++) {
            if (knots.get(i).bytes <= knots.get(i - 1).bytes) {
                throw new IllegalArgumentException(
                        "lengths must rise, " + knots.get(i).bytes + " follows " + knots.get(i - 1).bytes);
            }
        }
    }

    /** All costs so many times as high. */
    LengthCost times(Rational factor) {
        return new LengthCost(
                tunnels,
                knots.stream()
                        .map(knot -> new Knot(knot.bytes, HostProfile.times(knot.ps, factor)))
                        .toList());
    }

    /** Picoseconds of a packet of so many bytes; never below 0. */
    public long at(int bytes) {
        int above = 1;
        while (above < knots.size() - 1 && bytes > knots.get(above).bytes) {
            above++;
        }
        Knot left = knots.get(above - 1);
        Knot right = knots.get(above);
        long rise = Math.multiplyExact(right.ps - left.ps, (long) bytes - left.bytes);
        return Math.max(0, left.ps + Math.floorDiv(rise, right.bytes - left.bytes));
    }
}
