// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.sim.stage.ByteService;
import io.ringlane.hw.sim.stage.LaneOrder;
import io.ringlane.hw.sim.stage.LanePool;
import io.ringlane.hw.sim.stage.LanePool.Layout;
import io.ringlane.hw.sim.stage.ServerStage;
import io.ringlane.hw.sim.stage.WireStage;
import io.ringlane.hw.sim.stage.WireStage.Line;
import org.junit.jupiter.api.Test;

/**
 * Waits of open queues against queueing theory: rows O1 to O12 of the reference and its tails. Each number within four
 * standard errors of the run's own, and within the tolerance of the row for two million packets.
 */
final class QueueOraclesTest {
    /** For which the reference tells the tolerance of geometric batches. */
    private static final double ROW_PACKETS = 2e7;

    private static final int QUEUE = 1 << 16;
    private static final int[] IMIX = {64, 570, 1518};

    private static ServerStage server(Queueing queueing, Service service) {
        ServerStage server = new ServerStage(queueing.model(), "server", QUEUE, service, Priority.LANE);
        queueing.end(server);
        return server;
    }

    private static Queueing.Watch run(Queueing queueing, ServerStage server, boolean isCounted) {
        long packets = (long) Length.PACKETS * Length.TIMES;
        Queueing.Watch watch = queueing.watch(server, packets, isCounted);
        queueing.run(server, packets);
        return watch;
    }

    @Test
    void shouldWaitLikeMm1WhenAllIsExponential() {
        Queueing queueing = new Queueing(1);
        ServerStage server = server(queueing, queueing.drawn(queueing.exponential("service", 1)));
        queueing.arrive(queueing.exponential("arrivals", 1 / 0.8), server);
        Queueing.Watch watch = run(queueing, server, true);
        watch.waits.assertMean(4.0, 0.031);
        watch.delays.assertMean(5.0, 0.031);
        watch.delays.assertQuantile(0.99, 23.0259, 0.062);
        watch.delays.assertQuantile(0.999, 34.5388, 0.124);
        watch.waits.assertQuantile(0.99, 21.9101, 0.062);
    }

    @Test
    void shouldWaitLikeMd1WhenServicesAreConstant() {
        md1(2, 0.8, 2.0, 0.022, 1.27594, 5.01151, 10.3559, 15.7003);
        md1(3, 0.9, 4.5, 0.042, 3.01305, 10.7825, 21.8982, 33.0140);
    }

    private static void md1(
            long seed, double load, double mean, double tolerance, double p50, double p90, double p99, double p999) {
        Queueing queueing = new Queueing(seed);
        ServerStage server = server(queueing, queueing.fixed());
        queueing.arrive(queueing.exponential("arrivals", 1 / load), server);
        Queueing.Watch watch = run(queueing, server, true);
        watch.waits.assertMean(mean, tolerance);
        watch.waits.assertQuantile(0.5, p50, 2 * tolerance);
        watch.waits.assertQuantile(0.9, p90, 2 * tolerance);
        watch.waits.assertQuantile(0.99, p99, 2 * tolerance);
        watch.waits.assertQuantile(0.999, p999, 4 * tolerance);
    }

    @Test
    void shouldWaitLikePollaczekKhinchineWhenAMixIsOnTheWire() {
        wire(4, 0.7, 79.2113, 0.022);
        wire(5, 0.9, 305.529, 0.062);
    }

    /** Lengths of 64, 570 and 1518 bytes at 7:4:1. */
    private static Sampler imix(Queueing queueing) {
        Sampler which = Samplers.weighted(queueing.streams().stream("sizes"), 7, 4, 1);
        return () -> IMIX[(int) which.next()];
    }

    private static void wire(long seed, double load, double meanNs, double tolerance) {
        Queueing queueing = new Queueing(seed);
        Line line = new Line(100_000_000_000L, 0, false, 0);
        WireStage wire = new WireStage(queueing.model(), "wire", QUEUE, line, PacketBytes.CLEAR);
        queueing.end(wire);
        double gapPs = 29_906.7 / load;
        Sampler gaps = Samplers.exponential(queueing.streams().stream("arrivals"), gapPs);
        queueing.arrive("source", new Queueing.Drawn(gaps, Samplers.constant(1), imix(queueing)), wire);
        long packets = (long) Length.PACKETS * Length.TIMES;
        Queueing.Watch watch = queueing.watch(wire, packets, false);
        queueing.run(wire, packets);
        double nsPerUnit = Queueing.UNIT_PS / 1_000.0;
        // a frame is there with its last bit, 12 bytes of gap before the line is free
        double frameNs = 29.9067 - 12 * 0.08;
        watch.delays.assertMean((meanNs + frameNs) / nsPerUnit, tolerance);
    }

