// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.TxQueue;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.Producer;
import io.ringlane.packet.Packet;
import io.ringlane.reference.Feature;
import io.ringlane.reference.Octets;
import io.ringlane.reference.RefPacket;
import io.ringlane.reference.RefSa;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Faults that the random runs have found in the engine, each as small as it gets; the reference is the judge. */
class FoundByReferenceTest {
    private static final Feature[] PARTIAL = {
        Feature.SG, Feature.HW_CSUM, Feature.GSO_PARTIAL, Feature.HW_ESP, Feature.HW_ESP_TX_CSUM
    };

    @Test
    void shouldNotProtectLinkPaddingWhenTheFrameIsLongerThanItsPacket() {
        Scene scene = new Scene(RefSa.Mode.TRANSPORT, 4, 4).tcp(0, 0, 0);
        scene.last().ip = Octets.join(scene.last().ip, new byte[6]);

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.sa.bytes).isEqualTo(20);
    }

    @Test
    void shouldCutAndSealInSoftwareWhenADeviceHasGsoEspButNotHwEsp() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 4, 4, Feature.SG, Feature.HW_CSUM, Feature.TSO, Feature.GSO_ESP)
                .bound()
                .tcp(3000, 1000, 0);

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(3).allMatch(frame -> !frame.leftToDevice);
    }

    @Test
    void shouldMakeNoPartialSegmentsWhenTheNumberWrapsInside() {
        Scene scene = partial().tcp(4000, 1000, 0);
        scene.sa.esn = true;
        scene.sa.startLow = -3;

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(4).allMatch(frame -> frame.gsoSize == 0);
    }

    @Test
    void shouldMakeSeveralPartialSegmentsWhenOneWouldNotFitASlot() {
        Scene scene = partial().tcp(40_000, 1000, 0);

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(5).allMatch(frame -> frame.gsoSegs == 8);
    }

    @Test
    void shouldCountOneErrorWhenTwoSegmentsOfAListFail() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 4, 4).failing().tcp(3000, 1000, 0);

        assertThat(scene.differences(0)).isEmpty();
    }

    @Test
    void shouldKeepTheMacMarkWhenTheOuterHeaderIsShorterAndThereIsNoLinkHeader() {
        Scene scene = new Scene(RefSa.Mode.BEET, 6, 4).tcp(3000, 1000, 0);

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(3);
    }

    @Test
    void shouldCompleteChecksumsWhenTheDeviceSumsTheOtherFamilyOnly() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 6, 6, Feature.IP_CSUM, Feature.SG)
                .clear()
                .tcp(3000, 1000, 0);

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(3).allMatch(frame -> frame.checksumStart < 0);
    }

    @Test
    void shouldSendASuperPacketWhenItFitsThoughAFullSegmentWouldNot() {
        Scene scene = new Scene(
                        RefSa.Mode.TUNNEL,
                        4,
                        4,
                        Feature.SG,
                        Feature.HW_CSUM,
                        Feature.TSO,
                        Feature.GSO_ESP,
                        Feature.HW_ESP)
                .bound()
                .tcp(500, 1440, 0);

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(1);
    }

    @Test
    void shouldDropAndGoOnWhenASuperPacketHasFarTooManySegments() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 4, 4).tcp(60_000, 1, 0).tcp(10, 0, 0);

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(1);
    }

    @Test
    void shouldDropASuperPacketWhenItIsNotIp() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 4, 4).tcp(3000, 1000, 0).tcp(10, 0, 0);
        RefPacket first = scene.packets.get(0);
        first.link = new byte[14];
        first.link[12] = 8;
        first.link[13] = 6;

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(1);
    }

    @Test
    void shouldProtectAMobilityHeaderWhenNothingFollowsIt() {
        Scene scene = new Scene(RefSa.Mode.TRANSPORT, 6, 6).tcp(0, 0, 0);
        RefPacket packet = scene.last();
        packet.ip = Octets.slice(packet.ip, 0, 40);
        packet.ip[5] = 0;
        packet.ip[6] = (byte) 135;
        packet.partial = false;

        assertThat(scene.differences(0)).isEmpty();
        assertThat(scene.device.frames).hasSize(1);
    }

    @Test
    void shouldKeepTheOrderOfAnSaWhenBothRoadsLeadToWorkers() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 4, 4).bound();
        for (int i = 0; i < 60; i++) {
            scene.tcp(100 + i, 0, i % 3 == 0 ? 8 : 0).tcp(300 + 7 * i, 100, i % 5 == 0 ? 4 : 0);
        }

        assertThat(scene.differences(3)).isEmpty();
    }

    @Test
    void shouldThrowNothingWhenANetworkMarkOfASuperPacketLiesOutside() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 4, 4).tcp(3000, 1000, 0);
        RefPacket packet = scene.last();
        try (EngineRun run = new EngineRun(scene.setup, 0, new Random(1))) {
            run.send(packet.ip.length, slot -> {
                EngineTypes.fill(slot, packet);
                slot.network(-5);
            });
            run.runDry(1);

            assertThat(run.snapshot().account().dropped()).isEqualTo(1);
        }
    }

    /** A super-packet waits for a stopped device; what is cut behind it must leave it the slots it will need. */
    @Test
    void shouldGoOnWhenSegmentsCutBehindASuperPacketWouldTakeItsSlots() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 4, 4).bound();
        scene.tcp(4000, 100, 0).tcp(3000, 100, 8).tcp(3000, 100, 8);
        MoodyDevice device = MoodyDevice.of(scene.device, new Random(1), 0);
        EngineContext context = new EngineContext()
                .offline(true)
                .maxSegments(48)
                .segmentSlots(48, 0)
                .waitingLimit(256)
                .route(EngineTypes.route(scene.setup.defaultRoute, device));
        try (Engine engine = Engine.launch(context)) {
            int index = engine.addDevice(device);
            engine.addState(
                    EngineTypes.state(scene.sa),
                    EngineTypes.key(scene.sa),
                    io.ringlane.offload.UserOffload.outbound(index));
            engine.addPolicy(EngineTypes.policy(scene.setup.policies.get(0)));
            device.queue(0).set(TxQueue.DRIVER_XOFF);
            send(engine, scene.packets);
            cycles(engine, 3);
            device.queue(0).clear(TxQueue.DRIVER_XOFF);
            cycles(engine, 20);

            assertThat(engine.isIdle()).as("%s", engine.snapshot()).isTrue();
            assertThat(device.taken()).hasSize(100);
        }
    }

    private static void send(Engine engine, List<RefPacket> packets) {
        Producer producer = engine.producer();
        for (RefPacket packet : packets) {
            Packet slot = producer.take(packet.ip.length);
            EngineTypes.fill(slot, packet);
            assertThat(producer.send(slot)).isTrue();
        }
        producer.flush();
    }

    private static void cycles(Engine engine, int count) {
        for (int i = 0; i < count; i++) {
            engine.doWork(i + 1);
        }
    }

    private static Scene partial() {
        Scene scene = new Scene(RefSa.Mode.TUNNEL, 4, 4, PARTIAL).bound();
        scene.device.partial.addAll(List.of(Feature.GSO_ESP, Feature.TSO));
        return scene;
    }
}
