// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.dev.Features;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.hw.lane.LanePolicy;
import io.ringlane.packet.Packet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ring, doorbell, backpressure and completions of one queue of 64 descriptors, and of several. */
final class NicRingTest {
    private static final int SIZE = 64;

    private static NicProfile profile() {
        return NicTimingTest.profile(2, LanePolicy.ANY_LANE);
    }

    private static int post(NicHarness harness, int queue, Packet packet) {
        return harness.nic.queue(queue).transmit(packet, true);
    }

    private static Packet clear(NicHarness harness, int length) {
        return harness.packet(EspPackets.udpFrame(length));
    }

    @Test
    void shouldSendNothingWhenDoorbellWasNotRung() {
        try (NicHarness harness = new NicHarness(profile())) {
            post(harness, 0, clear(harness, 100));
            assertThat(harness.nic.nextEventPs()).isEqualTo(Long.MAX_VALUE);
            harness.nic.advance(1_000_000_000);
            assertThat(harness.sent).isEmpty();
            assertThat(harness.nic.queue(0).inDevice()).isOne();
            harness.nic.queue(0).doorbell();
            assertThat(harness.nic.nextEventPs()).isEqualTo(1_000_000_000 + 10_000);
            harness.drain();
            assertThat(harness.sent).hasSize(1);
        }
    }

    @Test
    void shouldCountOneDoorbellWhenNothingNewWasPosted() {
        try (NicHarness harness = new NicHarness(profile())) {
            post(harness, 0, clear(harness, 100));
            post(harness, 0, clear(harness, 100));
            harness.nic.queue(0).doorbell();
            harness.nic.queue(0).doorbell();
            harness.drain();
            assertThat(harness.nic.statistics().doorbells(0)).isOne();
            assertThat(harness.nic.statistics().posted(0)).isEqualTo(2);
            assertThat(harness.nic.statistics().completed(0)).isEqualTo(2);
        }
    }

