// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random inputs of a pathwise oracle: of all sorts, so that a component meets what it does not expect. Some of them
 * keep to a coarse grid, which makes many events fall on one picosecond.
 */
final class Inputs {
    private static final long MEAN_PS = 20_000;
    private static final int[] SIZES = {64, 570, 1518};
    private static final double LEAST_LOAD = 0.3;
    private static final double LOAD_RANGE = 0.8;
    private static final int KINDS = 5;
    private static final int APART = 1_000;
    /** Added to services that must not coincide, at most: as fine as picoseconds are. */
    private static final long LONGER_PS = MEAN_PS / 4 * APART;

    private final SplittableRandom random;
    private final int packets;
    private final long gridPs;
    private final long[] arrival;
    private boolean isApart;

    /** @param servers that work at a time, for a load of 0.3 to 1.1. */
    Inputs(long seed, int packets, int servers) {
        random = new SplittableRandom(seed);
        this.packets = packets;
        gridPs = random.nextInt(3) == 0 ? MEAN_PS / 4 : 1;
        double load = LEAST_LOAD + LOAD_RANGE * random.nextDouble();
        arrival = arrivals(random.nextInt(KINDS), MEAN_PS / load / servers);
    }

    /** All times a thousand times as long, and services longer by anything up to a quarter of their mean. */
    Inputs apart() {
        isApart = true;
        Arrays.setAll(arrival, k -> arrival[k] * APART);
        return this;
    }

    private long[] arrivals(int kind, double meanPs) {
        long[] times = new long[packets];
        long now = 0;
        long phaseEnds = 0;
        boolean isOn = false;
        for (int k = 0; k < packets; k++) {
            switch (kind) {
                case 0 -> now += grid(exponential(meanPs));
                case 1 -> now += grid(meanPs);
                case 2 -> now += k % 8 == 0 ? grid(exponential(8 * meanPs)) : 0;
                case 3 -> now += grid(random.nextDouble() * 2 * meanPs);
                default -> {
                    while (now >= phaseEnds) {
                        isOn = !isOn;
                        now = isOn ? now : Math.max(now, grid(phaseEnds + exponential(100 * meanPs)));
                        phaseEnds = now + grid(exponential(100 * meanPs)) + 1;
                    }
                    now += grid(exponential(meanPs / 2));
                }
            }
            times[k] = now;
        }
        return times;
    }

    /**
     * Inputs of MMPP(2)/M/1: Poisson arrivals of either rate by turns, services of mean 1, all in units of
     * {@link #MEAN_PS}.
     *
     * @param rate   of arrivals in either phase.
     * @param change rate of leaving either phase.
     */
    static Inputs modulated(long seed, int packets, double[] rate, double[] change) {
        Inputs inputs = new Inputs(seed, 0, 1);
        long[] times = new long[packets];
        int phase = 0;
        double now = 0;
        double phaseEnds = inputs.exponential(MEAN_PS / change[0]);
        for (int k = 0; k < packets; k++) {
            double next = rate[phase] == 0 ? phaseEnds : now + inputs.exponential(MEAN_PS / rate[phase]);
            while (next >= phaseEnds) {
                now = phaseEnds;
                phase = 1 - phase;
                phaseEnds = now + inputs.exponential(MEAN_PS / change[phase]);
                next = rate[phase] == 0 ? phaseEnds : now + inputs.exponential(MEAN_PS / rate[phase]);
            }
            now = next;
            times[k] = Math.round(now);
        }
        return new Inputs(inputs.random, times);
    }

    private Inputs(SplittableRandom random, long[] arrival) {
        this.random = random;
        this.arrival = arrival;
        packets = arrival.length;
        gridPs = 1;
    }

    /** Fresh exponential service times of all packets. */
    long[] exponentialServices() {
        long[] service = new long[packets];
        for (int k = 0; k < packets; k++) {
            service[k] = Math.round(exponential(MEAN_PS));
        }
        return service;
    }

    private long grid(double ps) {
        return Math.round(ps / gridPs) * gridPs;
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    /** Times of arrival, rising. */
    long[] arrival() {
        return arrival;
    }

    /** Fresh service times of all packets. */
    long[] services() {
        int kind = random.nextInt(4);
        long[] service = new long[packets];
        for (int k = 0; k < packets; k++) {
            service[k] = switch (kind) {
                case 0 -> grid(exponential(MEAN_PS));
                case 1 -> MEAN_PS;
                case 2 -> grid(SIZES[random.nextInt(SIZES.length)] * (double) MEAN_PS / 717);
                default -> grid(random.nextDouble() * 2 * MEAN_PS);
            };
            service[k] = isApart ? service[k] * APART + random.nextLong(LONGER_PS) : service[k];
        }
        return service;
    }

    /** Fresh lengths of all packets: 64, 570 and 1518 at 7:4:1. */
    int[] bytes() {
        int[] bytes = new int[packets];
        for (int k = 0; k < packets; k++) {
            int draw = random.nextInt(12);
            bytes[k] = SIZES[draw < 7 ? 0 : draw < 11 ? 1 : 2];
        }
        return bytes;
    }

    /** Fresh numbers of SAs from 0. */
    int[] states(int count) {
        int[] states = new int[packets];
        for (int k = 0; k < packets; k++) {
            states[k] = random.nextInt(count);
        }
        return states;
    }

    /** From 1 to most. */
    int number(int most) {
        return 1 + random.nextInt(most);
    }
}
