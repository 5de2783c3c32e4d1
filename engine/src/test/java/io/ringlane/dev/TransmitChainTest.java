// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketPool;
import io.ringlane.testing.FakeQueue;
import io.ringlane.testing.TestPackets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rows of table 4.3: what each answer of a driver does to a chain. */
final class TransmitChainTest {
    private final PacketPool pool = new PacketPool("test", 8, 0, 0);
    private final FakeQueue queue = new FakeQueue(0);
    private final TransmitChain chain = new TransmitChain();

    @AfterEach
    void shouldHaveAllSlotsBack() {
        giveRest();
        giveRefused();
        queue.completeAll();
        queue.reapCompletions(pool::give, Integer.MAX_VALUE);
        int outstanding = pool.outstanding();
        pool.close();
        assertThat(outstanding).isZero();
    }

    @Test
    void shouldSendAllWhenDriverTakesEach() {
        assertThat(chain.send(packets(3), queue)).isEqualTo(TxResult.OK);
        assertThat(sent()).containsExactly(0, 1, 2);
        assertThat(chain.accepted()).isEqualTo(3);
        assertThat(chain.remaining()).isNull();
    }

    @Test
    void shouldHintAtNextPacketWhenThereIsOne() {
        chain.send(packets(3), queue);
        assertThat(queue.attempts()).extracting(FakeQueue.Attempt::more).containsExactly(true, true, false);
    }

    @Test
    void shouldGoOnWhenDriverConsumesWithNegativeErrno() {
        queue.answer(0, Errno.ENOMEM, 0);
        assertThat(chain.send(packets(3), queue)).isEqualTo(TxResult.OK);
        assertThat(sent()).containsExactly(0, 2);
        assertThat(chain.accepted()).isEqualTo(2);
        assertThat(chain.refused().size()).isEqualTo(1);
    }

    @Test
    void shouldKeepResultWhenLastPacketIsConsumedWithNegativeErrno() {
        queue.answer(0, Errno.ENOMEM);
        assertThat(chain.send(packets(2), queue)).isEqualTo(Errno.ENOMEM);
        assertThat(chain.remaining()).isNull();
    }

    @Test
    void shouldGoOnWhenDriverConsumesWithCode1To14() {
        for (int code = 1; code <= 14; code++) {
            queue.answer(code, 0);
            assertThat(chain.send(packets(2), queue)).isEqualTo(TxResult.OK);
            assertThat(chain.refused().size()).isEqualTo(1);
            assertThat(chain.accepted()).isEqualTo(1);
            assertThat(chain.remaining()).isNull();
            giveRefused();
            queue.completeAll();
            queue.reapCompletions(pool::give, Integer.MAX_VALUE);
        }
    }

    private void giveRefused() {
        while (!chain.refused().isEmpty()) {
            pool.give(chain.refused().poll());
        }
    }

    @Test
    void shouldRelinkInFrontOfRestWhenDriverIsBusy() {
        queue.answer(0, TxResult.BUSY);
        assertThat(chain.send(packets(4), queue)).isEqualTo(TxResult.BUSY);
        assertThat(sent()).containsExactly(0);
        assertThat(ids(chain.remaining())).containsExactly(1, 2, 3);
        assertThat(chain.accepted()).isEqualTo(1);
        giveRest();
    }

    @Test
    void shouldStopAndKeepCodeWhenDriverAnswers15OrMore() {
        queue.answer(0x0f);
        assertThat(chain.send(packets(2), queue)).isEqualTo(0x0f);
        assertThat(ids(chain.remaining())).containsExactly(0, 1);
        giveRest();
        queue.answer(0x20);
        assertThat(chain.send(packets(1), queue)).isEqualTo(0x20);
    }

    @Test
    void shouldStopWithBusyWhenDriverStopsQueueAndPacketsRemain() {
        queue.stopAfter(2);
        assertThat(chain.send(packets(3), queue)).isEqualTo(TxResult.BUSY);
        assertThat(sent()).containsExactly(0, 1);
        assertThat(ids(chain.remaining())).containsExactly(2);
    }

    @Test
    void shouldBeOkWhenDriverStopsQueueAfterLastPacket() {
        queue.stopAfter(2);
        assertThat(chain.send(packets(2), queue)).isEqualTo(TxResult.OK);
        assertThat(chain.remaining()).isNull();
    }

    @Test
    void shouldNotBreakChainWhenByteLimitStopsQueue() {
        queue.set(TxQueue.STACK_XOFF);
        assertThat(chain.send(packets(3), queue)).isEqualTo(TxResult.OK);
        assertThat(sent()).hasSize(3);
    }

    @Test
    void shouldNotBreakChainWhenQueueIsFrozen() {
        queue.set(TxQueue.FROZEN);
        assertThat(chain.send(packets(3), queue)).isEqualTo(TxResult.OK);
        assertThat(sent()).hasSize(3);
    }

    @Test
    void shouldUnlinkPacketWhenItIsTaken() {
        Packet head = packets(2);
        Packet second = head.next();
        chain.send(head, queue);
        assertThat(head.next()).isNull();
        assertThat(second.next()).isNull();
    }

    @Test
    void shouldForgetLastOutcomeWhenChainIsEmpty() {
        queue.answer(TxResult.BUSY);
        chain.send(packets(1), queue);
        pool.give(chain.remaining());
        assertThat(chain.send(null, queue)).isEqualTo(TxResult.OK);
        assertThat(chain.remaining()).isNull();
        assertThat(chain.accepted()).isZero();
        chain.send(packets(1), queue);
    }

    /** A chain of packets that carry their place as IPv4 ID. */
    private Packet packets(int count) {
        PacketList list = new PacketList();
        for (int i = 0; i < count; i++) {
            list.add(TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                    .id(i)
                    .udp(1, 2)
                    .payload(10)
                    .build(pool));
        }
        return list.takeAll();
    }

    private List<Integer> sent() {
        return queue.sent().stream().map(bytes -> (int) bytes[19]).toList();
    }

    private static List<Integer> ids(Packet head) {
        List<Integer> ids = new ArrayList<>();
        for (Packet packet = head; packet != null; packet = packet.next()) {
            ids.add((int) packet.buffer().getByte(packet.data() + 19));
        }
        return ids;
    }

    private void giveRest() {
        Packet packet = chain.remaining();
        while (packet != null) {
            Packet next = packet.next();
            pool.give(packet);
            packet = next;
        }
        chain.send(null, queue);
    }
}
