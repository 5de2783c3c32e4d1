// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

/** Tells whether what is timed now can be trusted. Asked by the measured thread. */
public interface Gate {
    /** Looks at the core now; the less the better. */
    double sample();

    /** A run begins. */
    void start();

    /** What part of the time since {@link #start} the thread had a core at all, 0 to 1. */
    double share();

    /** Whether a sample, this one or an earlier one, shows a core to itself. */
    boolean isQuiet(double sample);
}
