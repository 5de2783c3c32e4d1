// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.dev.Errno;
import io.ringlane.dev.TxQueue;
import io.ringlane.offload.OffloadResult;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.TestPackets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One SA on several cores, stepped by the test: numbers once and in order on one queue, whichever core sealed. */
final class SpreadTest {
    private CoresFixture fixture;
    private final List<String> events = new ArrayList<>();

    @AfterEach
    void closeEngine() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private void launch(int cores, SaConfigBuilder settings, UnaryOperator<EngineContext> change) {
        fixture = new CoresFixture(cores, context -> change.apply(context.spread(config -> config.reqid() == 1)));
        fixture.protect(0, settings.build());
    }

    private void launch(int cores) {
        launch(cores, CoresFixture.settings(0), context -> context);
    }

    /** Packets of fifty flows. */
    private void send(int count) {
        for (int i = 0; i < count; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i % 50, i));
        }
    }

    private static long number(byte[] frame) {
        return EngineFixture.number(frame) & 0xffffffffL;
    }

    // ---- the wire

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void shouldNumberOnceAndInOrderWhenAllCoresSeal(int cores) {
        launch(cores);
        send(600);
        fixture.settle();

        List<byte[]> frames = fixture.frames(0);
        assertThat(frames)
                .hasSize(600)
                .extracting(SpreadTest::number)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(fixture.device.queue(0).sent()).as("all leave by one queue").hasSize(600);
        assertThat(frames)
                .allSatisfy(frame -> assertThat(EngineFixture.open(frame)).isNotNull());
        assertThat(fixture.marksInOrderOfFlows(0)).isTrue();
        for (int core = 0; core < cores; core++) {
            assertThat(fixture.share(core).account().in()).as("core " + core).isPositive();
        }
        assertThat(fixture.share(1).handedOver())
                .isEqualTo(fixture.share(1).account().in());
    }

    @Test
    void shouldLeaveNoGapWhenOneCoreWorksAtATime() {
        launch(3);
        for (int i = 0; i < 90; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i % 50, i));
            fixture.step();
        }
        fixture.settle();

        assertThat(fixture.frames(0)).extracting(SpreadTest::number).first().isEqualTo(1L);
        assertThat(fixture.frames(0)).extracting(SpreadTest::number).last().isEqualTo(90L);
    }

    @Test
    void shouldHoldLaterLeasesWhenAnEarlierOneHasNotCome() {
        launch(2);
        send(200);
        fixture.engine.doWork(1, 1);
        fixture.engine.doWork(1, 2);
        long leased = fixture.share(1).handedOver();
        fixture.engine.doWork(0, 3);
        fixture.engine.doWork(0, 4);

        assertThat(leased).isPositive();
        List<Long> numbers = fixture.frames(0).stream().map(SpreadTest::number).toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates().startsWith(1L);
    }

    @Test
    void shouldKeepOrderWhenSegmentsOfSuperPacketsComeFromAllCores() {
        launch(3);
        SplittableRandom random = new SplittableRandom(11);
        int segments = 0;
        for (int i = 0; i < 40; i++) {
            int count = 2 + random.nextInt(40);
            segments += count;
            fixture.send(TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                    .tcp(1000 + i, 2000)
                    .payload(count * 100)
                    .gso(100));
            if (random.nextInt(4) == 0) {
                fixture.step();
            }
        }
        fixture.settle();

        assertThat(fixture.frames(0))
                .extracting(SpreadTest::number)
                .hasSize(segments)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(fixture.frames(0))
                .allSatisfy(frame -> assertThat(EngineFixture.open(frame)).isNotNull());
    }

    @Test
    void shouldAuthenticateTheHighHalfWhenLeasesGoOverIt() {
        launch(2, CoresFixture.settings(0).esn(true).sequence(4, -100), context -> context);
        send(300);
        fixture.settle();

        List<byte[]> frames = fixture.frames(0);
        assertThat(frames).hasSize(300);
        long last = 0x4_ffff_ff9cL;
        for (byte[] frame : frames) {
            long low = number(frame);
            int high = low > 0x8000_0000L ? 4 : 5;
            assertThat(EngineFixture.open(frame, high)).as("number " + low).isNotNull();
            assertThat((long) high << 32 | low).isGreaterThan(last);
            last = (long) high << 32 | low;
        }
    }

    // ---- ends

    @Test
    void shouldStopAtTheLastNumberWhenLeasesUseThemUp() {
        launch(2, CoresFixture.settings(0).sequence(0, -61), context -> context);
        send(200);
        fixture.settle();

        List<byte[]> frames = fixture.frames(0);
        assertThat(frames).extracting(SpreadTest::number).isSorted().doesNotHaveDuplicates();
        assertThat(frames.size()).isBetween(40, 60);
        assertThat(fixture.engine.snapshot().get(DropReason.SEQUENCE_EXHAUSTED)).isEqualTo(200 - frames.size());
    }

    @Test
    void shouldExpireOnAllCoresWhenTheirSumReachesTheHardLimit() {
        SaLimits limits = new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 50, 100);
        launch(
                2,
                CoresFixture.settings(0).limits(limits),
                context -> context.listener(new EngineListener() {
                    @Override
                    public void expired(XfrmState state, boolean hard) {
                        events.add(hard ? "hard" : "soft");
                    }
                }));
        for (int i = 0; i < 400; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i % 50, i));
            if (i % 8 == 0) {
                fixture.step();
            }
        }
        fixture.settle();

        assertThat(fixture.frames(0).size()).as("a lease more a core at most").isBetween(100, 164);
        assertThat(events).containsExactly("soft", "hard");
        assertThat(fixture.engine.snapshot().states()).isEmpty();
        assertThat(fixture.engine.coreOf(CoresFixture.settings(0).build().id())).isEqualTo(-1);
    }

    @Test
    void shouldSendWhatIsSealedWhenDeletedWithLeasesUnderWay() {
        launch(2);
        fixture.device.queue(0).set(TxQueue.DRIVER_XOFF);
        send(100);
        fixture.settle();
        assertThat(fixture.engine.snapshot().account().queued()).isEqualTo(100);

        assertThat(fixture.engine.deleteState(CoresFixture.settings(0).build().id()))
                .isTrue();
        fixture.device.queue(0).clear(TxQueue.DRIVER_XOFF);
        fixture.settle();

        assertThat(fixture.frames(0)).hasSize(100);
        assertThat(fixture.engine.snapshot().states()).isEmpty();
        fixture.add(CoresFixture.settings(0).build());
        send(20);
        fixture.settle();
        assertThat(fixture.frames(0)).as("the new one counts from 1 again").hasSize(120);
    }

    @Test
    void shouldDropAndCountWhenTheDeviceIsDownOrTheEngineCloses() {
        launch(2);
        fixture.device.queue(0).set(TxQueue.DRIVER_XOFF);
        send(50);
        fixture.settle();
        fixture.engine.deviceDown(1);
        fixture.settle();
        assertThat(fixture.engine.snapshot().get(DropReason.DEVICE_GONE)).isEqualTo(50);

        fixture.engine.deviceUp(1);
        send(50);
        fixture.settle();
        fixture.closeNow();
        assertThat(fixture.engine.snapshot().account().queued()).isZero();
        assertThat(fixture.engine.snapshot().account().imbalance()).isZero();
    }

    @Test
    void shouldHoldAndLoseNothingWhenTheQueueIsStoppedAndRingsAreSmall() {
        launch(
                3,
                CoresFixture.settings(0),
                context -> context.maxSegments(8)
                        .burst(8)
                        .waitingLimit(8)
                        .backlogCapacity(8)
                        .ingressBursts(2)
                        .producerSlots(256, 0, 0));
        SplittableRandom random = new SplittableRandom(3);
        int sent = 0;
        for (int i = 0; i < 3000; i++) {
            sent += fixture.trySend(CoresFixture.packet(0, 1000 + i % 50, i)) ? 1 : 0;
            if (random.nextInt(5) == 0) {
                fixture.device.queue(0).set(TxQueue.DRIVER_XOFF);
            } else if (random.nextInt(3) == 0) {
                fixture.device.queue(0).clear(TxQueue.DRIVER_XOFF);
            }
            fixture.engine.doWork(random.nextInt(3), 1);
            fixture.device.queue(0).completeAll();
        }
        fixture.device.queue(0).clear(TxQueue.DRIVER_XOFF);
        fixture.settle();

        assertThat(fixture.producer.held()).isPositive();
        assertThat(fixture.frames(0))
                .hasSize(sent)
                .extracting(SpreadTest::number)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(fixture.marksInOrderOfFlows(0)).isTrue();
    }

    // ---- beside others

    @Test
    void shouldCountAsOneSaWhenSnapshotIsTaken() {
        launch(3);
        send(300);
        fixture.settle();
        EngineSnapshot.State state = fixture.engine.snapshot().states().get(0);

        assertThat(fixture.engine.snapshot().states()).hasSize(1);
        assertThat(state.packets()).isEqualTo(300);
        assertThat(state.bytes()).isEqualTo(300L * inner());
        assertThat(state.sequenceLow()).isEqualTo((int) number(fixture.frames(0).getLast()));
    }

    private static int inner() {
        return ByteBuffer.wrap(CoresFixture.packet(0, 1, 1).bytes()).getShort(16);
    }

    @Test
    void shouldLeaveOtherSasOnTheirCoresWhenOneIsSpread() {
        launch(2);
        fixture.protect(1);
        for (int i = 0; i < 200; i++) {
            fixture.send(CoresFixture.packet(i % 2, 1000 + i % 50, i));
        }
        fixture.settle();

        for (int sa = 0; sa < 2; sa++) {
            assertThat(fixture.frames(sa))
                    .hasSize(100)
                    .extracting(SpreadTest::number)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        assertThat(fixture.frames(1)).extracting(SpreadTest::number).last().isEqualTo(100L);
    }

    @Test
    void shouldRefuseWhenNumbersMayWrapOrTheSaIsThere() {
        launch(2);
        SaConfig wrapping = CoresFixture.settings(0)
                .spi(0x5000)
                .flags(SaFlags.OSEQ_MAY_WRAP)
                .build();
        try (SecretKey key = CoresFixture.key();
                SecretKey second = CoresFixture.key()) {
            assertThat(fixture.engine.addState(wrapping, key))
                    .isEqualTo(new OffloadResult.Refused(
                            Errno.EINVAL, "an SA spread over cores cannot let its numbers wrap"));
            assertThat(fixture.engine
                            .addState(CoresFixture.settings(0).build(), second)
                            .isRefused())
                    .isTrue();
        }
    }

    @Test
    void shouldRefuseSettingsWhenWorkersSealToo() {
        assertThatThrownBy(() -> new EngineContext()
                        .cores(2)
                        .asyncWorkers(1)
                        .spread(config -> true)
                        .conclude())
                .hasMessage("async workers must be 0 when SAs are spread over cores, is 1");
    }
}
