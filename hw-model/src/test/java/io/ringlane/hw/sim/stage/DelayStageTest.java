// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Delays: side by side, bounded by credits, in order of their ends. */
final class DelayStageTest {
    private final Rig rig = new Rig(16);

    private DelayStage delay(int capacity, Service latency) {
        DelayStage delay = new DelayStage(rig.model(), "delay", capacity, latency, Priority.PCIE);
        delay.feeds(rig.sink());
        return delay;
    }

    @Test
    void shouldDelayEachByItselfWhenSeveralAreUnderWay() {
        DelayStage delay = delay(8, rig.times(100, 10, 50, 10));
        rig.open(Rig.at(0, 1, 2, 200), delay);
        rig.run();
        assertThat(rig.left(delay, 4)).containsExactly(100, 11, 52, 210);
        assertThat(delay.busyPs()).isEqualTo(170);
    }

    @Test
    void shouldHoldBackWhenAllCreditsAreTaken() {
        DelayStage delay = delay(2, Service.fixed(100));
        Source source = rig.patient(Rig.at(0, 10, 20, 30), delay);
        rig.run();
        assertThat(rig.left(delay, 4)).containsExactly(100, 110, 200, 210);
        assertThat(rig.model().blockedPs(source, delay)).isEqualTo(80 + 10);
    }

    @Test
    void shouldKeepDueOrderWhenTheNextStageIsFull() {
        ServerStage server = new ServerStage(rig.model(), "server", 1, Service.fixed(40), Priority.LANE);
        server.feeds(rig.sink());
        DelayStage delay = delay(8, rig.times(10, 30, 20, 5));
        delay.feeds(server);
        rig.open(Rig.at(0, 0, 0, 7), delay);
        rig.run();
        assertThat(rig.left(delay, 4)).containsExactly(10, 130, 90, 50);
        assertThat(rig.left(server, 4)).containsExactly(50, 170, 130, 90);
    }

    @Test
    void shouldLeaveInOrderOfComingWhenDueAtTheSameTime() {
        DelayStage delay = delay(8, rig.times(10, 9, 8));
        ServerStage server = new ServerStage(rig.model(), "server", 8, Service.fixed(1), Priority.LANE);
        delay.feeds(server);
        server.feeds(rig.sink());
        rig.open(Rig.at(0, 1, 2), delay);
        rig.run();
        assertThat(rig.left(server, 4)).containsExactly(11, 12, 13, Simulation.NEVER);
    }
}
