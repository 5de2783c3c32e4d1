// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.crypto.ipsecmb.IpsecMbProvider;
import io.ringlane.crypto.openssl.OpenSslProvider;
import io.ringlane.dev.Route;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.testing.AllocationGate;
import io.ringlane.testing.CountingProvider;
import io.ringlane.testing.SinkDevice;
import io.ringlane.testing.TestPackets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short way makes no garbage, and it is the short way that is measured: its own cipher says so. */
final class ShortWayAllocationTest {
    private static final int BURST = 8;
    private static final byte[][] FRAMES = {
        TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1, 2).payload(100).bytes(),
        TestPackets.ipv6("fd01::2", "fd02::2").tcp(3, 4).payload(900).bytes()
    };

    private static final int SEGMENT = 700;
    private static final int SEGMENTS = 9;
    private static final byte[][] SUPERS = {
        TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                .tcp(5, 6)
                .payload(SEGMENT * SEGMENTS - 1)
                .bytes(),
        TestPackets.ipv6("fd01::2", "fd02::2")
                .tcp(7, 8)
                .payload(SEGMENT * SEGMENTS)
                .bytes()
    };

    private final SinkDevice device = new SinkDevice("sink0", 0, null);
    private long nowNs;
    private int flows = 1;
    private int next;
    private boolean supers;

    @Test
    void shouldAllocateNothingWhenNothingSeals() {
        measure(new NullProvider(), EspTransform.nullForBenchmarks());
    }

    @Test
    void shouldAllocateNothingWhenIpsecMbSeals() {
        CryptoProvider provider = new IpsecMbProvider();
        assumeTrue(provider.absence() == null, provider.absence());
        measure(provider, EspTransform.aesGcm(128, 128));
    }

    @Test
    void shouldAllocateNothingWhenOpenSslSeals() {
        CryptoProvider provider = new OpenSslProvider();
        assumeTrue(provider.absence() == null, provider.absence());
        measure(provider, EspTransform.aesGcm(128, 128));
    }

    @Test
    void shouldAllocateNothingWhenSuperPacketsAreCutAndNothingSeals() {
        supers = true;
        measure(new NullProvider(), EspTransform.nullForBenchmarks());
    }

    @Test
    void shouldAllocateNothingWhenSuperPacketsAreCutAndIpsecMbSeals() {
        supers = true;
        shouldAllocateNothingWhenIpsecMbSeals();
    }

    @Test
    void shouldAllocateNothingWhenSuperPacketsAreCutAndOpenSslSeals() {
        supers = true;
        shouldAllocateNothingWhenOpenSslSeals();
    }

    @Test
    void shouldAllocateNothingWhenFlowsAreMoreThanTheCacheHolds() {
        flows = 5000;
        measure(new NullProvider(), EspTransform.nullForBenchmarks());
    }

    private void measure(CryptoProvider provider, EspTransform transform) {
        CountingProvider counting = new CountingProvider(provider);
        Engine engine = Engine.launch(
                new EngineContext().crypto(counting).cachedFlows(1024).route(new Route(device, 1500, new byte[0], 64)));
        engine.addDevice(device);
        Producer producer = engine.producer();
        protect(engine, transform);
        AllocationGate.assertNoAllocation("short way of " + provider.name(), () -> roundTrip(engine, producer));
        assertThat(counting.sealedByShortWay()).isEqualTo(device.taken()).isGreaterThanOrEqualTo(40_000L * BURST);
        assertThat(counting.cutByShortWay()).isEqualTo(supers ? device.taken() : 0);
        assertThat(counting.sealedByLongWay()).isZero();
        assertThat(engine.snapshot().drops()).isEmpty();
        engine.doWork(nowNs += 1000);
        assertThat(engine.isIdle()).isTrue();
        assertThat(producer.outstanding()).isZero();
        engine.close();
    }

    private static void protect(Engine engine, EspTransform transform) {
        SaConfig config = new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(0x1000)
                .reqid(1)
                .esn(true)
                .transform(transform)
                .build();
        byte[] key = new byte[transform.materialLength()];
        assertThat(engine.addState(config, new SecretKey(key)).isRefused()).isFalse();
        Template wanted = new Template(
                config.source(), config.id().destination(), 0, 50, config.mode(), 1, Template.Level.REQUIRED);
        for (int family : new int[] {4, 6}) {
            IpAddress any = IpAddress.any(family);
            Selector all = Selector.of(any, 0, any, 0);
            engine.addPolicy(new Policy(all, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(wanted)));
        }
    }

    private void roundTrip(Engine engine, Producer producer) {
        for (int i = 0; i < BURST; i++) {
            byte[] frame = (supers ? SUPERS : FRAMES)[i & 1];
            Packet packet = producer.take(frame.length);
            packet.put(frame.length);
            packet.buffer().putBytes(packet.data(), frame);
            packet.mac(packet.data());
            packet.network(packet.data() + 14);
            if (supers) {
                packet.checksumMode(ChecksumMode.PARTIAL);
                packet.gsoSize(SEGMENT);
                packet.gsoType((i & 1) == 0 ? GsoType.TCPV4 : GsoType.TCPV6);
            }
            packet.mark(next = next + 1 < flows ? next + 1 : 0);
            producer.send(packet);
        }
        producer.flush();
        engine.doWork(nowNs += 1000);
        engine.doWork(nowNs += 1000);
    }
}
