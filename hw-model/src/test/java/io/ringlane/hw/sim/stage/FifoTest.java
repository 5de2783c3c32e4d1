// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Simulation;
import org.junit.jupiter.api.Test;

/** A buffer bounded by packets and by bytes. */
final class FifoTest {
    private static final long NEVER = Simulation.NEVER;

    private final Rig rig = new Rig(16);
    private final ServerStage server = new ServerStage(rig.model(), "server", 1, Service.fixed(10), Priority.LANE);

    private Fifo fifo(int packets, long bytes) {
        Fifo fifo = new Fifo(rig.model(), "fifo", packets, bytes, PacketBytes.CLEAR);
        fifo.feeds(server);
        server.feeds(rig.sink());
        return fifo;
    }

    @Test
    void shouldTakeNoTimeWhenTheNextStageHasRoom() {
        Fifo fifo = fifo(2, 1_000);
        rig.open(Rig.at(0, 20), fifo);
        rig.run();
        assertThat(rig.left(fifo, 2)).containsExactly(0, 20);
    }

    @Test
    void shouldLoseWhenItsPacketsAreTooMany() {
        Fifo fifo = fifo(2, 1_000);
        rig.open(Rig.at(0, 1, 2, 3, 10), fifo);
        rig.run();
        assertThat(rig.left(fifo, 5)).containsExactly(0, 10, 20, NEVER, 30);
        assertThat(fifo.lost()).isEqualTo(1);
        assertThat(rig.model().blockedPs(fifo, server)).isEqualTo(9 + 10 + 10);
    }

    @Test
    void shouldLoseTheLongPacketAndTakeTheShortOneWhenItsBytesAreTooMany() {
        Fifo fifo = fifo(10, 300);
        rig.open(Rig.at(0, 1, 2, 3, 4).bytes(300, 200, 101, 100, 64), fifo);
        rig.run();
        assertThat(rig.moves().lostAt(2)).isEqualTo("fifo");
        assertThat(rig.moves().lostAt(4)).isEqualTo("fifo");
        assertThat(rig.left(fifo, 5)).containsExactly(0, 10, NEVER, 20, NEVER);
        assertThat(fifo.heldBytes()).isZero();
    }

    @Test
    void shouldLetNobodyPastWhenALongPacketWaitsForRoom() {
        Fifo fifo = fifo(10, 300);
        Source patient = Source.patient(rig.model(), "patient", Rig.at(0, 1, 2).bytes(64, 200, 200));
        patient.feeds(fifo);
        patient.start();
        rig.open(Rig.at(5, 12).bytes(64), fifo);
        rig.run();
        assertThat(rig.moves().lostAt(3)).isEqualTo("fifo");
        assertThat(rig.entered(fifo, 5)).containsExactly(0, 1, 10, NEVER, 12);
    }

    @Test
    void shouldSayWhatIsWrongWhenAPacketCanNeverFit() {
        Fifo fifo = fifo(10, 63);
        rig.open(Rig.at(0), fifo);
        assertThatThrownBy(rig::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fifo holds 63 bytes and is given a packet of 64");
    }
}
