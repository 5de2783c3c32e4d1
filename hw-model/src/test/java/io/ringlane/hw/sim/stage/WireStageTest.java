// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.stage.WireStage.Line;
import org.junit.jupiter.api.Test;

/** A line of 100 Gbit/s, on which a byte takes 80 ps and a frame of 64 bytes with preamble and gap 6,720 ps. */
final class WireStageTest {
    private static final long RATE = 100_000_000_000L;
    private static final long FRAME_PS = 6_720;
    private static final long LAST_BIT_PS = 72 * 80;
    private static final long FIRST_BIT_PS = 8 * 80;

    private final Rig rig = new Rig(16);

    private WireStage wire(int places, Line line) {
        WireStage wire = new WireStage(rig.model(), "wire", places, line, PacketBytes.CLEAR);
        wire.feeds(rig.sink());
        return wire;
    }

    @Test
    void shouldDeliverWithTheLastBitWhenTheLineStoresAndForwards() {
        WireStage wire = wire(4, new Line(RATE, 0, false, 250_000));
        rig.open(Rig.at(0, 0, 20_000), wire);
        rig.run();
        assertThat(rig.left(wire, 3))
                .containsExactly(
                        LAST_BIT_PS + 250_000, FRAME_PS + LAST_BIT_PS + 250_000, 20_000 + LAST_BIT_PS + 250_000);
        assertThat(wire.busyPs()).isEqualTo(3 * FRAME_PS);
    }

    @Test
    void shouldDeliverWithTheFirstBitWhenTheLineCutsThrough() {
        WireStage wire = wire(4, new Line(RATE, 0, true, 100));
        rig.open(Rig.at(0, 0), wire);
        rig.run();
        assertThat(rig.left(wire, 2)).containsExactly(FIRST_BIT_PS + 100, FRAME_PS + FIRST_BIT_PS + 100);
    }

    @Test
    void shouldCountOnlyFramesThatWaitWhenItIsAskedForRoom() {
        WireStage wire = wire(1, new Line(RATE, 0, false, 1_000_000));
        Source source = rig.patient(Rig.at(0, 0, 0), wire);
        rig.run();
        assertThat(rig.entered(wire, 3)).containsExactly(0, FRAME_PS, 2 * FRAME_PS);
        assertThat(wire.most()).isEqualTo(3);
        assertThat(rig.model().blockedPs(source, wire)).isEqualTo(2 * FRAME_PS);
    }

    @Test
    void shouldSendNoFasterThanThePortCanWhenPacketsAreShort() {
        WireStage wire = wire(4, new Line(RATE, 58_500_000, false, 0));
        rig.open(Rig.at(0, 0, 0, 0).bytes(64, 64, 64, 1518), wire);
        rig.run();
        assertThat(rig.left(wire, 4))
                .containsExactly(
                        LAST_BIT_PS, 17_094 + LAST_BIT_PS, 2 * 17_094 + LAST_BIT_PS, 3 * 17_094 + 1 + 1526L * 80 - 1);
    }

    @Test
    void shouldStartNoFrameWhenItIsPaused() {
        WireStage wire = wire(4, new Line(RATE, 0, false, 0));
        rig.open(Rig.at(0, 1_000), wire);
        rig.model().simulation().run(2_000);
        wire.pause(50_000);
        rig.run();
        assertThat(rig.left(wire, 2)).containsExactly(LAST_BIT_PS, 50_000 + LAST_BIT_PS);
    }

    @Test
    void shouldGoOnWhenThePauseIsTakenBack() {
        WireStage wire = wire(4, new Line(RATE, 0, false, 0));
        wire.pause(Simulation.NEVER);
        rig.open(Rig.at(0, 1_000), wire);
        rig.model().simulation().run(2_000);
        assertThat(wire.held()).isEqualTo(2);
        wire.pause(2_000);
        rig.run();
        assertThat(rig.left(wire, 2)).containsExactly(2_000 + LAST_BIT_PS, 2_000 + FRAME_PS + LAST_BIT_PS);
    }

    @Test
    void shouldLetInWhoWaitsWhenThePauseIsOver() {
        WireStage wire = wire(1, new Line(RATE, 0, false, 0));
        rig.patient(Rig.at(0, 0, 0, 0), wire);
        rig.model().simulation().run(1_000);
        wire.pause(20_000);
        rig.model().simulation().run(8_000);
        wire.pause(Simulation.NEVER);
        rig.model().simulation().run(30_000);
        assertThat(wire.held()).isEqualTo(1);
        wire.pause(30_000);
        rig.run();
        assertThat(rig.entered(wire, 4)).containsExactly(0, FRAME_PS, 30_000 + FRAME_PS, 30_000 + 2 * FRAME_PS);
        assertThat(rig.left(wire, 4))
                .containsExactly(
                        LAST_BIT_PS,
                        30_000 + LAST_BIT_PS,
                        30_000 + FRAME_PS + LAST_BIT_PS,
                        30_000 + 2 * FRAME_PS + LAST_BIT_PS);
        // the last frame's gap is still to come
        assertThat(wire.busyPs()).isEqualTo(4 * FRAME_PS - 12 * 80);
    }

    @Test
    void shouldLoseAtTheFarEndWhenItIsFull() {
        WireStage wire = wire(4, new Line(RATE, 0, false, 0));
        ServerStage far = new ServerStage(rig.model(), "far", 1, Service.fixed(10_000), Priority.HOST);
        wire.feeds(far);
        far.feeds(rig.sink());
        rig.open(Rig.at(0, 0, 0), wire);
        rig.run();
        assertThat(rig.moves().lostAt(1)).isEqualTo("far");
        assertThat(far.lost()).isEqualTo(1);
        assertThat(wire.out()).isEqualTo(3);
        assertThat(rig.sink().in()).isEqualTo(2);
    }
}
