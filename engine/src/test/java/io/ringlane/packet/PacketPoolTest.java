// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.buffer.SlotClass;
import io.ringlane.testing.AllocationGate;
import io.ringlane.testing.PoolLeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PacketPoolTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(2, 1, 1);

    @Test
    void shouldCountWhenNoSlotOfTheClassIsLeft() {
        Packet first = pool.take(SlotClass.WIRE);
        Packet second = pool.take(SlotClass.WIRE);

        assertThat(pool.take(SlotClass.WIRE)).isNull();
        assertThat(pool.exhausted(SlotClass.WIRE)).isEqualTo(1);
        assertThat(pool.exhausted(SlotClass.JUMBO)).isZero();
        assertThat(pool.outstanding()).isEqualTo(2);
        pool.give(first);
        pool.give(second);
        assertThat(pool.available(SlotClass.WIRE)).isEqualTo(pool.capacity(SlotClass.WIRE));
    }

    @Test
    void shouldCountWhenTheClassHasNoSlotsAtAll() {
        try (PacketPool small = new PacketPool("small", 1, 0, 0)) {
            assertThat(small.take(SlotClass.SUPER)).isNull();
            assertThat(small.exhausted(SlotClass.SUPER)).isEqualTo(1);
            assertThat(small.available(SlotClass.SUPER)).isZero();
        }
    }

    @Test
    void shouldRefuseLoudlyWhenAPacketIsFreedTwice() {
        Packet packet = pool.take(SlotClass.WIRE);
        Packet other = pool.take(SlotClass.WIRE);
        pool.give(packet);

        assertThatThrownBy(() -> pool.give(packet))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("freed twice");
        assertThat(pool.outstanding()).isEqualTo(1);
        pool.give(other);
    }

    @Test
    void shouldRefuseAPacketOfAnotherPool() {
        Packet packet = pool.take(SlotClass.WIRE);
        try (PacketPool foreign = new PacketPool("foreign", 1, 0, 0)) {
            assertThatThrownBy(() -> foreign.give(packet))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("does not belong to pool foreign");
        }
        pool.give(packet);
    }

    @Test
    void shouldGiveAnEmptyPacketWhenItsSlotWasUsedBefore() {
        Packet packet = pool.take(SlotClass.JUMBO);
        packet.put(50);
        packet.mark(1);
        packet.secPathDepth(1);
        packet.next(packet);
        pool.give(packet);

        Packet again = pool.take(SlotClass.JUMBO);

        assertThat(again).isSameAs(packet);
        assertThat(again.length()).isZero();
        assertThat(again.mark()).isZero();
        assertThat(again.hasOffload()).isFalse();
        assertThat(again.next()).isNull();
        pool.give(again);
    }

    @Test
    void shouldTakeTheSmallestClassThatFitsAndALargerWhenItIsEmpty() {
        int wire = PacketPool.room(SlotClass.WIRE);
        Packet first = pool.takeFor(wire);
        Packet second = pool.takeFor(wire + 1);
        Packet third = pool.takeFor(1);
        Packet fourth = pool.takeFor(1);

        assertThat(first.slotClass()).isEqualTo(SlotClass.WIRE);
        assertThat(second.slotClass()).isEqualTo(SlotClass.JUMBO);
        assertThat(third.slotClass()).isEqualTo(SlotClass.WIRE);
        assertThat(fourth.slotClass()).isEqualTo(SlotClass.SUPER);
        assertThat(pool.takeFor(1)).isNull();
        assertThat(pool.exhausted(SlotClass.WIRE)).isEqualTo(1);
        for (Packet packet : new Packet[] {first, second, third, fourth}) {
            pool.give(packet);
        }
    }

    @Test
    void shouldSayHowManyCanBeTakenAndCountWhenTooFew() {
        int wire = PacketPool.room(SlotClass.WIRE);

        assertThat(pool.canTake(4, wire)).isTrue();
        assertThat(pool.canTake(2, wire + 1)).isTrue();
        assertThat(pool.exhausted(SlotClass.WIRE)).isZero();
        assertThat(pool.canTake(5, wire)).isFalse();
        assertThat(pool.exhausted(SlotClass.WIRE)).isEqualTo(1);
        assertThat(pool.canTake(3, wire + 1)).isFalse();
        assertThat(pool.exhausted(SlotClass.JUMBO)).isEqualTo(1);
        assertThat(pool.canTake(1, 1 << 20)).isFalse();
        assertThat(pool.capacityFor(1)).isEqualTo(4);
        assertThat(pool.capacityFor(wire + 1)).isEqualTo(2);
        assertThat(pool.capacityFor(1 << 20)).isZero();
    }

    @Test
    void shouldAllocateNothingWhenTakingAndGiving() {
        AllocationGate.assertNoAllocation("take and give", () -> pool.give(pool.takeFor(1500)));
    }
}
