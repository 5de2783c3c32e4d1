// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.ListTraffic;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.stage.LanePool.Layout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lanes: initiation interval apart from latency, order, stalls, lanes that fail. */
final class LanePoolTest {
    private static final long NEVER = Simulation.NEVER;

    private final Rig rig = new Rig(64);

    private LanePool pool(int lanes, int places, int reorder, LaneOrder order, long latencyPs, long... intervals) {
        LanePool pool = new LanePool(
                rig.model(), "lanes", new Layout(lanes, places, reorder, order, latencyPs), rig.times(intervals));
        pool.feeds(rig.sink());
        return pool;
    }

    private static ListTraffic burst(int packets, int... states) {
        return Rig.at(new long[packets]).states(states);
    }

    @Test
    void shouldTakeTheNextAfterTheIntervalAndBeDoneAfterTheLatencyWhenALaneIsBusy() {
        LanePool pool = pool(1, 8, 0, LaneOrder.ANY, 200, 20);
        rig.open(burst(3, 0), pool);
        rig.run();
        assertThat(rig.left(pool, 3)).containsExactly(220, 240, 260);
        assertThat(pool.busyPs()).isEqualTo(60);
    }

    @Test
    void shouldPutAnSaInOrderWhenAnyLaneTakesItsPackets() {
        LanePool pool = pool(2, 8, 4, LaneOrder.ANY, 0, 100, 10, 10, 10);
        rig.open(burst(4, 7, 7, 8, 7), pool);
        rig.run();
        assertThat(rig.left(pool, 4)).containsExactly(100, 100, 20, 100);
    }

    @Test
    void shouldStallALaneWhenTheReorderBufferIsFull() {
        LanePool pool = pool(2, 8, 1, LaneOrder.ANY, 0, 100, 10, 10, 10, 10);
        rig.open(burst(5, 7, 7, 7, 8, 8), pool);
        rig.run();
        assertThat(rig.left(pool, 5)).containsExactly(100, 100, 100, 110, 110);
        assertThat(pool.buffered()).isZero();
    }

    @Test
    void shouldUseOneLaneOfAnSaWhenLanesAreChosenByHash() {
        LanePool pool = pool(4, 64, 0, LaneOrder.HASH, 5, 10);
        int other = 1;
        while (pool.laneOf(other) == pool.laneOf(0)) {
            other++;
        }
        rig.open(burst(4, 0, 0, other, 0), pool);
        rig.run();
        assertThat(rig.left(pool, 4)).containsExactly(15, 25, 15, 35);
    }

    @Test
    void shouldComeOutAsTheyWentInWhenLanesTakeTurns() {
        LanePool pool = pool(2, 8, 8, LaneOrder.ROUND_ROBIN, 0, 30, 10, 10, 10);
        rig.open(burst(4, 1, 2, 3, 4), pool);
        rig.run();
        assertThat(rig.left(pool, 4)).containsExactly(30, 30, 40, 40);
    }

    @Test
    void shouldTakeNoMoreThanItsPlacesWhenTheSourceIsOpen() {
        LanePool pool = pool(2, 1, 0, LaneOrder.ANY, 100, 10);
        rig.open(burst(4, 1, 2, 3, 4), pool);
        rig.run();
        assertThat(rig.left(pool, 4)).containsExactly(110, 110, 120, NEVER);
        assertThat(pool.lost()).isEqualTo(1);
    }

    @Test
    void shouldLoseWhatFindsNoFreeLaneWhenThereAreNoPlaces() {
        LanePool pool = pool(2, 0, 0, LaneOrder.ANY, 0, 10);
        rig.open(Rig.at(0, 1, 2, 10, 10).states(1, 2, 3, 4, 5), pool);
        rig.run();
        assertThat(rig.left(pool, 5)).containsExactly(10, 11, NEVER, 20, NEVER);
    }

