// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static io.ringlane.engine.EngineFixture.tcp;
import static io.ringlane.engine.EngineFixture.tunnel;
import static io.ringlane.engine.EngineFixture.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoWorker.CompletionOrder;
import io.ringlane.dev.Features;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaLimits;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeQueue;
import io.ringlane.testing.TestPackets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The conservation law over long mixed scenarios: every duty cycle ends with every packet in exactly one place (the
 * engine throws when it does not), and running out of slots or places holds the producer and loses nothing.
 */
final class LedgerScenarioTest {
    private static final int CYCLES = 600;

    private final FakeDevice device = FakeDevice.of("eth0", Features.SG | Features.HW_CSUM);
    private final FakeQueue queue = device.queue(0);

    @ParameterizedTest(name = "BUSY, stops, drops, GSO, clear, too big, {1} workers, deferred {2}, seed {0}")
    @CsvSource({"1,0,true", "2,2,true", "3,0,false", "4,2,false", "5,3,true", "6,1,false"})
    void shouldAccountForEveryPacketAtEachCycleWhenTrafficIsMixed(long seed, int workers, boolean deferred) {
        SplittableRandom random = new SplittableRandom(seed);
        try (EngineFixture fixture = new EngineFixture(
                context -> context.asyncWorkers(workers)
                        .asyncOrder(CompletionOrder.shuffledBy(seed))
                        .deferredEsp(deferred)
                        .burst(1 + random.nextInt(12))
                        .segmentSlots(48, 0)
                        .maxSegments(24)
                        .waitingLimit(24)
                        .backlogCapacity(32)
                        .ingressBursts(8)
                        .producerSlots(96, 4, 8),
                device)) {
            fixture.protect(tunnel());
            long offered = 0;
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                disturb(random);
                offered += fixture.offer(mixed(random), mixed(random), mixed(random));
                fixture.step();
                EngineSnapshot.Account account = fixture.snapshot().account();
                assertThat(account.imbalance())
                        .as("seed %d cycle %d: %s", seed, cycle, account)
                        .isZero();
            }
            queue.stopAfter(0).clear(TxQueue.DRIVER_XOFF | TxQueue.FROZEN);
            queue.completesAtOnce();
            fixture.settle();
            queue.completeAll();
            fixture.settle();
            EngineSnapshot.Account end = fixture.snapshot().account();
            assertThat(end.in()).isEqualTo(offered);
            assertThat(end.sent() + end.dropped()).isEqualTo(end.in() + end.born() - end.consumed());
            assertThat(end.consumed()).isPositive();
            assertThat(fixture.count(DropReason.TOO_BIG)).isPositive();
            assertThat(fixture.count(DropReason.DEVICE_REFUSED)).isPositive();
        }
    }

    private void disturb(SplittableRandom random) {
        switch (random.nextInt(8)) {
            case 0 -> queue.answer(TxResult.BUSY);
            case 1 -> queue.answer(TxResult.OK, TxResult.DROP, TxResult.BUSY);
            case 2 -> queue.set(TxQueue.FROZEN);
            case 3 -> queue.stopAfter(2);
            case 4 -> queue.complete(random.nextInt(20));
            default -> {
                queue.clear(TxQueue.DRIVER_XOFF | TxQueue.FROZEN);
                queue.completeAll();
            }
        }
    }

    private static TestPackets mixed(SplittableRandom random) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> udp();
            case 2, 3 -> tcp(2 + random.nextInt(20));
            case 4 -> TestPackets.ipv6("2001:db8::1", "2001:db8::2").udp(1, 2).payload(70);
            case 5 -> TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1, 2).payload(1440);
            default -> TestPackets.ipv4("10.1.0.2", "10.2.0.2").tcp(1, 2).payload(random.nextInt(1000));
        };
    }

    @ParameterizedTest(name = "segments' slots run out while the device holds them: held, then sent; deferred {0}")
    @ValueSource(booleans = {true, false})
    void shouldHoldProducerWhenSegmentSlotsRunOut(boolean deferred) {
        try (EngineFixture fixture = new EngineFixture(
                context -> context.deferredEsp(deferred)
                        .segmentSlots(16, 0)
                        .maxSegments(16)
                        .producerSlots(64, 0, 8),
                device)) {
            fixture.protect(tunnel());
            assertThat(fixture.offer(tcp(10), tcp(10), udp(), tcp(16))).isEqualTo(4);
            fixture.step();
            fixture.step();
            assertThat(device.sent()).hasSize(10);
            assertThat(fixture.snapshot().account().queued()).isEqualTo(3);
            assertThat(fixture.snapshot().drops()).isEmpty();
            queue.completesAtOnce();
            queue.completeAll();
            fixture.settle();
            assertThat(device.sent()).hasSize(37).allMatch(frame -> EngineFixture.open(frame) != null);
            assertThat(device.sent().stream().map(EngineFixture::number).toList())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName("a super-packet that no pool of this size could ever cut is dropped, not held for ever")
    void shouldDropSuperPacketWhenItHasMoreSegmentsThanAllowed() {
        try (EngineFixture fixture =
                new EngineFixture(context -> context.segmentSlots(16, 0).maxSegments(16), device)) {
            fixture.protect(tunnel());
            fixture.send(tcp(17), udp());
            assertThat(fixture.count(DropReason.SEGMENTATION_ERROR)).isEqualTo(1);
            assertThat(device.sent()).hasSize(1);
        }
    }

    @Test
    @DisplayName("the producer's own slots run out: it is held until packets come home")
    void shouldRefuseProducerWhenItsSlotsAreAllUnderWay() {
        try (EngineFixture fixture = new EngineFixture(context -> context.producerSlots(8, 0, 0), device)) {
            fixture.protect(tunnel());
            for (int i = 0; i < 8; i++) {
                assertThat(fixture.offer(udp())).isEqualTo(1);
            }
            assertThat(fixture.offer(udp())).isZero();
            assertThat(fixture.producer.held()).isEqualTo(1);
            fixture.step();
            assertThat(fixture.offer(udp())).isZero();
            queue.completeAll();
            fixture.step();
            assertThat(fixture.offer(udp())).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("an SA deleted under way: packets that have their number are sent, later ones find none")
    void shouldFinishPacketsWhenStateIsDeletedUnderWay() {
        try (EngineFixture fixture = new EngineFixture(context -> context.asyncWorkers(1), device)) {
            fixture.protect(tunnel());
            fixture.offer(udp(), tcp(4));
            fixture.step();
            assertThat(fixture.engine.deleteState(
                            new SaId(tunnel().build().id().destination(), EngineFixture.SPI, 50, 0, 0)))
                    .isTrue();
            fixture.offer(udp());
            fixture.settle();
            assertThat(device.sent()).hasSize(5).allMatch(frame -> EngineFixture.open(frame) != null);
            assertThat(fixture.count(DropReason.NO_STATE)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("5.3: hard 3, soft 2 packets: three pass, the fourth is refused and ends the SA")
    void shouldEndStateWhenHardLimitIsReached() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel().limits(new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 2, 3)));
            for (int i = 0; i < 5; i++) {
                fixture.send(udp());
            }
            assertThat(device.sent()).hasSize(3);
            assertThat(fixture.count(DropReason.STATE_EXPIRED)).isEqualTo(1);
            assertThat(fixture.count(DropReason.NO_STATE)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("closing an engine with packets everywhere brings every slot home")
    void shouldBringSlotsHomeWhenEngineIsClosedInTheMiddle() {
        EngineFixture fixture = new EngineFixture(context -> context.asyncWorkers(2), device);
        fixture.protect(tunnel());
        queue.answer(TxResult.BUSY);
        fixture.offer(udp(), tcp(4));
        fixture.step();
        fixture.step();
        fixture.offer(tcp(5), udp());
        fixture.step();
        fixture.offer(udp());
        queue.completesAtOnce();
        queue.completeAll();
        Packet unsent = fixture.producer.take(100);
        fixture.producer.discard(unsent);
        fixture.engine.close();
        List<byte[]> sent = device.sent();
        assertThat(sent).allMatch(frame -> EngineFixture.open(frame) != null);
    }
}
