// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.AllocationGate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedOrderTest {
    private static final int WINDOW = 8;

    private final PacketPool pool = new PacketPool("test", 64, 0, 0);
    private final SaTable table = new SaTable(2);
    private final SealedOrder order = new SealedOrder(2, WINDOW);
    private final List<Packet> out = new ArrayList<>();
    private int nextSpi = 0x1000;

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void shouldHandOverAtOnceWhenPacketIsNext() {
        XfrmState state = add();
        Packet first = enter(state);
        assertThat(order.release(first, out::add)).isEqualTo(1);
        assertThat(out).containsExactly(first);
        assertThat(order.parked()).isZero();
    }

    @Test
    void shouldParkPacketWhenOneBeforeItIsStillOut() {
        XfrmState state = add();
        Packet first = enter(state);
        Packet second = enter(state);
        assertThat(order.release(second, out::add)).isZero();
        assertThat(order.parked()).isEqualTo(1);
        assertThat(order.release(first, out::add)).isEqualTo(2);
        assertThat(out).containsExactly(first, second);
        assertThat(order.parked()).isZero();
    }

    @Test
    void shouldGiveConsecutiveNumbersWhenPacketsEnter() {
        XfrmState state = add();
        assertThat(enter(state).order()).isZero();
        assertThat(enter(state).order()).isEqualTo(1);
    }

    @Test
    void shouldReleasePlaceWhenPacketFailed() {
        XfrmState state = add();
        Packet first = enter(state);
        Packet second = enter(state);
        Packet third = enter(state);
        assertThat(order.release(third, out::add)).isZero();
        assertThat(order.fail(second, out::add)).isZero();
        assertThat(order.release(first, out::add)).isEqualTo(2);
        assertThat(out).containsExactly(first, third);
    }

    @Test
    void shouldHandFollowersOverWhenFirstPacketFailed() {
        XfrmState state = add();
        Packet first = enter(state);
        Packet second = enter(state);
        order.release(second, out::add);
        assertThat(order.fail(first, out::add)).isEqualTo(1);
        assertThat(out).containsExactly(second);
    }

    @Test
    void shouldNotWaitForOtherSaWhenOrderIsKeptPerSa() {
        XfrmState one = add();
        XfrmState other = add();
        Packet waiting = enter(one);
        Packet free = enter(other);
        assertThat(order.release(free, out::add)).isEqualTo(1);
        assertThat(out).containsExactly(free);
        assertThat(order.room(waiting)).isEqualTo(WINDOW - 1);
    }

    @Test
    void shouldRefuseEntryWhenWindowIsFull() {
        XfrmState state = add();
        Packet first = enter(state);
        for (int i = 1; i < WINDOW; i++) {
            enter(state);
        }
        Packet late = packet(state);
        assertThat(order.room(late)).isZero();
        assertThat(order.enter(late)).isFalse();
        order.release(first, out::add);
        assertThat(order.room(late)).isEqualTo(1);
        assertThat(order.enter(late)).isTrue();
        assertThat(late.order()).isEqualTo(WINDOW);
    }

    @Test
    void shouldKeepOldOrderWhenSaIsRemovedAndItsIndexIsReused() {
        XfrmState old = add();
        add();
        Packet first = enter(old);
        Packet second = enter(old);
        order.remove(old);
        table.remove(old);
        XfrmState young = add();
        assertThat(young.index()).isEqualTo(old.index());
        Packet other = enter(young);
        order.release(second, out::add);
        order.release(other, out::add);
        order.release(first, out::add);
        assertThat(out).containsExactly(other, first, second);
    }

    @Test
    void shouldKeepSuccessorWhenOldSaIsRemovedTwice() {
        XfrmState old = add();
        add();
        order.remove(old);
        table.remove(old);
        XfrmState young = add();
        order.remove(old);
        assertThat(order.enter(packet(young))).isTrue();
    }

    @Test
    void shouldStartAnewWhenIdleSaIsReplaced() {
        XfrmState old = add();
        add();
        order.release(enter(old), out::add);
        order.remove(old);
        table.remove(old);
        assertThat(enter(add()).order()).isZero();
    }

    @Test
    void shouldRefuseWhenWindowIsNotPositive() {
        assertThatThrownBy(() -> new SealedOrder(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is 0");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKeepOrderOfEachSaWhenCompletionIsRandom(long seed) {
        Random random = new Random(seed);
        List<XfrmState> states = List.of(add(), add());
        Map<Integer, List<Packet>> expected = new HashMap<>();
        Map<Integer, List<Packet>> seen = new HashMap<>();
        List<Packet> inFlight = new ArrayList<>();
        Consumer<Packet> sink = packet -> {
            seen.computeIfAbsent(packet.stateIndex(), _ -> new ArrayList<>()).add(packet);
        };
        for (int step = 0; step < 2_000; step++) {
            XfrmState state = states.get(random.nextInt(2));
            Packet packet = pool.available(SlotClass.WIRE) > 40 ? packet(state) : null;
            if (packet != null && order.enter(packet)) {
                inFlight.add(packet);
                expected.computeIfAbsent(state.index(), _ -> new ArrayList<>()).add(packet);
            } else if (packet != null) {
                pool.give(packet);
            }
            Collections.shuffle(inFlight, random);
            for (int i = random.nextInt(3); i > 0 && !inFlight.isEmpty(); i--) {
                Packet back = inFlight.removeLast();
                if (random.nextInt(8) == 0) {
                    expected.get(back.stateIndex()).remove(back);
                    order.fail(back, sink);
                    pool.give(back);
                } else {
                    order.release(back, sink);
                }
            }
            giveBackCommonStart(expected, seen);
        }
        for (Packet packet : inFlight) {
            order.release(packet, sink);
        }
        assertThat(seen).as("seed %d", seed).isEqualTo(expected);
        assertThat(order.parked()).isZero();
    }

    /** Compares and frees what is out already, so that the pool lasts. */
    private void giveBackCommonStart(Map<Integer, List<Packet>> expected, Map<Integer, List<Packet>> seen) {
        seen.forEach((index, packets) -> {
            while (!packets.isEmpty()) {
                assertThat(packets.getFirst()).isSameAs(expected.get(index).removeFirst());
                pool.give(packets.removeFirst());
            }
        });
    }

    @Test
    void shouldAllocateNothingWhenPacketsGoInAndOut() {
        XfrmState state = add();
        Packet first = packet(state);
        Packet second = packet(state);
        Packet third = packet(state);
        int[] count = new int[1];
        Consumer<Packet> sink = _ -> count[0]++;
        AllocationGate.assertNoAllocation("sealed order", () -> {
            order.enter(first);
            order.enter(second);
            order.enter(third);
            order.release(third, sink);
            order.fail(second, sink);
            order.release(first, sink);
        });
        assertThat(count[0]).isPositive();
    }

    private XfrmState add() {
        XfrmState state = new XfrmState(
                new SaConfigBuilder()
                        .between("192.0.2.1", "192.0.2.2")
                        .spi(nextSpi++)
                        .build(),
                new SecretKey(new byte[20]));
        assertThat(table.add(state)).isTrue();
        order.add(state);
        return state;
    }

    private Packet packet(XfrmState state) {
        Packet packet = pool.take(SlotClass.WIRE);
        packet.stateIndex(state.index());
        packet.stateGeneration(state.generation());
        return packet;
    }

    private Packet enter(XfrmState state) {
        Packet packet = packet(state);
        assertThat(order.enter(packet)).isTrue();
        return packet;
    }
}
