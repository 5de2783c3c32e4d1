// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import io.ringlane.plan.scenario.Scenario;

/**
 * One trial to run. Immutable; two points that are equal have the same result on any machine.
 *
 * @param scenario what is modelled.
 * @param load     packets per second, as the scenario counts them.
 * @param packets  offered after the warm-up.
 * @param repeat   number of the seed, from 0; the same number means the same random streams whatever else differs.
 */
public record Point(Scenario scenario, double load, long packets, int repeat) {
    public Point {
        if (!(load > 0) || packets < 1 || repeat < 0) {
            throw new IllegalArgumentException(
                    "trial of " + packets + " packets at " + load + " pps, repeat " + repeat);
        }
    }
}
