// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import java.util.List;

/**
 * What a search is to find, with the attributes of draft-ietf-bmwg-mlrsearch-15. Durations are in seconds as there;
 * in a model a second stands for a number of packets, and a trial for one seed. Immutable.
 *
 * @param name            as reports call it, such as NDR.
 * @param loss            share of packets a good trial may lose, from 0, below 1.
 * @param exceed          share of the duration sum that bad trials may make up, from 0, below 1.
 * @param width           of the final interval, relative to its upper end.
 * @param initialSeconds  of the first, coarse trials.
 * @param finalSeconds    of the trials that count.
 * @param secondsInAll    of trials that decide about one load.
 * @param coarserTargets  how many coarser searches lead up to it.
 * @param expansion       what an interval is widened by when it does not hold the answer.
 */
public record SearchGoal(
        String name,
        double loss,
        double exceed,
        double width,
        double initialSeconds,
        double finalSeconds,
        double secondsInAll,
        int coarserTargets,
        int expansion) {
    private static final double CSIT_WIDTH = 0.005;
    /** Any grid does to count trials. */
    private static final LoadGrid PLANNING = new LoadGrid(1, 10, CSIT_WIDTH);

    public SearchGoal {
        require(loss >= 0 && loss < 1, name, "loss must be from 0 and below 1", loss);
        require(exceed >= 0 && exceed < 1, name, "exceed ratio must be from 0 and below 1", exceed);
        require(width > 0 && width < 1, name, "width must be above 0 and below 1", width);
        require(initialSeconds > 0, name, "initial trial must be longer than 0 s", initialSeconds);
        require(finalSeconds >= initialSeconds, name, "final trial must not be shorter than the initial", finalSeconds);
        require(secondsInAll >= finalSeconds, name, "duration sum must not be below one final trial", secondsInAll);
        require(coarserTargets >= 0, name, "number of coarser targets must be from 0", coarserTargets);
        require(expansion >= 2, name, "expansion must be 2 or more", expansion);
        require(
                coarserTargets > 0 || initialSeconds >= secondsInAll,
                name,
                "a shorter initial trial needs a coarser target, there are",
                coarserTargets);
    }

    private static void require(boolean holds, String name, String rule, double value) {
        if (!holds) {
            throw new IllegalArgumentException("goal " + name + ": " + rule + ", is " + value);
        }
    }

    /** As FD.io CSIT searches: trials of 1 s, 21 s in all, half of them may be bad, two coarser targets [S6]. */
    public static SearchGoal csit(String name, double loss) {
        return new SearchGoal(name, loss, 0.5, CSIT_WIDTH, 1, 1, 21, 2, 2);
    }

    /** One trial of 60 s without loss, as RFC 2544 wants. */
    public static SearchGoal rfc2544() {
        return new SearchGoal("RFC2544", 0, 0, CSIT_WIDTH, 60, 60, 60, 0, 2);
    }

    /** Two trials of 60 s, of which one may lose: ETSI GS NFV-TST 009. */
    public static SearchGoal tst009() {
        return new SearchGoal("TST009", 0, 0.5, CSIT_WIDTH, 60, 60, 120, 1, 2);
    }

    /** The same goal with another width. */
    public SearchGoal withWidth(double other) {
        return new SearchGoal(
                name, loss, exceed, other, initialSeconds, finalSeconds, secondsInAll, coarserTargets, expansion);
    }

    /** The same goal decided by so many trials, each as long as the others. */
    public SearchGoal withTrials(int trials) {
        int coarser = trials > 1 ? Math.max(1, coarserTargets) : 0;
        return new SearchGoal(
                name, loss, exceed, width, finalSeconds, finalSeconds, trials * finalSeconds, coarser, expansion);
    }

    /** The same goal with another share of trials that may be bad. */
    public SearchGoal withExceed(double other) {
        return new SearchGoal(
                name, loss, other, width, initialSeconds, finalSeconds, secondsInAll, coarserTargets, expansion);
    }

    /** Trials that a search for it takes about, each counted by its seconds: to plan a budget with. */
    public double expectedSeconds() {
        double seconds = 0;
        for (SearchTarget target : targets(PLANNING)) {
            double trial = target.trialSeconds();
            double trials = Math.ceil(target.secondsInAll() / trial);
            // one load that passes, one that fails, and one or two that were not needed
            double good = Math.floor(trials * (1 - exceed)) + 1;
            double bad = Math.floor(trials * exceed) + 1;
            seconds += trial * (1.5 * (Math.min(good, trials) + Math.min(bad, trials)) + 1);
        }
        return seconds;
    }

    /** The targets on the way to the goal, the coarsest first, the goal's own last. */
    List<SearchTarget> targets(LoadGrid grid) {
        SearchTarget[] chain = new SearchTarget[coarserTargets + 1];
        int steps = Math.max(1, grid.steps(width));
        chain[coarserTargets] = new SearchTarget(loss, exceed, steps, finalSeconds, secondsInAll, expansion);
        for (int coarser = 1; coarser <= coarserTargets; coarser++) {
            double share = StrictMath.pow(initialSeconds / secondsInAll, (double) coarser / coarserTargets);
            double sum = coarser == coarserTargets ? initialSeconds : secondsInAll * share;
            steps *= 2;
            chain[coarserTargets - coarser] =
                    new SearchTarget(loss, exceed, steps, Math.min(finalSeconds, sum), sum, expansion);
        }
        return List.of(chain);
    }
}
