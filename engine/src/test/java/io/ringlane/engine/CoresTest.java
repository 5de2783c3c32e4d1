// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.dev.TxQueue;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaConfig;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.CountingProvider;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.TestPackets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several cores in one engine, stepped by the test in their fixed order: who does what, and that nothing is lost. */
final class CoresTest {
    private static final int SAS = 7;

    private CoresFixture fixture;

    @AfterEach
    void closeEngine() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private void launch(int cores, UnaryOperator<EngineContext> change) {
        if (fixture != null) {
            fixture.close();
        }
        fixture = new CoresFixture(cores, change);
    }

    private void launch(int cores) {
        launch(cores, context -> context);
    }

    // ---- the bytes

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void shouldSendTheBytesOfOneCoreWhenSeveralShareTheSas(int cores) {
        List<List<byte[]>> alone = framesBySa(1);
        List<List<byte[]>> together = framesBySa(cores);

        for (int sa = 0; sa < SAS; sa++) {
            assertThat(together.get(sa)).as("SA " + sa).hasSize(60).containsExactlyElementsOf(alone.get(sa));
        }
        assertThat(fixture.share(0).takenOver() + fixture.share(1).takenOver())
                .as("some flows do not hash to the core of their SA")
                .isPositive();
    }

    /** Each SA gets 60 packets of one flow, in an order of the SAs that a seed gives. */
    private List<List<byte[]>> framesBySa(int cores) {
        launch(cores);
        for (int sa = 0; sa < SAS; sa++) {
            fixture.protect(sa);
        }
        int[] left = new int[SAS];
        Arrays.fill(left, 60);
        SplittableRandom random = new SplittableRandom(7);
        for (int sent = 0; sent < 60 * SAS; ) {
            int sa = random.nextInt(SAS);
            if (left[sa] > 0) {
                left[sa]--;
                fixture.send(CoresFixture.packet(sa, 1000, left[sa]));
                sent++;
            }
            if (random.nextInt(10) == 0) {
                fixture.step();
            }
        }
        fixture.settle();
        List<List<byte[]>> frames = new ArrayList<>();
        for (int sa = 0; sa < SAS; sa++) {
            frames.add(fixture.frames(sa));
        }
        return frames;
    }

