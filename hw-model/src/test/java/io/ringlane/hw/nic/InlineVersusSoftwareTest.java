// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.Producer;
import io.ringlane.hw.lane.LanePolicy;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.TestPackets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same traffic through the engine's own segmentation and cipher on a plain NIC, and through NICs that do more and
 * more of it: what leaves must be the same, byte for byte, as neither shares the other's code.
 */
final class InlineVersusSoftwareTest {
    private static final int PACKETS = 120;
    private static final int SPI = 0x5001;

    /** Which SA, and which packets match it. */
    private record Case(XfrmMode mode, int inner, int outer, boolean esn, int icvBits) {
        SaConfig sa() {
            return new SaConfigBuilder()
                    .between(outer == 4 ? "192.0.2.1" : "2001:db8:1::1", outer == 4 ? "198.51.100.2" : "2001:db8:2::2")
                    .spi(SPI)
                    .mode(mode)
                    .reqid(1)
                    .esn(esn)
                    .replayWindow(esn ? 32 : 0)
                    .sequence(esn ? 5 : 0, esn ? 0xffffffd0 : 0)
                    .ivSalt(0x1122334455667788L)
                    .selector(mode == XfrmMode.BEET ? selector() : Selector.ANY)
                    .transform(EspTransform.aesGcm(128, icvBits))
                    .build();
        }

        private IpAddress source() {
            return mode == XfrmMode.TRANSPORT
                    ? IpAddress.parse(outer == 4 ? "192.0.2.1" : "2001:db8:1::1")
                    : IpAddress.parse(inner == 4 ? "10.1.0.2" : "fd00:1::2");
        }

        private IpAddress destination() {
            return mode == XfrmMode.TRANSPORT
                    ? IpAddress.parse(outer == 4 ? "198.51.100.2" : "2001:db8:2::2")
                    : IpAddress.parse(inner == 4 ? "10.2.0.2" : "fd00:2::2");
        }

        private Selector selector() {
            return Selector.of(
                    source(), source().bits(), destination(), destination().bits());
        }

        Policy policy() {
            boolean transport = mode == XfrmMode.TRANSPORT;
            SaConfig sa = sa();
            Template template = new Template(
                    transport ? IpAddress.any(outer) : sa.source(),
                    transport ? IpAddress.any(outer) : sa.id().destination(),
                    0,
                    50,
                    mode,
                    1,
                    Template.Level.REQUIRED);
            return new Policy(selector(), Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template));
        }

