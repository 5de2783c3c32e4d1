// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

/**
 * What a stage, or a direction of a PCIe link, did in the measured part of a trial. Immutable.
 *
 * @param name        of the stage.
 * @param role        its name without the number of its core and port, to be added up over them.
 * @param capacity    packets it has places for.
 * @param in          packets it took in.
 * @param lost        packets that ended on its account.
 * @param meanHeld    packets it held, in the mean over time.
 * @param most        packets it ever held, warm-up included.
 * @param meanStayPs  time that a packet stayed which left; 0 without one.
 * @param utilisation share of the time in which its servers worked; NaN where it has none.
 */
public record StageFigures(
        String name,
        String role,
        int capacity,
        long in,
        long lost,
        double meanHeld,
        long most,
        double meanStayPs,
        double utilisation) {}
