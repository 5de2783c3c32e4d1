// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compared has to do the same work: every way hands over all packets in order, and refuses when full. */
final class WaysTest {
    private static final int PACKETS = 64;

    private final Packet[] packets = new Packet[PACKETS];
    private PacketPool pool;

    @BeforeEach
    void takePackets() {
        pool = new PacketPool("test", PACKETS, 0, 0);
        for (int i = 0; i < PACKETS; i++) {
            Packet packet = pool.take(SlotClass.WIRE);
            packets[packet.number()] = packet;
        }
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ringlane-spsc",
                "ringlane-mpsc",
                "ringlane-burst",
                "jctools-spsc",
                "jctools-mpsc",
                "jctools-fill-drain",
                "jctools-burst",
                "agrona-spsc",
                "agrona-mpsc",
                "agrona-drain",
                "agrona-message",
                "agrona-burst",
                "disruptor",
                "disruptor-burst",
                "jdk"
            })
    void shouldHandOverEveryPacketInOrderWhenItWasTaken(String name) {
        Way way = Ways.named(name, packets);
        List<Packet> arrived = new ArrayList<>();

        assertThat(way.offer(packets, 0, Way.BURST)).isEqualTo(Way.BURST);
        drain(way, arrived);
        assertThat(way.offer(packets, Way.BURST, 1)).isEqualTo(1);
        assertThat(way.offer(packets, Way.BURST + 1, 7)).isEqualTo(7);
        drain(way, arrived);

        assertThat(arrived).isEqualTo(Arrays.asList(packets).subList(0, Way.BURST + 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ringlane-burst", "jctools-spsc", "agrona-drain", "agrona-message", "disruptor", "jdk"})
    void shouldRefuseAndGoOnWhenItIsFull(String name) {
        Way way = Ways.named(name, packets);
        int taken = 0;
        int more = way.offer(packets, 0, Way.BURST);
        while (more > 0) {
            taken += more;
            more = way.offer(packets, taken % Way.BURST, Way.BURST - taken % Way.BURST);
        }
        List<Packet> arrived = new ArrayList<>();
        drain(way, arrived);

        assertThat(arrived).hasSize(taken);
        assertThat(way.offer(packets, 0, 1)).isEqualTo(1);
    }

    @Test
    void shouldNameTheWayWhenThereIsNone() {
        assertThatThrownBy(() -> Ways.named("pigeon", packets)).hasMessageContaining("'pigeon'");
    }

    private static void drain(Way way, List<Packet> into) {
        Packet[] polled = new Packet[Way.BURST];
        int count = way.poll(polled);
        while (count > 0) {
            into.addAll(Arrays.asList(polled).subList(0, count));
            count = way.poll(polled);
        }
    }
}