    @Test
    void shouldWaitLikePollaczekKhinchineWhenAMixGoesThroughOneLane() {
        Queueing queueing = new Queueing(6);
        ByteService interval =
                new ByteService(queueing.model().packets(), 30_000, new ByteClock(80, 1), PacketBytes.CLEAR);
        Layout layout = new Layout(1, QUEUE, 0, LaneOrder.ANY, 0);
        LanePool lane = new LanePool(queueing.model(), "lane", layout, interval);
        queueing.end(lane);
        Sampler gaps = Samplers.exponential(queueing.streams().stream("arrivals"), 58_306.7 / 0.8);
        queueing.arrive("source", new Queueing.Drawn(gaps, Samplers.constant(1), imix(queueing)), lane);
        long packets = (long) Length.PACKETS * Length.TIMES;
        Queueing.Watch watch = queueing.watch(lane, packets, false);
        queueing.run(lane, packets);
        watch.delays.assertMean((155.5837 + 58.3067) * 1_000 / Queueing.UNIT_PS, 0.026);
    }

    @Test
    void shouldWaitLikeErlangCWhenLanesAreExponential() {
        lanes(7, 4, 0.9, true, 1.96938, 0.787753, 0.064).waits.assertQuantile(0.99, 10.9165, 0.128);
        lanes(8, 8, 0.9, true, 0.876916, 0.701533, 0.064).waits.assertQuantile(0.99, 5.31335, 0.128);
        lanes(9, 16, 0.9, true, 0.369590, 0.591343, 0.064).waits.assertQuantile(0.99, 2.54988, 0.128);
        lanes(10, 8, 0.7, true, 0.112751, 0.270603, 0.064);
    }

    @Test
    void shouldWaitLikeTheLatticeChainWhenLanesAreConstant() {
        lanes(11, 2, 0.8, false, 0.903284, 0.701898, 0.043);
        lanes(12, 4, 0.8, false, 0.386095, 0.578282, 0.05);
        lanes(13, 4, 0.9, false, 0.999966, 0.775437, 0.06);
        lanes(14, 8, 0.7, false, 0.062680, 0.251569, 0.06);
    }

    private static Queueing.Watch lanes(
            long seed, int lanes, double load, boolean isExponential, double wait, double isWaiting, double tolerance) {
        Queueing queueing = new Queueing(seed);
        Service service = isExponential ? queueing.drawn(queueing.exponential("service", 1)) : queueing.fixed();
        Layout layout = new Layout(lanes, QUEUE, 0, LaneOrder.ANY, 0);
        LanePool pool = new LanePool(queueing.model(), "lanes", layout, service);
        queueing.end(pool);
        queueing.arrive(queueing.exponential("arrivals", 1 / load / lanes), pool);
        long packets = (long) Length.PACKETS * Length.TIMES;
        Queueing.Watch watch = queueing.watch(pool, packets, isExponential);
        queueing.run(pool, packets);
        watch.waits.assertMean(wait, tolerance);
        watch.waited.assertMean(isWaiting, tolerance);
        return watch;
    }

    @Test
    void shouldWaitLikeDm1WhenArrivalsAreConstant() {
        dm1(15, 0.5, 0.255001, 0.024);
        Queueing.Watch watch = dm1(16, 0.8, 1.69273, 0.024);
        watch.waits.assertQuantile(0.99, 11.1505, 0.048);
        // the row's tolerance is for a load of 0.8; it grows as the inverse of what is free
        Queueing.Watch busy = dm1(17, 0.9, 4.17866, 0.048);
        assertThat(watch.waits.mean()).as("Kingman's bound").isLessThan(2.0);
        assertThat(busy.waits.mean() / 4.5)
                .as("Kingman's approximation at more load")
                .isGreaterThan(watch.waits.mean() / 2.0);
    }

