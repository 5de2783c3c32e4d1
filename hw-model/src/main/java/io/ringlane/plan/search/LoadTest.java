// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

/** Runs trials for a search: the device under test with its traffic, a model or a stand-in. Used by one thread. */
@FunctionalInterface
public interface LoadTest {
    /**
     * One trial.
     *
     * @param load    intended, in packets per second.
     * @param seconds how long, see {@link SearchGoal}.
     * @param repeat  how many trials of this load and duration there were before; a model takes its seed from it, so
     *                that all loads see the same sequence of seeds.
     */
    Outcome run(double load, double seconds, int repeat);

    /**
     * What came of a trial.
     *
     * @param intended packets that load and duration ask for.
     * @param offered  packets that were sent in fact.
     * @param lost     packets of those that did not come through.
     * @param seconds  that it counts for.
     */
    record Outcome(long intended, long offered, long lost, double seconds) {
        public Outcome {
            if (intended < 0 || offered < 0 || lost < 0 || lost > offered || !(seconds > 0)) {
                throw new IllegalArgumentException("trial of " + seconds + " s with intended " + intended + ", offered "
                        + offered + ", lost " + lost);
            }
        }

        /** Lost and unsent packets over all; what is not sent counts as lost, in the spirit of caution. */
        public double lossRatio() {
            long all = Math.max(offered, intended);
            return all == 0 ? 0 : (double) (lost + Math.abs(intended - offered)) / all;
        }
    }
}
