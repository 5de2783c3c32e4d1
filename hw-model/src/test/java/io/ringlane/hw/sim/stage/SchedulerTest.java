// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Which queue goes next. */
final class SchedulerTest {
    private final Rig rig = new Rig(1_000);
    private final Scheduler scheduler = new Scheduler(rig.model(), PacketBytes.CLEAR);
    private final ServerStage server = new ServerStage(rig.model(), "server", 1, Service.fixed(10), Priority.LANE);

    private Stage queue(String name, int priority, long quantum, int packets, int bytes, long at) {
        scheduler.feeds(server);
        server.feeds(rig.sink());
        Stage queue = scheduler.queue(name, 500, 1_000_000, priority, quantum);
        long[] times = new long[packets];
        Arrays.fill(times, at);
        Source source = Source.open(rig.model(), "to " + name, Rig.at(times).bytes(bytes));
        source.feeds(queue);
        source.start();
        return queue;
    }

    /** When packets left a queue, in order. */
    private long[] times(Stage queue) {
        return Arrays.stream(rig.moves().left(queue))
                .filter(time -> time != Simulation.NEVER)
                .sorted()
                .toArray();
    }

    /** Packets that had left a queue by then. */
    private int sent(Stage queue, long untilPs) {
        return (int) Arrays.stream(times(queue)).filter(time -> time <= untilPs).count();
    }

    @Test
    void shouldSendTheHigherLevelFirstWhenPrioritiesDiffer() {
        Stage low = queue("low", 7, 1_500, 3, 64, 0);
        Stage high = queue("high", 1, 1_500, 3, 64, 0);
        rig.run();
        assertThat(times(low)).containsExactly(0, 40, 50);
        assertThat(times(high)).containsExactly(10, 20, 30);
    }

    @Test
    void shouldDecideWhenThereIsRoomAndNotBefore() {
        Stage low = queue("low", 7, 1_500, 3, 64, 0);
        Stage high = queue("high", 1, 1_500, 1, 64, 15);
        rig.run();
        assertThat(times(low)).containsExactly(0, 10, 30);
        assertThat(times(high)).containsExactly(20);
    }

    @Test
    void shouldShareBytesByQuantumWhenQueuesOfALevelAreBusy() {
        Stage one = queue("one", 0, 3_000, 300, 1_500, 0);
        Stage other = queue("other", 0, 1_500, 300, 100, 0);
        rig.run();
        long soonPs = 10 * 170;
        assertThat(sent(one, soonPs)).isBetween(19, 21);
        assertThat(sent(other, soonPs)).isBetween(149, 151);
    }

    @Test
    void shouldSendLongPacketsInTheEndWhenTheQuantumIsShorter() {
        Stage one = queue("one", 0, 100, 5, 1_500, 0);
        Stage other = queue("other", 0, 100, 100, 100, 0);
        rig.run();
        assertThat(rig.sink().in()).isEqualTo(105);
        assertThat(sent(one, 10 * 47)).isEqualTo(3);
        assertThat(other.lost()).isZero();
    }

    @Test
    void shouldKeepNoDeficitWhenAQueueHasRunEmpty() {
        Stage rare = queue("rare", 0, 1_500, 1, 64, 0);
        Stage busy = queue("busy", 0, 1_500, 100, 1_500, 0);
        Source later =
                Source.open(rig.model(), "later", Rig.at(501, 501, 501, 501).bytes(700));
        later.feeds(rare);
        later.start();
        rig.run();
        assertThat(times(rare)).containsExactly(0, 520, 530, 550, 560);
        assertThat(busy.out()).isEqualTo(100);
    }

    @Test
    void shouldHoldBackOnlyItsOwnSourceWhenOneQueueIsFull() {
        scheduler.feeds(server);
        server.feeds(rig.sink());
        Stage narrow = scheduler.queue("narrow", 1, 1_000, 1, 1_500);
        Stage wide = scheduler.queue("wide", 10, 10_000, 0, 1_500);
        Source held = rig.patient(Rig.at(0, 0, 0), narrow);
        Source free = Source.patient(rig.model(), "free", Rig.at(0, 0, 0));
        free.feeds(wide);
        free.start();
        rig.run();
        assertThat(rig.model().blockedPs(held, narrow)).isPositive();
        assertThat(rig.model().blockedPs(free, wide)).isZero();
        assertThat(rig.model().blockedPs(narrow, server)).isPositive();
    }
}