    @Test
    void shouldStandStillAndLoseNoOrderWhenTheNextStageIsFull() {
        LanePool pool = pool(3, 32, 2, LaneOrder.ANY, 50, 7, 1, 3, 9, 2);
        ServerStage slow = new ServerStage(rig.model(), "slow", 1, Service.fixed(40), Priority.WIRE);
        pool.feeds(slow);
        slow.feeds(rig.sink());
        rig.open(burst(30, 1, 2, 1, 1, 3, 3, 2, 1, 1, 2, 3, 1, 1, 1, 3, 3, 2), pool);
        rig.run();
        assertThat(slow.out()).isEqualTo(30);
        assertThat(rig.model().blockedPs(pool, slow)).isPositive();
        int[] states = {1, 2, 1, 1, 3, 3, 2, 1, 1, 2, 3, 1, 1, 1, 3, 3, 2};
        for (int state = 1; state <= 3; state++) {
            long last = -1;
            for (int i = 0; i < 30; i++) {
                if (states[Math.min(i, states.length - 1)] == state) {
                    assertThat(rig.moves().left(slow)[i]).isGreaterThan(last);
                    last = rig.moves().left(slow)[i];
                }
            }
        }
    }

    @Test
    void shouldKeepOrderAndItsReorderPlacesWhenLaneCountsAndPlacesAreRandom() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            LaneOrder order = LaneOrder.values()[random.nextInt(3)];
            Layout layout = new Layout(
                    1 + random.nextInt(6), 6 + random.nextInt(9), random.nextInt(5), order, random.nextInt(60));
            int[] states = random.ints(200, 0, 1 + random.nextInt(7)).toArray();
            long[] intervals = random.longs(200, 0, 40).toArray();
            assertOrder(seed, layout, states, intervals, 1 + random.nextInt(20));
        }
    }

    private static void assertOrder(int seed, Layout layout, int[] states, long[] intervals, long slowPs) {
        int packets = states.length;
        Rig own = new Rig(packets);
        LanePool pool = new LanePool(own.model(), "lanes", layout, own.times(intervals));
        ServerStage slow = new ServerStage(own.model(), "slow", 2, Service.fixed(slowPs), Priority.WIRE);
        pool.feeds(slow);
        slow.feeds(own.sink());
        Source source = own.patient(burst(packets, states), pool);
        while (own.sink().in() < packets) {
            assertThat(own.model().simulation().nextPs()).as("seed " + seed).isNotEqualTo(NEVER);
            own.model().simulation().step();
            assertThat(pool.buffered()).as("seed " + seed).isBetween(0, layout.reorderPlaces());
        }
        assertThat(source.blockedBy()).isNull();
        long[] last = new long[8];
        for (int i = 0; i < packets; i++) {
            int key = layout.order() == LaneOrder.ROUND_ROBIN ? 0 : states[i];
            assertThat(own.moves().left(slow)[i])
                    .as("seed " + seed + ", packet " + i)
                    .isGreaterThan(last[key]);
            last[key] = own.moves().left(slow)[i];
        }
    }

    @Test
    void shouldGoOnWithTheOthersWhenALaneFails() {
        for (LaneOrder order : LaneOrder.values()) {
            Rig own = new Rig(40);
            LanePool pool = new LanePool(own.model(), "lanes", new Layout(4, 400, 40, order, 5), Service.fixed(10));
            pool.feeds(own.sink());
            long[] times = new long[40];
            Arrays.setAll(times, i -> i * 3L);
            int[] states = new int[40];
            Arrays.setAll(states, i -> i % 9);
            own.open(Rig.at(times).states(states), pool);
            own.model().simulation().run(20);
            pool.fail(0);
            pool.fail(2);
            own.model().simulation().run(60);
            pool.fail(1);
            pool.fail(3);
            own.model().simulation().run(400);
            pool.repair(2);
            own.model().simulation().run(420);
            pool.repair(1);
            own.run();
            assertThat(own.sink().in()).as(order.name()).isEqualTo(40);
            for (int i = 9; i < 40; i++) {
                assertThat(own.moves().left(pool)[i])
                        .as(order.name())
                        .isGreaterThanOrEqualTo(own.moves().left(pool)[i - 9]);
            }
        }
    }
}