    private static Queueing.Watch dm1(long seed, double load, double mean, double tolerance) {
        Queueing queueing = new Queueing(seed);
        ServerStage server = server(queueing, queueing.drawn(queueing.exponential("service", 1)));
        queueing.arrive(Samplers.constant(Math.round(Queueing.UNIT_PS / load)), server);
        Queueing.Watch watch = run(queueing, server, true);
        watch.waits.assertMean(mean, tolerance);
        return watch;
    }

    @Test
    void shouldWaitForItsBatchWhenPacketsComeInBursts() {
        bursts(18, 8, 0.8, 19.5);
        bursts(19, 32, 0.5, 31.5);
        bursts(20, 32, 0.8, 79.5);
    }

    private static void bursts(long seed, int batch, double load, double mean) {
        Queueing queueing = new Queueing(seed);
        ServerStage server = server(queueing, queueing.fixed());
        queueing.arrive(queueing.exponential("arrivals", batch / load), Samplers.constant(batch), server);
        // a row for eight at a time; fewer bursts in as many packets, so the longer ones get as much more
        long packets = (long) Length.PACKETS * Length.TIMES;
        Queueing.Watch watch = queueing.watch(server, packets, false);
        queueing.run(server, packets);
        watch.waits.assertMean(mean, 0.029 * Math.sqrt(batch / 8.0));
    }

    @Test
    void shouldWaitForItsBatchWhenBurstsAreGeometric() {
        geometricBursts(21, 8, 37, 0.04);
        geometricBursts(22, 32, 157, 0.08);
    }

    /** @param tolerance of the build's run, and of as many packets as the row is for: only beyond those it shrinks. */
    private static void geometricBursts(long seed, int mean, double wait, double tolerance) {
        Queueing queueing = new Queueing(seed);
        ServerStage server = server(queueing, queueing.fixed());
        Sampler batch = Samplers.geometric(queueing.streams().stream("batches"), mean);
        queueing.arrive(queueing.exponential("arrivals", mean / 0.8), batch, server);
        double further = Length.TIMES == 1 ? 1 : Math.sqrt(ROW_PACKETS / Length.PACKETS);
        run(queueing, server, false).waits.assertMean(wait, tolerance * further);
    }

    @Test
    void shouldQueueLikeTheMatrixGeometricChainWhenArrivalsAreModulated() {
        modulated(27, 1.6, 0, 0.01, 0.01, 156.596);
        modulated(28, 3.2, 0, 0.03, 0.01, 280.446);
        modulated(29, 1.2, 0.4, 0.001, 0.001, 258.634);
    }

    /** Rows without a tolerance: they need more than a hundred million packets to be near, and are exact pathwise. */
    private static void modulated(long seed, double high, double low, double fromHigh, double fromLow, double mean) {
        Queueing queueing = new Queueing(seed);
        ServerStage server = server(queueing, queueing.drawn(queueing.exponential("service", 1)));
        queueing.arrive(queueing.modulated(new double[] {high, low}, new double[] {fromHigh, fromLow}), server);
        run(queueing, server, false).delays.assertMean(mean, 0.5);
    }

    @Test
    void shouldWaitForThePollWhenTheServerGoesAway() {
        Queueing fixed = new Queueing(23);
        ServerStage server = server(fixed, fixed.fixed());
        server.pollEvery(Service.fixed(10 * Queueing.UNIT_PS));
        fixed.arrive(fixed.exponential("arrivals", 1 / 0.6), server);
        run(fixed, server, false).waits.assertMean(5.75, 0.004);
        Queueing random = new Queueing(24);
        ServerStage other = server(random, random.fixed());
        Sampler away = random.exponential("polls", 10);
        other.pollEvery(packet -> Math.max(1, away.next()));
        random.arrive(random.exponential("arrivals", 1 / 0.6), other);
        run(random, other, false).waits.assertMean(10.75, 0.008);
    }

    @Test
    void shouldWaitForTheDoorbellWhenTheServerBeginsWithManyPackets() {
        doorbell(25, 8, 7.5);
        doorbell(26, 32, 31.5);
    }

    private static void doorbell(long seed, int packets, double mean) {
        Queueing queueing = new Queueing(seed);
        ServerStage server = server(queueing, queueing.fixed());
        server.waitFor(packets);
        queueing.arrive(queueing.exponential("arrivals", 2), server);
        run(queueing, server, false).waits.assertMean(mean, 0.003);
    }
}
