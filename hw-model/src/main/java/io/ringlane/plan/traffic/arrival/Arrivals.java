// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

/** Times at which packets are to be sent. Allocates nothing. One owner thread. */
@FunctionalInterface
public interface Arrivals {
    /** Picoseconds of the next packet, never before the one before; {@code Simulation.NEVER} when there is none. */
    long next();
}
