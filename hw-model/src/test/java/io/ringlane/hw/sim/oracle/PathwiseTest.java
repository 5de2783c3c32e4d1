// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.ListTraffic;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.Fifo;
import io.ringlane.hw.sim.stage.LaneOrder;
import io.ringlane.hw.sim.stage.LanePool;
import io.ringlane.hw.sim.stage.LanePool.Layout;
import io.ringlane.hw.sim.stage.Rig;
import io.ringlane.hw.sim.stage.ServerStage;
import io.ringlane.hw.sim.stage.Source;
import io.ringlane.hw.sim.stage.WireStage;
import io.ringlane.hw.sim.stage.WireStage.Line;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Components against recursions over the same inputs, equal to the picosecond. {@link Length} says over how many seeds
 * and packets.
 */
final class PathwiseTest {
    private static final int MOST_LANES = 8;
    private static final int STAGES = 5;

    /** One comparison of a component with its recursion. */
    private interface Check {
        void of(long seed, int packets);
    }

    private static void forEachSeed(Check check) {
        for (int seed = 0; seed < Length.PATH_SEEDS; seed++) {
            check.of(seed, Length.PATH_PACKETS);
        }
        for (int seed = 0; seed < Length.SHORT_SEEDS; seed++) {
            check.of(-1L - seed, Length.SHORT_PACKETS);
        }
    }

    private static void assertSame(long seed, long[] found, long[] expected) {
        int at = Arrays.mismatch(found, expected);
        assertThat(at)
                .as(() -> "seed " + seed + ", packet " + at + ": " + found[at] + " ps, the recursion says "
                        + expected[at])
                .isEqualTo(-1);
    }

