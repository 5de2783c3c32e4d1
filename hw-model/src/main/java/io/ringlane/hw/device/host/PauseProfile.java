// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import java.util.List;

/**
 * How long, and how far apart, the times are in which a core is taken away from what it works on: by interrupts, or by
 * the machine below a virtual one. Each as quantiles, straight between them; one says nothing of the other. Immutable.
 *
 * @param gaps    from the end of a pause to the beginning of the next.
 * @param lengths of the pauses.
 */
public record PauseProfile(List<Part> gaps, List<Part> lengths) {
    /**
     * A quantile.
     *
     * @param share of all that are not longer, 0 to 1.
     */
    public record Part(double share, long ps) {
        @Override
        public String toString() {
            return share + "=" + ps;
        }
    }

    /** Copies the lists. */
    public PauseProfile {
        gaps = checked("gaps", gaps);
        lengths = checked("lengths", lengths);
        if (gaps.getLast().ps < 1) {
            throw new IllegalArgumentException("there must be time between pauses");
        }
    }

    private static List<Part> checked(String what, List<Part> parts) {
        boolean isWhole = !parts.isEmpty()
                && parts.getFirst().share == 0
                && parts.getLast().share == 1
                && parts.getFirst().ps >= 0;
        for (int i = 1; isWhole && i < parts.size(); i++) {
            isWhole = parts.get(i).share > parts.get(i - 1).share && parts.get(i).ps >= parts.get(i - 1).ps;
        }
        if (!isWhole) {
            throw new IllegalArgumentException(
                    what + " of pauses must rise from quantile 0 to quantile 1, are " + parts);
        }
        return List.copyOf(parts);
    }

    /** Picoseconds at a quantile. */
    static long at(List<Part> parts, double share) {
        Part below = parts.getFirst();
        for (Part above : parts) {
            if (share <= above.share) {
                double width = above.share - below.share;
                double into = width == 0 ? 1 : (share - below.share) / width;
                return below.ps + Math.round((above.ps - below.ps) * into);
            }
            below = above;
        }
        return below.ps;
    }
}
