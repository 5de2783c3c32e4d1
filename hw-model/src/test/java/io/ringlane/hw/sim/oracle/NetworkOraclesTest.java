// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import io.ringlane.hw.sim.ListTraffic;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.sim.stage.DelayStage;
import io.ringlane.hw.sim.stage.LaneOrder;
import io.ringlane.hw.sim.stage.LanePool;
import io.ringlane.hw.sim.stage.LanePool.Layout;
import io.ringlane.hw.sim.stage.Scheduler;
import io.ringlane.hw.sim.stage.ServerStage;
import org.junit.jupiter.api.Test;

/** Priorities, tandems and closed networks against queueing theory: rows O13 to O16 of the reference. */
final class NetworkOraclesTest {
    private static final int QUEUE = 1 << 16;
    private static final int WINDOWS = 40;
    private static final long PACKETS = (long) Length.PACKETS * Length.TIMES;

    @Test
    void shouldWaitLikeCobhamWhenPrioritiesAreStrict() {
        Queueing queueing = new Queueing(31);
        Scheduler scheduler = new Scheduler(queueing.model(), PacketBytes.CLEAR);
        Stage high = scheduler.queue("high", QUEUE, Long.MAX_VALUE, 0, 64);
        Stage low = scheduler.queue("low", QUEUE, Long.MAX_VALUE, 1, 64);
        ServerStage server = new ServerStage(queueing.model(), "server", 1, queueing.fixed(), Priority.LANE);
        scheduler.feeds(server);
        queueing.end(server);
        queueing.arrive("to high", poisson(queueing, "high", 0.3), high);
        queueing.arrive("to low", poisson(queueing, "low", 0.5), low);
        Queueing.Watch urgent = queueing.watch(high, PACKETS * 3 / 8, false);
        Queueing.Watch patient = queueing.watch(low, PACKETS * 5 / 8, false);
        queueing.run(server, PACKETS * 101 / 100);
        urgent.delays.assertMean(0.571429, 0.04);
        patient.delays.assertMean(2.857143, 0.04);
    }

    private static Queueing.Drawn poisson(Queueing queueing, String purpose, double rate) {
        return new Queueing.Drawn(queueing.exponential(purpose, 1 / rate), Samplers.constant(1), Samplers.constant(64));
    }

    @Test
    void shouldDelayLikeJacksonWhenServersStandInARow() {
        Queueing queueing = new Queueing(32);
        Service first = queueing.drawn(queueing.exponential("first", 1));
        Service second = queueing.drawn(queueing.exponential("second", 2));
        ServerStage server = new ServerStage(queueing.model(), "server", QUEUE, first, Priority.LANE);
        LanePool pair = new LanePool(queueing.model(), "pair", new Layout(2, QUEUE, 0, LaneOrder.ANY, 0), second);
        server.feeds(pair);
        queueing.end(pair);
        queueing.arrive(queueing.exponential("arrivals", 1 / 0.7), server);
        Queueing.Watch one = queueing.watch(server, PACKETS, false);
        Queueing.Watch other = queueing.watch(pair, PACKETS, false);
        Batches whole = new Batches("both", PACKETS);
        Batches product = new Batches("product of deviations", PACKETS);
        PacketTable packets = queueing.model().packets();
        queueing.atEnd(() -> {
            int packet = queueing.ended();
            double atFirst = stayed(packets, packet, server);
            double atSecond = stayed(packets, packet, pair);
            whole.add(atFirst + atSecond);
            product.add((atFirst - 10 / 3.0) * (atSecond - 3.921568627));
        });
        queueing.run(pair, PACKETS);
        one.delays.assertMean(3.33333, 0.03);
        other.delays.assertMean(3.92157, 0.03);
        whole.assertMean(7.25490, 0.03);
        product.assertZero();
    }

    private static double stayed(PacketTable packets, int packet, Stage stage) {
        return (double) (packets.leftPs(packet, stage.number()) - packets.enteredPs(packet, stage.number()))
                / Queueing.UNIT_PS;
    }

    @Test
    void shouldReadLikeMeanValueAnalysisWhenTagsAreFew() {
        tags(33, 16, 0.0311297);
        tags(34, 32, 0.0611501);
        tags(35, 64, 0.0991561);
    }

    private static void tags(long seed, int tags, double rate) {
        Queueing queueing = new Queueing(seed);
        Sampler latency = queueing.exponential("latency", 500);
        DelayStage delay = new DelayStage(queueing.model(), "delay", tags, queueing.drawn(latency), Priority.PCIE);
        Service service = queueing.drawn(queueing.exponential("service", 10));
        ServerStage server = new ServerStage(queueing.model(), "server", tags, service, Priority.LANE);
        delay.feeds(server);
        server.feeds(delay);
        queueing.arrive("source", new ListTraffic(new long[tags]), delay);
        assertRate(queueing, server, rate);
    }

    @Test
    void shouldCirculateLikeAClosedNetworkWhenCreditsAreFew() {
        circle(36, 4, 2, 0.8);
        circle(37, 32, 2, 0.969697);
        circle(38, 8, 3, 0.8);
    }

    private static void circle(long seed, int credits, int stations, double rate) {
        Queueing queueing = new Queueing(seed);
        ServerStage[] servers = new ServerStage[stations];
        for (int i = 0; i < stations; i++) {
            Service service = queueing.drawn(queueing.exponential("service " + i, 1));
            servers[i] = new ServerStage(queueing.model(), "server " + i, credits, service, Priority.LANE);
        }
        for (int i = 0; i < stations; i++) {
            servers[i].feeds(servers[(i + 1) % stations]);
        }
        queueing.arrive("source", new ListTraffic(new long[credits]), servers[0]);
        assertRate(queueing, servers[0], rate);
    }

    /** Packets that a stage sends per unit of time, in windows of equal time. */
    private static void assertRate(Queueing queueing, Stage stage, double rate) {
        Batches sent = new Batches(stage.name() + " rate", WINDOWS);
        double window = PACKETS / rate / WINDOWS;
        long before = 0;
        for (int i = 1; i <= WINDOWS; i++) {
            queueing.runUntil(i * window);
            sent.add((stage.out() - before) / window);
            before = stage.out();
        }
        sent.assertMean(rate, 0.02);
    }
}