    @Test
    void shouldEqualLindleyWhenThereIsOneServer() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, 1);
            long[] service = inputs.services();
            assertSame(seed, served(inputs, service, packets), Recursions.lindley(inputs.arrival(), service));
        });
    }

    @Test
    void shouldEqualKieferWolfowitzWhenLanesShareAQueue() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, MOST_LANES / 2);
            int lanes = inputs.number(MOST_LANES);
            long[] service = inputs.services();
            int[] states = new int[packets];
            Arrays.setAll(states, k -> k);
            long latencyPs = inputs.number(50_000) - 1L;
            Layout layout = new Layout(lanes, packets, packets, LaneOrder.ANY, latencyPs);
            long[] done = Recursions.kieferWolfowitz(inputs.arrival(), service, lanes);
            assertSame(seed, lanes(inputs, service, states, layout), later(done, latencyPs));
        });
    }

    @Test
    void shouldEqualTheRunningMaximumWhenAnSaIsPutInOrder() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, MOST_LANES / 2);
            int lanes = inputs.number(MOST_LANES);
            long[] service = inputs.services();
            int sas = inputs.number(20);
            int[] states = inputs.states(sas);
            long latencyPs = inputs.number(50_000) - 1L;
            Layout layout = new Layout(lanes, packets, packets, LaneOrder.ANY, latencyPs);
            long[] done = later(Recursions.kieferWolfowitz(inputs.arrival(), service, lanes), latencyPs);
            assertSame(seed, lanes(inputs, service, states, layout), Recursions.resequenced(done, states, sas));
        });
    }

    @Test
    void shouldEqualTheRunningMaximumWhenLanesTakeTurns() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, MOST_LANES / 2);
            int lanes = inputs.number(MOST_LANES);
            long[] service = inputs.services();
            int[] states = inputs.states(20);
            Layout layout = new Layout(lanes, packets, packets, LaneOrder.ROUND_ROBIN, 70_000);
            long[] done = later(Recursions.inTurn(inputs.arrival(), service, lanes), 70_000);
            long[] expected = Recursions.resequenced(done, new int[packets], 1);
            assertSame(seed, lanes(inputs, service, states, layout), expected);
        });
    }

    /** Of two lanes that end at one moment either may get the last place: runs with such a moment are left out. */
    @Test
    void shouldEqualTheRunningMaximumWhenTheReorderBufferHasFewPlaces() {
        int[] runs = new int[2];
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, MOST_LANES / 2).apart();
            int lanes = inputs.number(MOST_LANES);
            int places = inputs.number(12) - 1;
            boolean isInTurn = inputs.number(3) == 1;
            int sas = isInTurn ? 1 : inputs.number(20);
            int[] states = inputs.states(sas);
            long[] service = inputs.services();
            LaneOrder policy = isInTurn ? LaneOrder.ROUND_ROBIN : LaneOrder.ANY;
            Layout layout = new Layout(lanes, packets, places, policy, 0);
            Recursions.Order order = new Recursions.Order(lanes, isInTurn, states, sas, places);
            long[] expected = Recursions.resequencedInPlaces(inputs.arrival(), service, order);
            runs[expected == null ? 1 : 0]++;
            if (expected != null) {
                assertSame(seed, lanes(inputs, service, states, layout), expected);
            }
        });
        assertThat(runs[1]).as("runs in which times coincide").isLessThanOrEqualTo((runs[0] + runs[1]) / 20);
    }

    @Test
    void shouldEqualServersApartWhenLanesAreChosenByHash() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, MOST_LANES / 2);
            int lanes = inputs.number(MOST_LANES);
            long[] service = inputs.services();
            int[] states = inputs.states(20);
            Layout layout = new Layout(lanes, packets * lanes, 0, LaneOrder.HASH, 70_000);
            LanePool pool = new LanePool(new Rig(1).model(), "lanes", layout, packet -> 0);
            int[] lane = Arrays.stream(states).map(pool::laneOf).toArray();
            long[] done = later(Recursions.apart(inputs.arrival(), service, lane, lanes), 70_000);
            assertSame(seed, lanes(inputs, service, states, layout), done);
        });
    }

    private static long[] later(long[] times, long ps) {
        return Arrays.stream(times).map(time -> time + ps).toArray();
    }

    private static long[] lanes(Inputs inputs, long[] service, int[] states, Layout layout) {
        int packets = service.length;
        Rig rig = new Rig(packets, STAGES);
        LanePool pool = new LanePool(rig.model(), "lanes", layout, rig.times(service));
        pool.feeds(rig.sink());
        rig.open(new ListTraffic(inputs.arrival()).states(states), pool);
        rig.run();
        return rig.moves().left(pool);
    }

    @Test
    void shouldLoseTheSamePacketsWhenARingIsFinite() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, 1);
            int places = inputs.number(10);
            long[] service = inputs.services();
            long[] expected = Recursions.finiteRing(inputs.arrival(), service, places);
            assertSame(seed, served(inputs, service, places), expected);
        });
    }

    @Test
    void shouldLoseTheSamePacketsWhenLanesHaveAFiniteRing() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, MOST_LANES / 2);
            int lanes = inputs.number(MOST_LANES);
            int places = inputs.number(10) - 1;
            long[] service = inputs.services();
            int[] states = new int[packets];
            Arrays.setAll(states, k -> k);
            Layout layout = new Layout(lanes, places, packets, LaneOrder.ANY, 0);
            assertSame(
                    seed,
                    lanes(inputs, service, states, layout),
                    Recursions.finiteServers(inputs.arrival(), service, lanes, lanes + places));
        });
    }

    @Test
    void shouldEqualTheTandemRecursionWhenStagesBlockEachOther() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, 1);
            int[] places = {inputs.number(6), inputs.number(6), inputs.number(6)};
            long[][] service = {inputs.services(), inputs.services(), inputs.services()};
            Rig rig = new Rig(packets, STAGES);
            ServerStage[] servers = new ServerStage[places.length];
            for (int i = 0; i < servers.length; i++) {
                servers[i] =
                        new ServerStage(rig.model(), "server " + i, places[i], rig.times(service[i]), Priority.LANE);
            }
            servers[0].feeds(servers[1]);
            servers[1].feeds(servers[2]);
            servers[2].feeds(rig.sink());
            Source source = rig.patient(new ListTraffic(inputs.arrival()), servers[0]);
            rig.run();
            long[][] expected = Recursions.tandem(inputs.arrival(), service, places);
            Stage[] stages = {source, servers[0], servers[1], servers[2]};
            for (int i = 0; i < stages.length; i++) {
                assertSame(seed, rig.moves().left(stages[i]), expected[i]);
            }
        });
    }

    @Test
    void shouldLoseTheSamePacketsWhenABufferOfBytesFeedsALineOfAnyRate() {
        forEachSeed((seed, packets) -> {
            Inputs inputs = new Inputs(seed, packets, 1);
            int[] bytes = inputs.bytes();
            long rate = 100_000_000_000L + 7 * inputs.number(1_000_000);
            int places = inputs.number(40);
            long capacityBytes = 1_518L + inputs.number(10_000);
            Rig rig = new Rig(packets, STAGES);
            Fifo fifo = new Fifo(rig.model(), "fifo", places, capacityBytes, PacketBytes.CLEAR);
            WireStage wire = new WireStage(rig.model(), "wire", 1, new Line(rate, 0, false, 0), PacketBytes.CLEAR);
            fifo.feeds(wire);
            wire.feeds(rig.sink());
            rig.open(new ListTraffic(inputs.arrival()).bytes(bytes), fifo);
            rig.run();
            long[] expected = Recursions.byteRing(inputs.arrival(), bytes, new ExactLine(rate), places, capacityBytes);
            assertSame(seed, rig.moves().left(fifo), expected);
        });
    }

    @Test
    void shouldEqualLindleyWhenArrivalsAreModulated() {
        double[][] rate = {{1.6, 0}, {3.2, 0}, {1.2, 0.4}};
        double[][] change = {{0.01, 0.01}, {0.03, 0.01}, {0.001, 0.001}};
        forEachSeed((seed, packets) -> {
            int row = Math.floorMod(seed, rate.length);
            Inputs inputs = Inputs.modulated(seed, packets, rate[row], change[row]);
            long[] service = inputs.exponentialServices();
            assertSame(seed, served(inputs, service, packets), Recursions.lindley(inputs.arrival(), service));
        });
    }

    @Test
    void shouldLoseTheSamePacketsWhenArrivalsAreModulatedAndTheRingFinite() {
        int[] places = {64, 256, 1024};
        forEachSeed((seed, packets) -> {
            int row = Math.floorMod(seed, places.length);
            Inputs inputs = Inputs.modulated(seed, packets, new double[] {1.6, 0}, new double[] {0.01, 0.01});
            long[] service = inputs.exponentialServices();
            assertSame(
                    seed,
                    served(inputs, service, places[row]),
                    Recursions.finiteRing(inputs.arrival(), service, places[row]));
        });
    }

    private static long[] served(Inputs inputs, long[] service, int places) {
        Rig rig = new Rig(service.length, STAGES);
        ServerStage server = new ServerStage(rig.model(), "server", places, rig.times(service), Priority.LANE);
        server.feeds(rig.sink());
        rig.open(new ListTraffic(inputs.arrival()), server);
        rig.run();
        return rig.moves().left(server);
    }

    /** Time of frames with 20 bytes of preamble and gap each, as differences of the whole time so far. */
    private static final class ExactLine implements Recursions.LongUnary {
        private static final BigInteger PS_OF_BYTE = BigInteger.valueOf(8_000_000_000_000L);

        private final BigInteger rate;
        private long bytes;
        private long ps;

        private ExactLine(long rate) {
            this.rate = BigInteger.valueOf(rate);
        }

        @Override
        public long of(int length) {
            bytes += length + 20;
            long sum =
                    BigInteger.valueOf(bytes).multiply(PS_OF_BYTE).divide(rate).longValueExact();
            long own = sum - ps;
            ps = sum;
            return own;
        }
    }

    @Test
    void shouldLoseOneInFiveExactlyWhenConstantLoadIsFiveQuarters() {
        int packets = 10_000;
        int places = 16;
        long[] arrival = new long[packets];
        Arrays.setAll(arrival, k -> k * 4_000L);
        Rig rig = new Rig(packets, STAGES);
        ServerStage server = new ServerStage(rig.model(), "server", places, packet -> 5_000, Priority.LANE);
        server.feeds(rig.sink());
        rig.open(new ListTraffic(arrival), server);
        rig.run();
        int full = 0;
        while (rig.moves().lostAt(full) == null) {
            full++;
        }
        int lost = 0;
        int after = (packets - full) / 5 * 5;
        for (int k = full; k < full + after; k++) {
            lost += rig.moves().lostAt(k) == null ? 0 : 1;
        }
        assertThat(lost * 5).isEqualTo(after);
        assertThat(after).isGreaterThan(9_900);
    }

    @Test
    void shouldLoseNothingAndNotWaitWhenConstantLoadIsBelowOne() {
        int packets = 10_000;
        long[] arrival = new long[packets];
        Arrays.setAll(arrival, k -> k * 5_001L);
        Rig rig = new Rig(packets, STAGES);
        ServerStage server = new ServerStage(rig.model(), "server", 1, packet -> 5_000, Priority.LANE);
        server.feeds(rig.sink());
        rig.open(new ListTraffic(arrival), server);
        rig.run();
        assertThat(server.lost()).isZero();
        assertSame(0, rig.moves().left(server), later(arrival, 5_000));
    }
}
