// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

/**
 * One leg of the way to a goal: what decides about a load, and how wide the interval may stay. Immutable.
 *
 * @param loss         share of packets a good trial may lose.
 * @param exceed       share of the seconds in all that bad trials may make up.
 * @param steps        of the grid, the width of a narrow enough interval.
 * @param trialSeconds of one trial.
 * @param secondsInAll of the trials that decide.
 * @param expansion    what a width is multiplied by when the answer is outside.
 */
record SearchTarget(double loss, double exceed, int steps, double trialSeconds, double secondsInAll, int expansion) {}