    @Test
    void shouldNumberOnceAndInOrderWhenManyFlowsOfOneSaComeFromAllCores() {
        launch(3);
        fixture.protect(0);
        for (int i = 0; i < 300; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i % 50, i));
        }
        fixture.settle();

        List<byte[]> frames = fixture.frames(0);
        assertThat(frames)
                .extracting(EngineFixture::number)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(300);
        assertThat(frames)
                .allSatisfy(frame -> assertThat(EngineFixture.open(frame)).isNotNull());
        assertThat(fixture.marksInOrderOfFlows(0)).isTrue();
    }

    @Test
    void shouldSpreadFlowsOverCoresAndQueuesWhenTheyAreMany() {
        fixture = new CoresFixture(2, 4, context -> context);
        for (int i = 0; i < 400; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i, i));
            fixture.step();
        }
        fixture.settle();

        assertThat(fixture.share(0).account().in()).isBetween(140L, 260L);
        for (int queue = 0; queue < 4; queue++) {
            assertThat(fixture.device.queue(queue).sent().size())
                    .as("queue " + queue)
                    .isBetween(50, 150);
        }
    }

    // ---- who owns what

    @Test
    void shouldShareSasOutEvenlyWhenNothingElseIsSaid() {
        launch(3);
        for (int sa = 0; sa < SAS; sa++) {
            fixture.protect(sa);
        }
        assertThat(List.of(
                        fixture.share(0).states(),
                        fixture.share(1).states(),
                        fixture.share(2).states()))
                .containsExactly(3, 2, 2);
    }

    @Test
    void shouldKeepSasOfOnePairTogetherWhenAnotherOneIsAdded() {
        launch(3);
        fixture.protect(0);
        fixture.protect(1);
        SaConfig rekeyed = CoresFixture.settings(0).spi(0x9000).build();
        fixture.add(rekeyed);
        int first = fixture.engine.coreOf(CoresFixture.settings(0).build().id());

        assertThat(fixture.engine.coreOf(rekeyed.id())).isEqualTo(first).isZero();
        fixture.send(CoresFixture.packet(0, 1000, 0));
        fixture.settle();
        assertThat(fixture.framesOfSpi(0x9000)).as("the newer SA is used").hasSize(1);
    }

    @Test
    void shouldObeyWhenAffinityIsGiven() {
        launch(2, context -> context.affinity((config, cores) -> config.reqid() == 3 ? 0 : 1));
        for (int sa = 0; sa < 4; sa++) {
            fixture.protect(sa);
        }
        assertThat(fixture.share(0).states()).isEqualTo(1);
        assertThat(fixture.share(1).states()).isEqualTo(3);
    }

    @Test
    void shouldRefuseTwinWhenItWouldGoToAnotherCore() {
        launch(2);
        fixture.protect(0);
        SaConfig twin = CoresFixture.settings(0).reqid(99).build();

        assertThat(fixture.engine.addState(twin, CoresFixture.key()).isRefused())
                .isTrue();
        assertThat(fixture.share(0).states() + fixture.share(1).states()).isEqualTo(1);
    }

    @Test
    void shouldDropAsWithoutStateWhenSaIsDeletedOnItsCore() {
        launch(2);
        fixture.protect(0);
        for (int i = 0; i < 20; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i, i));
        }
        fixture.engine.deleteState(CoresFixture.settings(0).build().id());
        fixture.settle();

        assertThat(fixture.engine.snapshot().get(DropReason.NO_STATE)).isEqualTo(20);
    }

    // ---- holding

    @Test
    void shouldHoldAndLoseNothingWhenCoresWaitForEachOther() {
        launch(
                2,
                context -> context.ingressBursts(4)
                        .waitingLimit(16)
                        .backlogCapacity(16)
                        .maxSegments(16)
                        .burst(8));
        fixture.protect(0);
        fixture.protect(1);
        stop(true);
        int sent = 0;
        for (int round = 0; round < 50; round++) {
            for (int flow = 0; flow < 20; flow++) {
                sent += fixture.trySend(CoresFixture.packet(flow % 2, 1000 + flow / 2, sent)) ? 1 : 0;
            }
            fixture.step();
        }
        assertThat(fixture.producer.held()).isPositive();
        stop(false);
        fixture.settle();

        assertThat(fixture.frames(0).size() + fixture.frames(1).size()).isEqualTo(sent);
        assertThat(fixture.marksInOrderOfFlows(0) && fixture.marksInOrderOfFlows(1))
                .isTrue();
    }

    private void stop(boolean stopped) {
        for (int i = 0; i < fixture.device.queues(); i++) {
            if (stopped) {
                fixture.device.queue(i).set(TxQueue.DRIVER_XOFF);
            } else {
                fixture.device.queue(i).clear(TxQueue.DRIVER_XOFF);
            }
        }
    }

    @Test
    void shouldAddUpOverCoresWhenPacketsAreBetweenThem() {
        launch(2);
        fixture.protect(0);
        for (int i = 0; i < 40; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i, i));
        }
        // the second core only: it hands over what is the first one's
        fixture.engine.doWork(1, 1);
        EngineSnapshot snapshot = fixture.engine.snapshot();

        assertThat(snapshot.account().imbalance()).isZero();
        assertThat(snapshot.cores())
                .allSatisfy(share -> assertThat(share.imbalance()).isZero());
        assertThat(fixture.share(1).handedOver())
                .isPositive()
                .isEqualTo(snapshot.account().queued());
        assertThat(fixture.engine.isIdle()).isFalse();
    }

    @Test
    void shouldDropAndCountWhenClosedWithPacketsBetweenCores() {
        launch(2);
        fixture.protect(0);
        for (int i = 0; i < 40; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i, i));
        }
        fixture.engine.doWork(1, 1);
        long between = fixture.share(1).handedOver();
        fixture.closeNow();

        EngineSnapshot after = fixture.engine.snapshot();
        assertThat(after.get(DropReason.ENGINE_CLOSED)).isEqualTo(between).isPositive();
        assertThat(after.account().queued()).isZero();
        assertThat(after.account().imbalance()).isZero();
    }

    // ---- the short way between cores

    @Test
    void shouldTakeTheShortWayWhenPacketsArriveFromOtherCores() {
        CountingProvider crypto = new CountingProvider(new JdkProvider());
        launch(2, context -> context.crypto(crypto));
        fixture.protect(0);
        for (int i = 0; i < 100; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i % 20, i));
        }
        fixture.settle();

        assertThat(fixture.share(0).takenOver()).isPositive();
        assertThat(crypto.sealedByShortWay()).isEqualTo(100);
        assertThat(crypto.sealedByLongWay()).isZero();
    }

    @Test
    void shouldKeepTheOrderOfFlowsWhenPacketsBetweenGoTheLongWay() {
        CountingProvider crypto = new CountingProvider(new JdkProvider());
        launch(2, context -> context.crypto(crypto));
        fixture.protect(0);
        for (int i = 0; i < 400; i++) {
            TestPackets packet = CoresFixture.packet(0, 1000 + i % 8, i);
            Packet built = fixture.producer.take(packet.bytes().length);
            packet.fill(built);
            // means nothing without a segment size, but is not ordinary
            built.gsoSegs(i % 5 == 3 ? 1 : 0);
            assertThat(fixture.producer.send(built)).isTrue();
            if (i % 50 == 49) {
                fixture.producer.flush();
                fixture.step();
            }
        }
        fixture.settle();

        assertThat(fixture.share(0).takenOver()).isPositive();
        assertThat(crypto.sealedByLongWay()).isPositive();
        assertThat(crypto.sealedByShortWay()).isPositive();
        assertThat(fixture.frames(0).size()).isEqualTo(400);
        assertThat(fixture.marksInOrderOfFlows(0)).isTrue();
    }

    @Test
    void shouldSendToTheNewOwnerWhenAnSaMovesBetweenOtherCores() {
        int[] home = {0};
        launch(3, context -> context.affinity((config, cores) -> home[0]));
        fixture.protect(0);
        for (int i = 0; i < 60; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i % 20, i));
        }
        fixture.settle();
        fixture.engine.deleteState(CoresFixture.settings(0).build().id());
        home[0] = 1;
        fixture.add(CoresFixture.settings(0).build());
        long before = fixture.share(2).handedOver();
        for (int i = 0; i < 60; i++) {
            fixture.send(CoresFixture.packet(0, 1000 + i % 20, i));
        }
        fixture.settle();

        assertThat(fixture.share(2).handedOver()).isGreaterThan(before);
        assertThat(fixture.engine.snapshot().drops()).isEmpty();
        assertThat(fixture.frames(0)).hasSize(120);
    }

    // ---- settings

    @Test
    void shouldRefuseDeviceWhenItHasFewerQueuesThanCores() {
        launch(3);
        assertThatThrownBy(() -> fixture.engine.addDevice(FakeDevice.of("small0", 0)))
                .isInstanceOf(EngineException.class)
                .hasMessage("device small0 needs a TX queue for each of 3 cores, has 1");
    }

    @Test
    void shouldRefuseSettingsWhenCoresOrCpusAreWrong() {
        assertThatThrownBy(() -> new EngineContext().cores(0).conclude()).hasMessage("cores must be 1 to 64, is 0");
        assertThatThrownBy(() -> new EngineContext().cores(2).cpus(1).conclude())
                .hasMessage("cpus must name one CPU for each of 2 cores, names 1");
        assertThatThrownBy(() -> new EngineContext().cpus(-1).conclude()).hasMessage("cpu must be 0 to 1023, is -1");
    }
}
