// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rows of packets: taken, told apart, given back. */
final class PacketTableTest {
    @Test
    void shouldKeepWhatWasSaidWhenPacketIsUnderWay() {
        PacketTable packets = new PacketTable(2, 3);
        int one = packets.take(5, 64, 118, 7);
        int other = packets.take(6, 128, 182, 8);
        packets.setQueue(other, 4);
        assertThat(packets.used()).isEqualTo(2);
        assertThat(packets.serial(one)).isZero();
        assertThat(packets.serial(other)).isEqualTo(1);
        assertThat(packets.intendedPs(one)).isEqualTo(5);
        assertThat(packets.clearBytes(one)).isEqualTo(64);
        assertThat(packets.wireBytes(other)).isEqualTo(182);
        assertThat(packets.state(other)).isEqualTo(8);
        assertThat(packets.queue(one)).isZero();
        assertThat(packets.queue(other)).isEqualTo(4);
        assertThat(packets.enteredPs(one, 2)).isEqualTo(Simulation.NEVER);
    }

    @Test
    void shouldSayNoneWhenAllRowsAreTakenAndForgetWhenGivenBack() {
        PacketTable packets = new PacketTable(1, 1);
        int row = packets.take(0, 64, 64, 0);
        packets.setQueue(row, 9);
        packets.stampEntered(row, 0, 3);
        packets.stampLeft(row, 0, 4);
        assertThat(packets.take(1, 64, 64, 0)).isEqualTo(PacketTable.NONE);
        assertThat(packets.leftPs(row, 0)).isEqualTo(4);
        packets.give(row);
        assertThat(packets.used()).isZero();
        int again = packets.take(2, 65, 66, 1);
        assertThat(packets.serial(again)).isEqualTo(1);
        assertThat(packets.queue(again)).isZero();
        assertThat(packets.enteredPs(again, 0)).isEqualTo(Simulation.NEVER);
        assertThat(packets.leftPs(again, 0)).isEqualTo(Simulation.NEVER);
    }
}
