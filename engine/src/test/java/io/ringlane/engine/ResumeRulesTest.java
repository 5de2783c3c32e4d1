// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static io.ringlane.engine.EngineFixture.tcp;
import static io.ringlane.engine.EngineFixture.tunnel;
import static io.ringlane.engine.EngineFixture.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Errno;
import io.ringlane.dev.Features;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeQueue;
import io.ringlane.testing.FakeXfrmOps;
import io.ringlane.testing.TestPackets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules R1 to R6 and B1 to B3 of the semantics, and what happens to a backlog when its device goes. R2 and R4 are the
 * TX lock, which has no counterpart: a queue has one owner.
 */
final class ResumeRulesTest {
    private static final int BUSY = TxResult.BUSY;

    private final FakeDevice device = FakeDevice.of("eth0", Features.SG | Features.HW_CSUM);
    private final FakeQueue queue = device.queue(0);

    @BeforeEach
    void completeAtOnce() {
        queue.completesAtOnce();
    }

    private static EngineFixture async(FakeDevice device) {
        EngineFixture fixture = new EngineFixture(context -> context.asyncWorkers(1), device);
        fixture.protect(tunnel());
        return fixture;
    }

    private List<Integer> sentNumbers() {
        return device.sent().stream().map(EngineFixture::number).toList();
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private static TestPackets[] udps(int count) {
        return IntStream.range(0, count).mapToObj(i -> udp()).toArray(TestPackets[]::new);
    }

    // ---- resume

    @Test
    @DisplayName("R1: a packet back from crypto goes to its flow's queue, each flow keeps its own")
    void shouldKeepTheFlowsQueueWhenPacketResumes() {
        FakeDevice many = FakeDevice.of("eth1", 1500, 4, Features.SG | Features.HW_CSUM, 0);
        try (EngineFixture fixture = async(many)) {
            for (int round = 0; round < 3; round++) {
                for (int port = 1; port <= 16; port++) {
                    fixture.send(TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                            .udp(port, 2)
                            .payload(50 + port));
                }
            }
            int used = 0;
            for (int i = 0; i < 4; i++) {
                used += many.queue(i).sent().isEmpty() ? 0 : 1;
                assertThat(many.queue(i).sent().size() % 3).as("queue " + i).isZero();
            }
            assertThat(used).isGreaterThan(1);
        }
    }

    @ParameterizedTest(name = "R3: queue state bit {0} stops a resumed packet; it goes when the bit is cleared")
    @ValueSource(ints = {TxQueue.DRIVER_XOFF, TxQueue.STACK_XOFF, TxQueue.FROZEN})
    void shouldNotTransmitResumedPacketWhenQueueIsStopped(int bit) {
        try (EngineFixture fixture = async(device)) {
            fixture.offer(udp());
            fixture.step();
            queue.set(bit);
            fixture.settle();
            assertThat(queue.attempts()).isEmpty();
            assertThat(fixture.snapshot().account().queued()).isEqualTo(1);
            queue.clear(bit);
            fixture.settle();
            assertThat(sentNumbers()).containsExactly(1);
        }
    }

    @ParameterizedTest(name = "R3: queue state bit {0} holds what is in the backlog and what waits")
    @ValueSource(ints = {TxQueue.DRIVER_XOFF, TxQueue.STACK_XOFF, TxQueue.FROZEN})
    void shouldNotTouchBacklogWhenQueueIsStopped(int bit) {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel());
            queue.answer(BUSY);
            fixture.offer(udp());
            fixture.step();
            queue.set(bit);
            fixture.send(udp());
            assertThat(queue.attempts()).hasSize(1);
            queue.clear(bit);
            fixture.settle();
            assertThat(sentNumbers()).containsExactly(1, 2);
        }
    }

    @ParameterizedTest(name = "R5: driver result {0} is complete: the packet is consumed, nothing is tried again")
    @ValueSource(ints = {TxResult.DROP, TxResult.CN, Errno.ENOSPC, 14})
    void shouldConsumePacketWhenDriverAnswersWithAnError(int result) {
        try (EngineFixture fixture = async(device)) {
            queue.answer(result);
            fixture.send(udp());
            assertThat(queue.attempts()).hasSize(1);
            assertThat(fixture.count(DropReason.DEVICE_REFUSED)).isEqualTo(1);
            assertThat(fixture.snapshot().xfrm()).isEmpty();
            assertThat(device.counters().txDropped()).isZero();
        }
    }

    @ParameterizedTest(name = "R6: {0} workers: BUSY puts packets into the backlog, in order")
    @CsvSource({"0", "1"})
    void shouldKeepOrderWhenDeviceIsBusyAgainAndAgain(int workers) {
        try (EngineFixture fixture = new EngineFixture(context -> context.asyncWorkers(workers), device)) {
            fixture.protect(tunnel());
            for (int i = 0; i < 40; i++) {
                queue.answer(BUSY, TxResult.OK, BUSY);
                fixture.offer(udp(), tcp(2));
                fixture.step();
            }
            fixture.settle();
            assertThat(sentNumbers()).isEqualTo(upTo(120));
            assertThat(fixture.snapshot().backlogHighest()).isPositive();
        }
    }

    @Test
    @DisplayName("R6: a packet from crypto queues behind the backlog, though the device would take it")
    void shouldQueueBehindBacklogWhenPacketComesFromCrypto() {
        try (EngineFixture fixture = async(device)) {
            fixture.offer(udp(), udp());
            fixture.step();
            queue.answer(BUSY, BUSY);
            fixture.step();
            fixture.offer(udp());
            fixture.step();
            fixture.settle();
            assertThat(sentNumbers()).containsExactly(1, 2, 3);
        }
    }

    // ---- backlog

    @Test
    @DisplayName("B1: an empty backlog: nothing is tried")
    void shouldDoNothingWhenBacklogIsEmpty() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            assertThat(fixture.step()).isZero();
            assertThat(queue.attempts()).isEmpty();
        }
    }

    @Test
    @DisplayName("B2, B3: each packet at most once a pass, in order; what is refused keeps its place")
    void shouldTryEachPacketOnceAPassWhenBacklogIsDrained() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel());
            queue.answer(BUSY);
            fixture.offer(udps(5));
            fixture.step();
            assertThat(queue.attempts()).hasSize(1);
            queue.answer(TxResult.OK, TxResult.OK, BUSY);
            fixture.step();
            assertThat(queue.attempts()).hasSize(4);
            assertThat(sentNumbers()).containsExactly(1, 2);
            queue.answer(BUSY);
            fixture.step();
            assertThat(queue.attempts()).hasSize(5);
            fixture.step();
            assertThat(sentNumbers()).isEqualTo(upTo(5));
        }
    }

    @Test
    @DisplayName("B: a queue that opens to refuse: of all that waited no more is validated than the backlog can hold")
    void shouldNotValidateMoreThanBacklogHoldsWhenQueueOpensAndRefuses() {
        try (EngineFixture fixture = new EngineFixture(
                context -> context.backlogCapacity(16).waitingLimit(64).maxSegments(16), device)) {
            fixture.protect(tunnel());
            queue.set(TxQueue.DRIVER_XOFF);
            fixture.offer(udps(60));
            fixture.settle();
            assertThat(fixture.snapshot().account().queued()).isEqualTo(60);
            queue.answer(BUSY);
            queue.clear(TxQueue.DRIVER_XOFF);
            fixture.step();
            assertThat(fixture.snapshot().backlogHighest()).isEqualTo(16);
            fixture.settle();
            assertThat(sentNumbers()).isEqualTo(upTo(60));
        }
    }

    @Test
    @DisplayName("V6: while one packet is in the backlog, later ones wait unvalidated, not behind it")
    void shouldLeavePacketsUnvalidatedWhenBacklogIsNotEmpty() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel());
            for (int i = 0; i < 5; i++) {
                queue.answer(BUSY);
                fixture.offer(udp());
                fixture.step();
            }
            assertThat(fixture.snapshot().account().queued()).isEqualTo(5);
            assertThat(fixture.snapshot().backlogHighest()).isEqualTo(1);
            fixture.settle();
            assertThat(sentNumbers()).isEqualTo(upTo(5));
        }
    }

    @ParameterizedTest(
            name = "B, deviation 5: backlog {0}, {1} may wait, {2} workers, device busy: never more, none lost")
    @CsvSource({"16,16,0", "64,16,0", "16,48,0", "16,16,2", "64,16,2", "16,48,2"})
    void shouldHoldProducerWhenBacklogIsFull(int capacity, int waiting, int workers) {
        try (EngineFixture fixture = new EngineFixture(
                context -> context.backlogCapacity(capacity)
                        .waitingLimit(waiting)
                        .maxSegments(16)
                        .burst(8)
                        .ingressBursts(4)
                        .asyncWorkers(workers)
                        .producerSlots(64, 0, 8),
                device)) {
            fixture.protect(tunnel());
            int taken = overload(fixture, 300);
            assertThat(taken).isLessThan(900);
            assertThat(fixture.producer.held()).isPositive();
            assertThat(fixture.snapshot().heldCycles()).isPositive();
            assertThat(fixture.snapshot().backlogHighest()).isBetween(1, capacity);
            fixture.settle();
            assertThat(sentNumbers())
                    .isEqualTo(upTo(Math.toIntExact(fixture.snapshot().account().sent())));
            assertThat(fixture.snapshot().drops()).isEmpty();
        }
    }

    /** The device refuses each packet while so many cycles go by. @return packets that the producer got rid of. */
    private int overload(EngineFixture fixture, int cycles) {
        int taken = 0;
        for (int i = 0; i < cycles; i++) {
            queue.answer(BUSY);
            taken += fixture.offer(udp(), tcp(3), udp());
            fixture.step();
        }
        queue.clear(TxQueue.DRIVER_XOFF);
        return taken;
    }

    // ---- the device goes

    @ParameterizedTest(name = "N5, deviation 5: {0}: what waits for the device is dropped and counted")
    @ValueSource(strings = {"down", "removed"})
    void shouldFlushBacklogWhenDeviceGoes(String event) {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel());
            queue.answer(BUSY);
            fixture.offer(udps(5));
            fixture.step();
            fixture.offer(udps(2));
            queue.answer(BUSY);
            fixture.step();
            long waiting = fixture.snapshot().account().queued();
            assertThat(waiting).isEqualTo(7);
            if (event.equals("down")) {
                fixture.engine.deviceDown(1);
            } else {
                fixture.engine.removeDevice(1);
            }
            assertThat(fixture.count(DropReason.DEVICE_GONE)).isEqualTo(7);
            assertThat(device.counters().txDropped()).isEqualTo(7);
            fixture.send(udp());
            assertThat(fixture.count(DropReason.DEVICE_GONE)).isEqualTo(8);
            assertThat(device.sent()).isEmpty();
        }
    }

    @Test
    @DisplayName("N5: packets at crypto when the device goes are dropped when they come back")
    void shouldDropResumedPacketsWhenDeviceHasGone() {
        try (EngineFixture fixture = async(device)) {
            fixture.offer(udps(3));
            fixture.step();
            fixture.engine.removeDevice(1);
            fixture.settle();
            assertThat(fixture.count(DropReason.DEVICE_GONE)).isEqualTo(3);
            assertThat(fixture.snapshot().states()).hasSize(1);
        }
    }

    @Test
    @DisplayName("N5: packets that the device has taken stay on its account when it goes, until they are completed")
    void shouldReapPacketsWhenDeviceWasRemovedMeanwhile() {
        FakeDevice slow = FakeDevice.of("eth1", Features.SG | Features.HW_CSUM);
        try (EngineFixture fixture = new EngineFixture(slow)) {
            fixture.protect(tunnel());
            fixture.send(udp(), udp());
            fixture.engine.removeDevice(1);
            fixture.settle();
            assertThat(fixture.snapshot().account().inDevice()).isEqualTo(2);
            slow.queue(0).completeAll();
            fixture.settle();
            assertThat(fixture.snapshot().account().sent()).isEqualTo(2);
            fixture.send(udp());
            assertThat(fixture.count(DropReason.DEVICE_GONE)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("N5: another device in the place of one that is gone gets none of its packets")
    void shouldNotSendToSuccessorWhenRouteStillNamesTheOldDevice() {
        FakeDevice old = FakeDevice.of("eth1", Features.SG | Features.HW_CSUM);
        try (EngineFixture fixture = new EngineFixture(old)) {
            fixture.protect(tunnel());
            fixture.send(udp());
            fixture.engine.removeDevice(1);
            assertThat(fixture.engine.addDevice(device)).isEqualTo(1);
            fixture.send(udp());
            assertThat(device.sent()).isEmpty();
            assertThat(fixture.count(DropReason.DEVICE_GONE)).isEqualTo(1);
            fixture.routeTo(device);
            fixture.send(udp());
            assertThat(sentNumbers()).containsExactly(3);
        }
    }

    @Test
    @DisplayName("N5: packets at crypto do not go to the device that has taken the place of theirs")
    void shouldNotSendResumedPacketToSuccessorWhenDeviceWasReplaced() {
        FakeDevice old = FakeDevice.of("eth1", Features.SG | Features.HW_CSUM);
        try (EngineFixture fixture = async(old)) {
            fixture.offer(udp(), udp());
            fixture.step();
            fixture.engine.removeDevice(1);
            assertThat(fixture.engine.addDevice(device)).isEqualTo(1);
            fixture.settle();
            assertThat(device.sent()).isEmpty();
            assertThat(fixture.count(DropReason.DEVICE_GONE)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("N5: a device that comes back before it has completed everything")
    void shouldGoOnWhenDeviceIsAddedAgainWithPacketsInIt() {
        FakeDevice slow = FakeDevice.of("eth1", Features.SG | Features.HW_CSUM);
        try (EngineFixture fixture = new EngineFixture(slow)) {
            fixture.protect(tunnel());
            fixture.send(udp(), udp());
            fixture.engine.removeDevice(1);
            fixture.engine.addDevice(slow);
            fixture.send(udp());
            assertThat(fixture.snapshot().account().inDevice()).isEqualTo(3);
            assertThat(slow.sent()).hasSize(3);
        }
    }

    @Test
    @DisplayName("N5: link down flushes the SAs: later packets find none, and none leaves unprotected")
    void shouldFlushStatesWhenLinkGoesDown() {
        FakeXfrmOps ops = new FakeXfrmOps();
        FakeDevice esp =
                FakeDevice.of("esp0", Features.HW_ESP | Features.HW_CSUM).xfrmOps(ops);
        try (EngineFixture fixture = new EngineFixture(esp)) {
            fixture.protect(tunnel(), 4, new UserOffload(1, 0));
            fixture.send(udp());
            fixture.engine.deviceDown(1);
            esp.queue(0).completesAtOnce();
            esp.queue(0).completeAll();
            fixture.settle();
            fixture.engine.deviceUp(1);
            fixture.send(udp());
            assertThat(esp.sent()).hasSize(1);
            assertThat(fixture.count(XfrmCounter.OUT_NO_STATES)).isEqualTo(1);
            assertThat(ops.takeLog())
                    .containsExactly("add spi=0x00001000", "delete spi=0x00001000", "free spi=0x00001000");
        }
    }

    @Test
    @DisplayName("N5: an SA that is added again after link down and up, in software, protects packets")
    void shouldGoOnInSoftwareWhenStateIsAddedAgain() {
        FakeDevice esp =
                FakeDevice.of("esp0", Features.HW_ESP | Features.HW_CSUM).xfrmOps(new FakeXfrmOps());
        try (EngineFixture fixture = new EngineFixture(esp)) {
            fixture.protect(tunnel(), 4, new UserOffload(1, 0));
            fixture.engine.deviceDown(1);
            fixture.engine.deviceUp(1);
            fixture.protect(tunnel().sequence(0, 7));
            fixture.send(udp());
            assertThat(EngineFixture.open(esp.sent().getFirst())).isNotNull();
        }
    }
}
