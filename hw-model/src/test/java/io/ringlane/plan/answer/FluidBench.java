// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.hw.device.Fault;
import io.ringlane.plan.ask.SendingLimits;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Bench;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import io.ringlane.plan.trial.Transient;
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

    /** A lane fails, or a burst comes at line rate: the backlog is what comes less what goes, up to the buffers. */
    @Override
    public Transient rehearse(Rehearsal rehearsal) {
        Scenario scenario = rehearsal.point().scenario();
        double capacity = capacity(scenario);
        double load = rehearsal.point().load();
        double grown = 0;
        long overPs = 0;
        for (Fault fault : rehearsal.faults()) {
            double left = Math.min(WIRE, LANE * (scenario.device().lanes().count() - 1));
            grown = Math.max(0, load - left) * (fault.untilPs() - fault.fromPs()) * 1e-12;
            overPs = fault.untilPs();
        }
        if (rehearsal.burst() != null) {
            double line = new SendingLimits().most(scenario);
            grown = rehearsal.burst().packets() * (1 - capacity / line);
            overPs = rehearsal.burst().atPs() + Math.round(rehearsal.burst().packets() / line * 1e12);
        }
        long lost = (long) Math.max(0, grown - BUFFERS);
        long backlog = Math.round(Math.min(grown, BUFFERS));
        long recovered = backlog == 0 ? -1 : overPs + Math.round(backlog / (capacity - load) * 1e12);
        return new Transient(
                rehearsal.point().packets(),
                lost,
                backlog,
                Math.round(backlog / capacity * 1e12),
                lost == 0 ? -1 : overPs,
                recovered,
                overPs,
                Long.MAX_VALUE);
    }

    int runs() {
        return runs.get();
    }
}
