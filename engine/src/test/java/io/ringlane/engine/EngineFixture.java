// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Route;
import io.ringlane.dev.TxQueue;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.TestPackets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A stepped engine with fake devices and one producer; closing it asserts that no packet is missing. Everything is
 * routed to the first device, until {@link #routeTo} says otherwise. Frames are opened by a cipher of its own.
 */
final class EngineFixture implements AutoCloseable {
    /** AES-128 key and salt of every SA. */
    private static final byte[] KEY = "0123456789abcdefSALT".getBytes(StandardCharsets.US_ASCII);

    static final int SPI = 0x1000;
    static final int MTU = 1500;
    private static final int IDLE_CYCLES = 16;

    final Engine engine;
    final Producer producer;
    private final FakeDevice[] devices;
    private Route route;
    private long nowNs;

    EngineFixture(FakeDevice... devices) {
        this(context -> context, devices);
    }

    EngineFixture(UnaryOperator<EngineContext> change, FakeDevice... devices) {
        this.devices = devices;
        routeTo(devices[0]);
        engine = Engine.launch(
                change.apply(new EngineContext().offline(true).routes((family, high, low, mark) -> route)));
        for (FakeDevice device : devices) {
            engine.addDevice(device);
        }
        producer = engine.producer();
    }

    void routeTo(FakeDevice device) {
        route = new Route(device, MTU, new byte[0], 64);
    }

    /** An SA from 192.0.2.1 to 198.51.100.2 in tunnel mode, IV salt 0. */
    static SaConfigBuilder tunnel() {
        return new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(SPI)
                .mode(XfrmMode.TUNNEL)
                .reqid(1)
                .ivSalt(0);
    }

    /** As {@link #tunnel}, with IPv6 outside. */
    static SaConfigBuilder tunnel6() {
        return tunnel().between("2001:db8:ff::1", "2001:db8:ff::2");
    }

    static SecretKey key() {
        return new SecretKey(KEY.clone());
    }

    /** Adds an SA, and a policy of the inner family that sends everything through it. */
    OffloadResult protect(SaConfigBuilder settings, int innerFamily, UserOffload offload) {
        SaConfig config = settings.build();
        OffloadResult result = engine.addState(config, key(), offload);
        assertThat(result.isRefused()).as(result.toString()).isFalse();
        Template template = new Template(
                config.source(),
                config.id().destination(),
                0,
                50,
                config.mode(),
                config.reqid(),
                Template.Level.REQUIRED);
        IpAddress any = IpAddress.any(innerFamily);
        Selector all = Selector.of(any, 0, any, 0);
        engine.addPolicy(new Policy(all, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template)));
        return result;
    }

    OffloadResult protect(SaConfigBuilder settings) {
        return protect(settings, 4, null);
    }

    /** An inner packet of 128 bytes. */
    static TestPackets udp() {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100);
    }

    /** A super-packet of so many segments of 100 bytes. */
    static TestPackets tcp(int segments) {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                .tcp(1000, 2000)
                .payload(segments * 100)
                .gso(100);
    }

    /** Hands packets to the producer's ring. @return how many it took; the rest was given back. */
    int offer(TestPackets... packets) {
        int taken = 0;
        for (TestPackets packet : packets) {
            Packet built = producer.take(packet.bytes().length);
            if (built == null) {
                break;
            }
            packet.fill(built);
            if (!producer.send(built)) {
                producer.discard(built);
                break;
            }
            taken++;
        }
        producer.flush();
        return taken;
    }

    /** Sends packets and works until there is nothing left to do. */
    EngineFixture send(TestPackets... packets) {
        assertThat(offer(packets)).isEqualTo(packets.length);
        return settle();
    }

    /** Duty cycles until many in a row have nothing to do; one that a busy device refuses everything has nothing. */
    EngineFixture settle() {
        int idle = 0;
        while (idle < IDLE_CYCLES) {
            idle = step() == 0 ? idle + 1 : 0;
            assertThat(snapshot().account().imbalance()).isZero();
        }
        return this;
    }

    /** Lets time pass, and works. */
    EngineFixture pass(long ns) {
        nowNs += ns;
        return settle();
    }

    /** One duty cycle, which checks the ledger itself. */
    int step() {
        return engine.doWork(nowNs += 1000);
    }

    EngineSnapshot snapshot() {
        return engine.snapshot();
    }

    long count(XfrmCounter counter) {
        return snapshot().get(counter);
    }

    long count(DropReason reason) {
        return snapshot().get(reason);
    }

    /** The number in the ESP header of a frame with a tunnel's outer header of the family, no VLAN. */
    static int number(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(espOffset(frame) + 4);
    }

    /** Explicit IV of a frame. */
    static long iv(byte[] frame) {
        return ByteBuffer.wrap(frame).getLong(espOffset(frame) + 8);
    }

    private static int espOffset(byte[] frame) {
        return frame[14] >>> 4 == 4 ? 34 : 54;
    }

    /** Opens a frame without ESN. @return plaintext with trailer, or null when its ICV is wrong. */
    static byte[] open(byte[] frame) {
        return open(frame, null);
    }

    /** @param high half that the receiver takes the number to have, null without ESN. */
    static byte[] open(byte[] frame, Integer high) {
        return open(frame, espOffset(frame), high);
    }

    /** @param esp where the ESP header stands. */
    static byte[] open(byte[] frame, int esp, Integer high) {
        ByteBuffer aad = ByteBuffer.allocate(high == null ? 8 : 12).put(frame, esp, 4);
        if (high != null) {
            aad.putInt(high);
        }
        aad.put(frame, esp + 4, 4);
        byte[] nonce = new byte[12];
        System.arraycopy(KEY, 16, nonce, 0, 4);
        System.arraycopy(frame, esp + 8, nonce, 4, 8);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(KEY, 0, 16, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(aad.array());
            return cipher.doFinal(frame, esp + 16, frame.length - esp - 16);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /** Completes what the devices hold, and asserts that every slot is home and every packet accounted for. */
    @Override
    public void close() {
        for (FakeDevice device : devices) {
            for (int i = 0; i < device.queues(); i++) {
                device.queue(i).completesAtOnce();
                device.queue(i).completeAll();
                device.queue(i).clear(TxQueue.DRIVER_XOFF);
            }
        }
        settle();
        for (FakeDevice device : devices) {
            device.queue(0).completeAll();
        }
        settle();
        assertThat(engine.isIdle())
                .as("engine is idle: " + snapshot().account())
                .isTrue();
        assertThat(producer.outstanding()).as("slots of the producer").isZero();
        engine.close();
    }
}
