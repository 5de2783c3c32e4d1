// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.Rational;

/** How packets follow each other, apart from how many there are. Immutable. */
public sealed interface ArrivalSpec {
    /**
     * Begins a run.
     *
     * @param packetsPerSecond in the mean, above 0.
     * @param streams          of the replicate.
     */
    Arrivals open(Rational packetsPerSecond, RandomStreams streams);

    /** In words, for reports. */
    String describe();

    /**
     * Evenly spaced.
     *
     * @param phasePs  of the first packet.
     * @param jitterPs by which a packet is late at most, drawn evenly; it never overtakes.
     */
    record Constant(long phasePs, long jitterPs) implements ArrivalSpec {
        @Override
        public Arrivals open(Rational packetsPerSecond, RandomStreams streams) {
            return new ConstantArrivals(Gaps.gapPs(packetsPerSecond), phasePs, jitterPs, streams.stream("jitter"));
        }

        @Override
        public String describe() {
            return "constant rate"
                    + (phasePs == 0 ? "" : " from " + time(phasePs) + " on")
                    + (jitterPs == 0 ? "" : ", up to " + time(jitterPs) + " late");
        }
    }

    /**
     * Batches whose beginnings are a Poisson process; with batches of one packet the packets are.
     *
     * @param mean      packets of a batch, all at the same time.
     * @param geometric whether their number is drawn; each has {@code mean} otherwise, then a whole number.
     */
    record Batches(Rational mean, boolean geometric) implements ArrivalSpec {
        @Override
        public Arrivals open(Rational packetsPerSecond, RandomStreams streams) {
            return new BatchArrivals(Gaps.gapPs(packetsPerSecond), mean, geometric, streams);
        }

        @Override
        public String describe() {
            return mean.equals(Rational.ONE)
                    ? "Poisson"
                    : "Poisson batches of " + Quantity.print(mean, Dimension.NUMBER)
                            + (geometric ? " packets in the mean, geometric" : " packets");
        }
    }

    /**
     * Two states, each with a rate and an exponential stay: MMPP(2); on/off when the low rate is 0.
     *
     * @param high   rate of one state, relative.
     * @param low    rate of the other, in the same measure.
     * @param highPs mean stay in the first.
     * @param lowPs  mean stay in the other.
     * @param even   whether packets are evenly spaced inside a state, not Poisson.
     */
    record Modulated(Rational high, Rational low, long highPs, long lowPs, boolean even) implements ArrivalSpec {
        @Override
        public Arrivals open(Rational packetsPerSecond, RandomStreams streams) {
            return new ModulatedArrivals(this, Gaps.gapPs(packetsPerSecond), streams);
        }

        /** Mean rate in the measure of both. */
        double meanRate() {
            double stays = (double) highPs + lowPs;
            return (high.asDouble() * highPs + low.asDouble() * lowPs) / stays;
        }

        @Override
        public String describe() {
            String stays = "stays of " + time(highPs) + " and " + time(lowPs) + " in the mean";
            return (low.numerator() == 0 ? "on/off" : "MMPP(2) with rates as " + high + " to " + low) + ", " + stays
                    + (even ? ", evenly spaced inside" : "");
        }
    }

    /**
     * Sources that each send at a constant rate for a while and then nothing for a while, both heavy of tail: together
     * they are bursty on all scales (self-similar).
     *
     * @param sources how many, alike and independent.
     * @param shape   of both times, above 1 and below 2 for long-range dependence.
     * @param onPs    mean time of sending.
     * @param offPs   mean time of silence.
     */
    record ParetoOnOff(int sources, Rational shape, long onPs, long offPs) implements ArrivalSpec {
        @Override
        public Arrivals open(Rational packetsPerSecond, RandomStreams streams) {
            return new ParetoArrivals(this, Gaps.gapPs(packetsPerSecond), streams);
        }

        @Override
        public String describe() {
            return sources + " Pareto on/off sources of shape " + Quantity.print(shape, Dimension.NUMBER) + ", on "
                    + time(onPs) + " and off " + time(offPs) + " in the mean";
        }
    }

    /**
     * Bursts of a number of packets at a peak rate, evenly apart.
     *
     * @param packets of a burst.
     * @param peak    packets per second inside it; the mean rate, where that is higher.
     * @param bursts  after which there are no more packets; 0: they never end.
     */
    record Bursts(long packets, Rational peak, long bursts) implements ArrivalSpec {
        @Override
        public Arrivals open(Rational packetsPerSecond, RandomStreams streams) {
            return new BurstArrivals(Gaps.gapPs(packetsPerSecond), this);
        }

        @Override
        public String describe() {
            return "bursts of " + packets + " packets at " + Quantity.print(peak, Dimension.PACKET_RATE)
                    + (bursts == 0 ? "" : ", " + bursts + " in all");
        }
    }

    private static String time(long ps) {
        return Quantity.print(ps, Dimension.TIME);
    }
}
