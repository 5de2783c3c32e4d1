// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoWorker;
import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeXfrmOps;
import io.ringlane.testing.TestPackets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole packets through a stepped engine and a fake device, decrypted by a cipher of the test's own. */
class EngineTest {
    private static final byte[] KEY = "0123456789abcdefSALT".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int SPI = 0x1000;

    private FakeDevice device;
    private Engine engine;
    private Producer producer;
    private boolean stepped = true;

    @BeforeEach
    void launch() {
        device = FakeDevice.of("eg0", Features.SG | Features.HW_CSUM | Features.GSO_PARTIAL);
        device.queue(0).completesAtOnce();
        engine = Engine.launch(new EngineContext().offline(true).route(new Route(device, 1500, new byte[0], 64)));
        engine.addDevice(device);
        producer = engine.producer();
    }

    @AfterEach
    void close() {
        if (stepped) {
            engine.doWork(0);
            engine.doWork(0);
        }
        assertThat(producer.outstanding()).isZero();
        engine.close();
    }

    @Test
    void shouldSealAnUdpPacketWhenPolicyAsksForATunnel() throws Exception {
        protect(XfrmMode.TUNNEL);
        byte[] clear =
                send(TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100));

        byte[] frame = device.sent().get(0);

        assertThat(device.sent()).hasSize(1);
        byte[] text = open(frame, 34, 1);
        assertThat(Arrays.copyOf(text, clear.length - 14)).isEqualTo(Arrays.copyOfRange(clear, 14, clear.length));
        assertThat(text[text.length - 1]).isEqualTo((byte) 4);
    }

    @Test
    void shouldCutAndSealASuperPacketWhenItsSegmentsFit() throws Exception {
        protect(XfrmMode.TUNNEL);
        send(TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                .tcp(1000, 2000)
                .payload(3000)
                .gso(1000)
                .partialChecksum());

        assertThat(device.sent()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            byte[] text = open(device.sent().get(i), 34, i + 1);
            assertThat(text.length).isGreaterThan(1000);
        }
        EngineSnapshot.Account account = engine.snapshot().account();
        assertThat(account.consumed()).isEqualTo(1);
        assertThat(account.born()).isEqualTo(3);
        assertThat(account.imbalance()).isZero();
    }

    @Test
    void shouldKeepTheOrderWhenWorkersCompleteOutOfOrder() throws Exception {
        relaunch(new EngineContext()
                .offline(true)
                .asyncWorkers(3)
                .burst(4)
                .asyncOrder(CryptoWorker.CompletionOrder.shuffledBy(7)));
        protect(XfrmMode.TUNNEL);
        for (int i = 0; i < 20; i++) {
            send(TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100 + i));
            send(TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                    .tcp(1000, 2000)
                    .payload(3000)
                    .gso(1000)
                    .partialChecksum());
        }
        for (int i = 0; i < 200; i++) {
            engine.doWork(0);
        }

        assertThat(device.sent()).hasSize(80);
        for (int i = 0; i < 80; i++) {
            open(device.sent().get(i), 34, i + 1);
        }
    }

    @Test
    void shouldKeepTheOrderWhenDeviceAndWorkersSealForOneSa() {
        long inline = Features.SG | Features.HW_CSUM | Features.TSO | Features.GSO_ESP;
        relaunch(
                new EngineContext()
                        .offline(true)
                        .asyncWorkers(2)
                        .burst(4)
                        .asyncOrder(CryptoWorker.CompletionOrder.shuffledBy(3)),
                FakeDevice.of("hw0", inline | Features.HW_ESP | Features.HW_ESP_TX_CSUM)
                        .xfrmOps(new FakeXfrmOps()));
        SaConfig config = sa(XfrmMode.TUNNEL).esn(true).sequence(0, 0xfffffffd).build();
        assertThat(engine.addState(config, new SecretKey(KEY.clone()), UserOffload.outbound(1)))
                .isInstanceOf(OffloadResult.Installed.class);
        policy(XfrmMode.TUNNEL);
        enqueue(TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100));
        enqueue(TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                .tcp(1000, 2000)
                .payload(4000)
                .gso(1000)
                .partialChecksum());
        enqueue(TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100));
        enqueue(TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100));
        producer.flush();
        for (int i = 0; i < 50; i++) {
            engine.doWork(0);
        }

        // the super-packet wraps, so workers seal its segments; the others are left to the device
        assertThat(device.sent().stream().map(frame -> ByteBuffer.wrap(frame).getInt(38)))
                .containsExactly(0xfffffffe, 0xffffffff, 0, 1, 2, 3, 4);
        assertThat(device.queue(0).attempts().stream()
                        .map(attempt -> (attempt.offloadFlags() & XfrmOffloadFlags.XMIT) != 0))
                .containsExactly(true, false, false, false, false, true, true);
    }

    @Test
    void shouldSealInsideOutputWhenEspIsNotDeferred() throws Exception {
        relaunch(new EngineContext().offline(true).deferredEsp(false));
        protect(XfrmMode.TUNNEL);
        send(TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                .tcp(1000, 2000)
                .payload(3000)
                .gso(1000)
                .partialChecksum());

        assertThat(device.sent()).hasSize(3);
        open(device.sent().get(2), 34, 3);
    }

    @Test
    void shouldMeasureLatencyWhenTheProducerSaysWhenItMeantToSend() {
        protect(XfrmMode.TUNNEL);
        Packet packet = producer.take(200);
        TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100).fill(packet);
        packet.ingressTime(1_000);
        producer.send(packet);
        producer.flush();
        engine.doWork(2_000);
        engine.doWork(5_000);

        assertThat(engine.snapshot().latency().count()).isEqualTo(1);
        assertThat(engine.snapshot().latency().max()).isBetween(4_000L, 4_010L);
    }

    @Test
    void shouldDropWhatComesWhenTheDeviceIsDown() {
        protect(XfrmMode.TUNNEL);
        engine.deviceDown(1);
        send(TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100));

        assertThat(device.sent()).isEmpty();
        assertThat(engine.snapshot().get(DropReason.DEVICE_GONE)).isEqualTo(1);

        engine.deviceUp(1);
        send(TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100));
        assertThat(device.sent()).hasSize(1);
    }

    @Test
    void shouldDeleteAnSaWhenItsHardLimitIsReached() {
        protect(XfrmMode.TUNNEL, new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, SaLimits.INFINITE, 2));
        for (int i = 0; i < 4; i++) {
            send(TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100));
        }

        assertThat(device.sent()).hasSize(2);
        assertThat(engine.snapshot().get(XfrmCounter.OUT_STATE_EXPIRED)).isEqualTo(1);
        assertThat(engine.snapshot().get(XfrmCounter.OUT_NO_STATES)).isEqualTo(1);
        assertThat(engine.snapshot().states()).isEmpty();
    }

    @Test
    void shouldRunOnThreadsOfItsOwnWhenNotStepped() throws Exception {
        relaunch(new EngineContext().offline(true).stepped(false).asyncWorkers(1));
        protect(XfrmMode.TUNNEL);
        TestPackets udp =
                TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100);
        for (int i = 0; i < 1000; i++) {
            Packet packet = producer.take(200);
            while (packet == null) {
                Thread.onSpinWait();
                packet = producer.take(200);
            }
            udp.fill(packet);
            while (!producer.send(packet)) {
                Thread.onSpinWait();
            }
        }
        producer.flush();
        while (engine.snapshot().account().sent() < 1000) {
            Thread.onSpinWait();
        }

        assertThat(engine.snapshot().account().imbalance()).isZero();
        while (producer.outstanding() > 0) {
            Thread.onSpinWait();
        }
    }

    private void relaunch(EngineContext context) {
        relaunch(context, FakeDevice.of("eg0", Features.SG | Features.HW_CSUM | Features.GSO_PARTIAL));
    }

    private void relaunch(EngineContext context, FakeDevice with) {
        engine.close();
        device = with;
        device.queue(0).completesAtOnce();
        stepped = context.stepped();
        engine = Engine.launch(context.route(new Route(device, 1500, new byte[0], 64)));
        engine.addDevice(device);
        producer = engine.producer();
    }

    private void protect(XfrmMode mode) {
        protect(mode, SaLimits.NONE);
    }

    private void protect(XfrmMode mode, SaLimits limits) {
        SaConfig config = sa(mode).limits(limits).build();
        assertThat(engine.addState(config, new SecretKey(KEY.clone())).isRefused())
                .isFalse();
        policy(mode);
    }

    private static SaConfigBuilder sa(XfrmMode mode) {
        return new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(SPI)
                .mode(mode)
                .reqid(1)
                .transform(EspTransform.aesGcm(128, 128))
                .ivSalt(0);
    }

    private void policy(XfrmMode mode) {
        Template template = new Template(
                IpAddress.parse("192.0.2.1"), IpAddress.parse("198.51.100.2"), 0, 50, mode, 1, Template.Level.REQUIRED);
        Selector selector = Selector.of(IpAddress.parse("10.1.0.0"), 16, IpAddress.parse("10.2.0.0"), 16);
        assertThat(engine.addPolicy(
                        new Policy(selector, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template))))
                .isTrue();
    }

    private byte[] send(TestPackets packet) {
        enqueue(packet);
        producer.flush();
        engine.doWork(0);
        engine.doWork(0);
        return packet.bytes();
    }

    private void enqueue(TestPackets packet) {
        Packet built = producer.take(5000);
        packet.fill(built);
        assertThat(producer.send(built)).isTrue();
    }

    private static byte[] open(byte[] frame, int esp, int number) throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        assertThat(buffer.getInt(esp)).isEqualTo(SPI);
        assertThat(buffer.getInt(esp + 4)).isEqualTo(number);
        byte[] nonce = new byte[12];
        System.arraycopy(KEY, 16, nonce, 0, 4);
        System.arraycopy(frame, esp + 8, nonce, 4, 8);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(KEY, 0, 16, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(frame, esp, 8);
        return cipher.doFinal(frame, esp + 16, frame.length - esp - 16);
    }
}