    @Test
    void shouldStopThenSayBusyWhenRingIsFull() {
        try (NicHarness harness = new NicHarness(profile())) {
            TxQueue queue = harness.nic.queue(0);
            for (int i = 0; i < SIZE - 1; i++) {
                assertThat(post(harness, 0, clear(harness, 100))).isEqualTo(TxResult.OK);
                assertThat(queue.isStopped()).isFalse();
            }
            assertThat(post(harness, 0, clear(harness, 100))).isEqualTo(TxResult.OK);
            assertThat(queue.has(TxQueue.DRIVER_XOFF)).isTrue();
            Packet refused = clear(harness, 100);
            assertThat(post(harness, 0, refused)).isEqualTo(TxResult.BUSY);
            assertThat(queue.inDevice()).isEqualTo(SIZE);
            assertThat(harness.nic.statistics().busy(0)).isOne();
            assertThat(harness.nic.statistics().ringFull(0)).isOne();
            assertThat(harness.nic.statistics().deepest(0)).isEqualTo(SIZE);
            harness.pool.give(refused);
            assertThat(harness.nic.nextEventPs()).as("a stopped queue has rung").isNotEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void shouldOpenOnceAQuarterIsFreeWhenRingWasFull() {
        try (NicHarness harness = new NicHarness(profile())) {
            TxQueue queue = harness.nic.queue(0);
            List<Packet> posted = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                posted.add(clear(harness, 100));
                post(harness, 0, posted.getLast());
            }
            while (harness.nic.nextEventPs() != Long.MAX_VALUE) {
                harness.nic.advance(harness.nic.nextEventPs());
            }
            List<Packet> back = new ArrayList<>();
            assertThat(queue.reapCompletions(back::add, SIZE / 4 - 1)).isEqualTo(SIZE / 4 - 1);
            assertThat(queue.isStopped()).isTrue();
            assertThat(queue.reapCompletions(back::add, 1)).isOne();
            assertThat(queue.isStopped()).isFalse();
            queue.reapCompletions(back::add, SIZE);
            assertThat(back).isEqualTo(posted);
            back.forEach(harness.pool::give);
        }
    }

    /** Five times what the ring holds; the producer keeps what is refused and comes back with the completions. */
    @Test
    void shouldLoseNothingWhenProducerIsFasterThanTheWire() {
        try (NicHarness harness = new NicHarness(profile())) {
            Deque<Packet> waiting = new ArrayDeque<>();
            for (int i = 0; i < 5 * SIZE; i++) {
                waiting.add(clear(harness, 60 + i));
            }
            int held = 0;
            while (!waiting.isEmpty()) {
                while (!waiting.isEmpty() && post(harness, 0, waiting.peek()) == TxResult.OK) {
                    waiting.remove();
                }
                harness.nic.queue(0).doorbell();
                held += waiting.isEmpty() ? 0 : 1;
                harness.nic.advance(harness.nic.nextEventPs());
                harness.reap();
            }
            harness.drain();
            assertThat(held).isPositive();
            assertThat(harness.sent).hasSize(5 * SIZE);
            for (int i = 0; i < 5 * SIZE; i++) {
                assertThat(harness.sent.get(i).bytes()).hasSize(60 + i);
            }
            assertThat(harness.nic.counters().txPackets()).isEqualTo(5 * SIZE);
            assertThat(harness.nic.counters().txDropped()).isZero();
        }
    }

    @Test
    void shouldTakeQueuesInTurnWhenTwoHaveFrames() {
        try (NicHarness harness = new NicHarness(profile().withQueues(2).withFrameBuffers(1))) {
            for (int i = 0; i < 3; i++) {
                post(harness, 0, clear(harness, 100 + i));
                post(harness, 1, clear(harness, 200 + i));
            }
            harness.nic.queue(1).doorbell();
            harness.nic.queue(0).doorbell();
            harness.drain();
            assertThat(harness.sent.stream().map(frame -> frame.bytes().length))
                    .containsExactly(100, 200, 101, 201, 102, 202);
            assertThat(harness.nic.statistics().buffersFullCount()).isPositive();
        }
    }

    @Test
    void shouldKeepByteLimitsWhenProfileSaysSo() {
        try (NicHarness harness = new NicHarness(profile().withByteLimits(true))) {
            TxQueue queue = harness.nic.queue(0);
            assertThat(queue.transmit(clear(harness, 1000), false)).isEqualTo(TxResult.OK);
            assertThat(queue.has(TxQueue.STACK_XOFF)).isTrue();
            queue.doorbell();
            harness.drain();
            assertThat(queue.isStopped()).isFalse();
            assertThat(queue.limits().available()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 63, 65, 100, 32_767, 65_536, -64})
    void shouldNameWhatIsAllowedWhenRingSizeIsNot(int size) {
        assertThatThrownBy(() -> profile().withRingSize(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ring size must be a power of two from 64 to 32768, is " + size);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1024, 32_768})
    void shouldWorkWhenRingSizeIsAllowed(int size) {
        try (NicHarness harness = new NicHarness(profile().withRingSize(size))) {
            harness.send(clear(harness, 100));
            harness.drain();
            assertThat(harness.sent).hasSize(1);
        }
    }

    @Test
    void shouldDropWhatIsTooLongWhenFrameExceedsTheDevices() {
        try (NicHarness harness = new NicHarness(profile())) {
            harness.send(clear(harness, 9_729), clear(harness, 9_728));
            harness.drain();
            assertThat(harness.sent).hasSize(1);
            assertThat(harness.nic.statistics().oversize()).isOne();
            assertThat(harness.returned).hasSize(2);
        }
    }

    @Test
    void shouldFindProfilesByNameWhenTheyShipWithTheProgram() {
        assertThat(NicProfiles.names()).containsExactly("plain-25g", "inline-crypto-100g");
        assertThat(NicProfiles.find("plain-25g").crypto()).isNull();
        try (ModelNic plain = new ModelNic(NicProfiles.find("plain-25g"), null);
                ModelNic inline = new ModelNic(NicProfiles.find("inline-crypto-100g"), null)) {
            assertThat(plain.xfrmOps()).isNull();
            assertThat(inline.xfrmOps()).isSameAs(inline);
            assertThat(Features.has(inline.features(), Features.HW_ESP | Features.GSO_ESP))
                    .isTrue();
            inline.changeFeatures(inline.features() & ~Features.GSO_ESP);
            assertThat(Features.has(inline.features(), Features.GSO_ESP)).isFalse();
        }
        assertThatThrownBy(() -> NicProfiles.find("fast"))
                .hasMessage("unknown NIC profile 'fast'; there are: plain-25g, inline-crypto-100g");
    }

    @Test
    void shouldRefuseProfileWhenItsNumbersMakeNoSense() {
        assertThatThrownBy(() -> profile().withCrypto(null)).hasMessageContaining("ESP features but no crypto");
        assertThatThrownBy(() -> profile().withQueues(0)).hasMessage("queues must be 1 to 256, is 0");
        assertThatThrownBy(() -> profile().withFrameBuffers(0)).hasMessage("frame buffers must be 1 to 1048576, is 0");
        assertThatThrownBy(() -> new NicProfile.Timing(-1, 0)).hasMessageContaining("fetch time in ps must be 0 to");
    }
}
