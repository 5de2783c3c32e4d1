// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The trials of one load as one target counts them: good or bad by their loss, full-length or short by their duration.
 * Decides what the load is, and what it forwards, as the appendices of RFC 9971 do (draft-ietf-bmwg-mlrsearch-15). One
 * owner thread.
 */
public final class GoalTally {
    private final double loss;
    private final double exceed;
    private final double fullSeconds;
    private final double secondsInAll;
    private final List<Trial> full = new ArrayList<>();
    private double goodFull;
    private double badFull;
    private double goodShort;
    private double badShort;

    /** What a load is to a target. */
    public enum Verdict {
        LOWER_BOUND,
        UPPER_BOUND,
        UNDECIDED
    }

    private record Trial(double seconds, double lossRatio) {}

    /**
     * @param loss         share of packets a good trial may lose.
     * @param exceed       share of the seconds in all that bad trials may make up.
     * @param fullSeconds  from which on a trial is of full length.
     * @param secondsInAll of full-length trials that decide.
     */
    public GoalTally(double loss, double exceed, double fullSeconds, double secondsInAll) {
        this.loss = loss;
        this.exceed = exceed;
        this.fullSeconds = fullSeconds;
        this.secondsInAll = secondsInAll;
    }

    GoalTally(SearchTarget target) {
        this(target.loss(), target.exceed(), target.trialSeconds(), target.secondsInAll());
    }

    /** Counts a trial: its intended seconds make it full-length or short, those it counts for are added up. */
    public void add(double intendedSeconds, double seconds, double lossRatio) {
        boolean bad = lossRatio > loss;
        if (intendedSeconds >= fullSeconds) {
            full.add(new Trial(seconds, lossRatio));
            goodFull += bad ? 0 : seconds;
            badFull += bad ? seconds : 0;
        } else {
            goodShort += bad ? 0 : seconds;
            badShort += bad ? seconds : 0;
        }
    }

    /** What the load is by the trials so far; once decided, trials that are still missing could not change it. */
    public Verdict verdict() {
        double balancing = goodShort * exceed / (1 - exceed);
        double bad = badFull + Math.max(0, badShort - balancing);
        double whole = Math.max(goodFull + bad, secondsInAll);
        double quota = whole * exceed;
        boolean atBest = bad <= quota;
        boolean atWorst = whole - goodFull <= quota;
        if (atBest != atWorst) {
            return Verdict.UNDECIDED;
        }
        return atBest ? Verdict.LOWER_BOUND : Verdict.UPPER_BOUND;
    }

    /**
     * Loss to count with: the worst of the best full-length trials that make up all seconds but those that may be
     * bad.
     */
    public double quantileLoss() {
        double left = Math.max(secondsInAll, goodFull + badFull) * (1 - exceed);
        double quantile = 1;
        List<Trial> best = full.stream()
                .sorted(Comparator.comparingDouble(Trial::lossRatio))
                .toList();
        for (Trial trial : best) {
            if (left <= 0) {
                return quantile;
            }
            quantile = trial.lossRatio();
            left -= trial.seconds();
        }
        return left > 0 ? 1 : quantile;
    }

    /** What comes through of this load, in packets per second. */
    public double conditionalThroughput(double load) {
        return load * (1 - quantileLoss());
    }

    /** Seconds of good full-length trials. */
    public double goodSeconds() {
        return goodFull;
    }

    /** Seconds of bad full-length trials. */
    public double badSeconds() {
        return badFull;
    }

    /** Full-length trials. */
    public int fullTrials() {
        return full.size();
    }
}
