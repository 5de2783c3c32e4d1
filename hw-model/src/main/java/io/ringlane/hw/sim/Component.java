// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/** A part of a model with at most one event pending, see {@link Simulation}. Stepped by the simulation's thread. */
@FunctionalInterface
public interface Component {
    /** Its event is due; none is pending any more, and the component may schedule its next one. */
    void fire(long nowPs);
}