        TestPackets packet(Random random) {
            TestPackets packet = inner == 4
                    ? TestPackets.ipv4(source().toString(), destination().toString())
                    : TestPackets.ipv6(source().toString(), destination().toString());
            return switch (random.nextInt(6)) {
                case 0 -> packet.udp(1000, 2000).payload(random.nextInt(1300));
                case 1 -> packet.udp(1000, 2000).payload(random.nextInt(1300)).partialChecksum();
                case 2 ->
                    packet.tcp(1000, 2000).payload(1 + random.nextInt(1300)).partialChecksum();
                case 3 ->
                    packet.udp(7, 7)
                            .payload(1001 + random.nextInt(3000))
                            .gso(500)
                            .partialChecksum();
                default ->
                    packet.tcp(1000, 2000)
                            .tcpFlags(random.nextInt(256) & 0xd9 | 0x10)
                            .tcpOptions(12)
                            .payload(1201 + random.nextInt(20_000))
                            .gso(1200)
                            .partialChecksum();
            };
        }
    }

    /** Sends the traffic of a seed through a NIC. @return the frames in the order of the wire. */
    private static List<byte[]> run(Case subject, NicProfile profile, long seed) {
        List<byte[]> frames = new ArrayList<>();
        ModelNic nic = new ModelNic(profile, (buffer, offset, length, time) -> frames.add(copy(buffer, length)));
        Engine engine = Engine.launch(new EngineContext().offline(true).route(new Route(nic, 1500, new byte[0], 64)));
        int index = engine.addDevice(nic);
        Producer producer = engine.producer();
        byte[] key = "0123456789abcdefSALT".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        UserOffload offload = profile.crypto() == null ? null : UserOffload.outbound(index);
        OffloadResult result = engine.addState(subject.sa(), new SecretKey(key), offload);
        assertThat(result.isRefused()).as("%s", result).isFalse();
        engine.addPolicy(subject.policy());
        Random random = new Random(seed);
        for (int i = 0; i < PACKETS; i++) {
            TestPackets packet = subject.packet(random);
            send(engine, nic, producer, packet);
            if (random.nextBoolean()) {
                step(engine, nic);
            }
        }
        while (!engine.isIdle() || producer.outstanding() != 0) {
            producer.flush();
            step(engine, nic);
        }
        assertThat(nic.counters().txDropped()).isZero();
        assertThat(nic.statistics().saHits() > 0).isEqualTo(profile.crypto() != null);
        engine.close();
        nic.close();
        return frames;
    }

    private static void send(Engine engine, ModelNic nic, Producer producer, TestPackets packet) {
        int length = packet.bytes().length;
        Packet built = producer.take(length);
        while (built == null) {
            producer.flush();
            step(engine, nic);
            built = producer.take(length);
        }
        packet.fill(built);
        while (!producer.send(built)) {
            step(engine, nic);
        }
        producer.flush();
    }

    private static void step(Engine engine, ModelNic nic) {
        if (nic.nextEventPs() != Long.MAX_VALUE) {
            nic.advance(nic.nextEventPs());
        }
        engine.doWork(nic.clockPs() / 1_000);
    }

    private static byte[] copy(DirectBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "TUNNEL, 4, 4, false, 128",
        "TUNNEL, 4, 4, true, 64",
        "TUNNEL, 6, 4, false, 96",
        "TUNNEL, 4, 6, true, 128",
        "TUNNEL, 6, 6, false, 128",
        "TRANSPORT, 4, 4, true, 128",
        "TRANSPORT, 6, 6, false, 128",
        "BEET, 4, 4, false, 128",
        "BEET, 6, 4, true, 128",
        "BEET, 4, 6, false, 128",
        "BEET, 6, 6, false, 128"
    })
    void shouldSendTheSameBytesWhoeverDoesTheWork(XfrmMode mode, int inner, int outer, boolean esn, int icvBits) {
        Case subject = new Case(mode, inner, outer, esn, icvBits);
        NicProfile inline = NicProfiles.INLINE_CRYPTO_100G;
        long all = inline.features();
        for (long seed = 1; seed <= 2; seed++) {
            List<byte[]> software = run(subject, NicProfiles.PLAIN_25G, seed);
            assertThat(software).hasSizeGreaterThan(PACKETS);
            assertSame(run(subject, inline, seed), software, "the device cuts and encrypts");
            assertSame(run(subject, inline.withFeatures(all & ~Features.GSO_ESP), seed), software, "it encrypts");
            assertSame(run(subject, inline.withFeatures(all & ~Features.SG), seed), software, "packets in one piece");
            long noChecksum = all & ~(Features.HW_ESP_TX_CSUM | Features.GSO_ESP);
            assertSame(run(subject, inline.withFeatures(noChecksum), seed), software, "checksums are finished");
            CryptoProfile hashed = inline.crypto()
                    .withLanes(inline.crypto().lanes().withLanes(2).withPolicy(LanePolicy.HASH_SA));
            assertSame(
                    run(subject, inline.withRingSize(64).withFrameBuffers(3).withCrypto(hashed), seed),
                    software,
                    "a small ring, overloaded");
        }
    }

    private static void assertSame(List<byte[]> actual, List<byte[]> expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("%s: frame %d", what, i).isEqualTo(expected.get(i));
        }
    }
}
