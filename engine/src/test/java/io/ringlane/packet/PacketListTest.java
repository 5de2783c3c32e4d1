// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.SlotClass;
import io.ringlane.testing.PoolLeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists, chains and bursts of packets. */
final class PacketListTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(4, 0, 0);
    private final Packet a = pool.take(SlotClass.WIRE);
    private final Packet b = pool.take(SlotClass.WIRE);
    private final Packet c = pool.take(SlotClass.WIRE);
    private final Packet d = pool.take(SlotClass.WIRE);
    private final PacketList list = new PacketList();

    @AfterEach
    void giveBack() {
        pool.give(a);
        pool.give(b);
        pool.give(c);
        pool.give(d);
    }

    private void assertHolds(Packet... expected) {
        assertThat(list.size()).isEqualTo(expected.length);
        assertThat(list.isEmpty()).isEqualTo(expected.length == 0);
        assertThat(list.last()).isSameAs(expected.length == 0 ? null : expected[expected.length - 1]);
        Packet packet = list.peek();
        for (Packet next : expected) {
            assertThat(packet).isSameAs(next);
            packet = packet.next();
        }
        assertThat(packet).isNull();
    }

    @Test
    void shouldKeepOrderWhenPacketsAreAdded() {
        a.next(d);
        list.add(a);
        list.add(b);

        assertHolds(a, b);
    }

    @Test
    void shouldUnlinkTheOldestWhenPolled() {
        list.add(a);
        list.add(b);

        assertThat(list.poll()).isSameAs(a);
        assertThat(a.next()).isNull();
        assertHolds(b);
        assertThat(list.poll()).isSameAs(b);
        assertThat(list.poll()).isNull();
        assertHolds();
        list.add(c);
        assertHolds(c);
    }

    @Test
    void shouldFindTheTailOfAChainWhenItIsAdded() {
        b.next(c);
        list.add(a);

        assertThat(list.addChain(b)).isEqualTo(2);
        assertThat(list.addChain(null)).isZero();
        list.add(d);

        assertHolds(a, b, c, d);
    }

    @Test
    void shouldStandInFrontWhenAChainIsAddedFirst() {
        list.add(c);
        list.add(d);
        a.next(b);

        list.addChainFirst(a);
        list.addChainFirst(null);

        assertHolds(a, b, c, d);
    }

    @Test
    void shouldBecomeTheListWhenAChainIsAddedFirstToNothing() {
        a.next(b);

        list.addChainFirst(a);
        list.add(c);

        assertHolds(a, b, c);
    }

    @Test
    void shouldBeEmptyWhenAllIsTaken() {
        list.add(a);
        list.add(b);

        assertThat(list.takeAll()).isSameAs(a);
        assertThat(a.next()).isSameAs(b);
        assertHolds();
    }

    @Test
    void shouldFreeEachPacketOfAChainUnlinked() {
        PacketList freed = new PacketList();
        a.next(b);
        b.next(c);

        int count = ((PacketReturn) packet -> {
                    assertThat(packet.next()).isNull();
                    freed.add(packet);
                })
                .freeChain(a);

        assertThat(count).isEqualTo(3);
        assertThat(freed.size()).isEqualTo(3);
        assertThat(freed.peek()).isSameAs(a);
        assertThat(freed.last()).isSameAs(c);
    }

    @Test
    void shouldRefuseWhenABurstIsFullAndForgetWhenCleared() {
        PacketBatch batch = new PacketBatch(2);
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.add(a)).isTrue();
        assertThat(batch.add(b)).isTrue();

        assertThat(batch.isFull()).isTrue();
        assertThat(batch.add(c)).isFalse();
        assertThat(batch.size()).isEqualTo(batch.capacity()).isEqualTo(2);
        batch.set(1, c);
        assertThat(batch.get(1)).isSameAs(c);
        batch.clear();
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.add(b)).isTrue();
        assertThat(batch.get(0)).isSameAs(b);
        assertThat(batch.size()).isEqualTo(1);
    }
}
