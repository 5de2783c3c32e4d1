// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

/** How a packet's cost may depend on its length and on the number of SAs; simpler ones first. */
enum CostForm {
    /** A straight line, and something more for each number of SAs. */
    LINE("a line, more by SAs"),
    /** A straight line of its own for each number of SAs. */
    LINES("a line for each number of SAs"),
    /** A line with knots, and something more for each number of SAs. */
    KNOTS("knots, more by SAs"),
    /** A line with knots, and a straight line on top of it for each number of SAs. */
    KNOTS_AND_LINES("knots, and a line by SAs"),
    /** A line with knots, and another one on top of it for each number of SAs. */
    TABLE("knots for each number of SAs");

    private final String label;

    CostForm(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    boolean hasKnots() {
        return this != LINE && this != LINES;
    }
}
