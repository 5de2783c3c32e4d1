// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Bench;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device by arithmetic, without events: forwards what its lanes or its wire carry, with a little noise by seed. For
 * tests of answers.
 */
final class FluidBench implements Bench {
    /** Packets per second of one lane. */
    static final double LANE = 2e6;
    /** Packets per second of the wire. */
    static final double WIRE = 7e6;
    /** Packets in buffers of a saturated device. */
    static final int BUFFERS = 100;

    private final double noise;
    private final AtomicInteger runs = new AtomicInteger();

    /** @param noise of the lanes, as a share. */
    FluidBench(double noise) {
        this.noise = noise;
    }

    static double capacity(Scenario scenario) {
        return Math.min(WIRE, LANE * scenario.device().lanes().count());
    }

    @Override
    public Run run(Point point) {
        runs.incrementAndGet();
        double lanes = LANE * point.scenario().device().lanes().count();
        double shaken = 1 + noise * (2 * new SplittableRandom(point.repeat()).nextDouble() - 1);
        double capacity = Math.min(WIRE, lanes * shaken);
        double rate = Math.min(point.load(), capacity);
        double seconds = point.packets() / point.load();
        long delivered = Math.round(rate * seconds);
        double nanos = 1e3 / Math.max(0.01, 1 - rate / capacity * 0.99);
        boolean full = point.load() > capacity;
        return new Run(
                seconds,
                point.packets(),
                point.packets() - delivered,
                delivered,
                rate * 12_144,
                rate * 12_592,
                0,
                0,
                new Latency(delivered, nanos, Map.of(50.0, nanos, 90.0, 2 * nanos, 99.0, 3 * nanos), ""),
                Latency.NONE,
                List.of(
                        new Run.StageUse(
                                "RX ring",
                                BUFFERS,
                                full ? BUFFERS : 1,
                                full ? BUFFERS : 3,
                                Double.NaN,
                                point.packets() - delivered,
                                1e-7),
                        new Run.StageUse("lanes", 4, 2, 0, rate / (lanes * shaken), 0, 3e-7),
                        new Run.StageUse("wire", 1, 1, 0, rate / WIRE, 0, 1e-7)),
                full ? List.of(new Run.Wait("RX ring", capacity == WIRE ? "wire" : "lanes", 0.9)) : List.of(),
                point.repeat(),
                3 * point.packets());
    }

    int runs() {
        return runs.get();
    }
}
