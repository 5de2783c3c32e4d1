// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.FlowDissector;
import io.ringlane.policy.PacketIntake;
import io.ringlane.sa.FlowKey;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the short way reads of a packet, against what the intake of the long way does. */
final class FlowBurstTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(4, 1, 1);
    private final FlowBurst burst = new FlowBurst(4);
    private final FlowCache cache = new FlowCache(4);
    private final PacketBatch arrived = new PacketBatch(8);
    private final FlowKey flow = new FlowKey();

    private static TestPackets udp4() {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(100);
    }

    private static TestPackets tcp6() {
        return TestPackets.ipv6("fd01::2", "fd02::2").tcp(1000, 2000).payload(100);
    }

    private static TestPackets random(SplittableRandom random) {
        TestPackets packet = random.nextBoolean()
                ? TestPackets.ipv4(address4(random), address4(random))
                : TestPackets.ipv6(address6(random), address6(random));
        int from = random.nextInt(65536);
        int to = random.nextInt(65536);
        packet.tos(random.nextInt(256)).mark(random.nextInt());
        return switch (random.nextInt(3)) {
            case 0 -> packet.udp(from, to).payload(random.nextInt(200));
            case 1 -> packet.tcp(from, to).payload(random.nextInt(200));
            default -> packet.protocol(132).payload(bytes(random, 12 + random.nextInt(50)));
        };
    }

    private static String address4(SplittableRandom random) {
        return random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
    }

    private static String address6(SplittableRandom random) {
        StringBuilder text = new StringBuilder(Integer.toHexString(0x2000 + random.nextInt(0x1000)));
        for (int i = 1; i < 8; i++) {
            text.append(':').append(Integer.toHexString(random.nextInt(65536)));
        }
        return text.toString();
    }

    private void add(Packet packet) {
        arrived.add(packet);
        burst.read(arrived, cache, 1);
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void shouldReadFlowHashAndLengthAsTheIntakeWhenPacketsAreOrdinary() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            Packet packet = random(random).build(pool);
            packet.put(random.nextBoolean() ? random.nextInt(40) : 0);
            add(packet);

            assertThat(burst.size()).isEqualTo(1);
            assertThat(burst.packet(0)).isSameAs(packet);
            assertThat(burst.ip(0)).isEqualTo(packet.address() + packet.network());
            assertThat(PacketIntake.read(packet, flow)).isEqualTo(FlowDissector.OK);
            assertThat(burst.hash(0)).isEqualTo(flow.hash()).isEqualTo(packet.flowHash());
            assertThat(burst.length(0)).isEqualTo(packet.length());
            assertThat(burst.is4(0)).isEqualTo(flow.family == 4);
            assertThat(burst.mark(0)).isEqualTo(flow.mark);
            arrived.clear();
            pool.give(packet);
        }
    }

    private static Arguments other(String name, TestPackets packet, Consumer<Packet> change) {
        return Arguments.of(name, packet, change);
    }

    private static Arguments other(String name, TestPackets packet) {
        return other(name, packet, same -> {});
    }

    private static TestPackets headerOnly() {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").protocol(132);
    }

    static List<Arguments> others() {
        return List.of(
                other("IPv4 options", udp4().ipv4Options(4)),
                other("extension header", tcp6().extension(60, 8)),
                other("first fragment", udp4().fragmentWord(0x2000)),
                other("later fragment", udp4().fragmentWord(3)),
                other("far fragment", udp4().fragmentWord(0x1f00)),
                other("reserved flag", udp4().fragmentWord(0x8000)),
                other("ICMP", udp4().protocol(1)),
                other("UDP-Lite", udp4().protocol(136)),
                other("protocol 17 + 64", udp4().protocol(81)),
                other("ICMPv6", tcp6().protocol(58)),
                other("no ports", headerOnly()),
                other("no ports, padded", headerOnly(), p -> p.put(26)),
                other("no ports, IPv6", TestPackets.ipv6("fd01::2", "fd02::2").protocol(132), p -> p.put(26)),
                other("super-packet with its own checksum", tcp6().gso(10), p -> p.checksumMode(ChecksumMode.NONE)),
                other("super-packet with an odd checksum mode", tcp6().gso(10), p -> p.checksumMode(2)),
                other("segment count only", udp4(), p -> p.gsoSegs(4)),
                other("no link header", udp4().rawIp()),
                other("VLAN tag", udp4().vlan(5)),
                other("wrong type", udp4(), p -> p.buffer().putByte(p.network() - 1, (byte) 6)),
                other("wrong type, IPv6", tcp6(), p -> p.buffer().putByte(p.network() - 2, (byte) 8)),
                other("not IP", udp4(), p -> p.buffer().putByte(p.network(), (byte) 0x55)),
                other("length too large", udp4(), p -> p.buffer().putByte(p.network() + 2, (byte) 1)),
                other("length too large, IPv6", tcp6(), p -> p.buffer().putByte(p.network() + 4, (byte) 1)),
                other("jumbogram", tcp6(), p -> p.buffer().putShort(p.network() + 4, (short) 0)),
                other("network mark in front of data", udp4(), p -> p.pull(20)),
                other("network mark behind the tail", udp4(), p -> p.network(p.tail() + 1)),
                other("network mark far behind", udp4(), p -> p.network(Integer.MAX_VALUE)),
                other("network mark negative", udp4(), p -> p.network(Integer.MIN_VALUE)),
                other("MAC mark elsewhere", udp4(), p -> p.mac(p.mac() + 1)),
                other("cut off", udp4(), p -> p.trim(14 + 23)),
                other("other checksum mode", udp4(), p -> p.checksumMode(2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void shouldLeaveAPacketToTheLongWayWhenItIsNotOrdinary(String name, TestPackets other, Consumer<Packet> change) {
        Packet packet = other.build(pool);
        change.accept(packet);
        add(packet);

        assertThat(burst.ip(0)).as(name).isZero();
        arrived.clear();
        pool.give(packet);
    }

    @Test
    void shouldLeaveAPacketToTheLongWayWhenItsMacMarkLiesInTheMetadata() {
        Packet packet = udp4().build(pool);
        byte[] frame = udp4().bytes();
        int data = packet.data() - packet.headroom() - 1;
        assertThat(packet.place(data + 1, frame.length)).isTrue();
        packet.buffer().putBytes(data + 1, frame);
        packet.mac(data + 1);
        packet.network(data + 15);
        add(packet);
        assertThat(burst.ip(0)).isNotZero();

        packet.buffer().putBytes(data, frame);
        packet.mac(data);
        packet.network(data + 14);
        add(packet);
        assertThat(burst.ip(1)).isZero();
        arrived.clear();
        pool.give(packet);
    }

    @Test
    void shouldLeaveAPacketToTheLongWayWhenItIsLongerThanItsHeaderCanSay() {
        Packet packet = pool.take(SlotClass.SUPER);
        udp4().fill(packet);
        packet.put(65535 - (packet.length() - 14));
        add(packet);
        assertThat(burst.ip(0)).isNotZero();
        assertThat(burst.length(0)).isEqualTo(128);

        packet.put(1);
        add(packet);
        assertThat(burst.ip(1)).isZero();
        arrived.clear();
        pool.give(packet);
    }

    @Test
    void shouldReadASuperPacketToItsEndWhateverItsHeaderSays() {
        Packet packet = tcp6().gso(10).build(pool);
        packet.buffer().putShort(packet.network() + 4, (short) 7);
        add(packet);

        assertThat(PacketIntake.read(packet, flow)).isEqualTo(FlowDissector.OK);
        assertThat(burst.isSuper(0)).isTrue();
        assertThat(burst.hash(0)).isEqualTo(flow.hash());
        assertThat(burst.length(0)).isEqualTo(packet.length());
        assertThat(burst.protocol(0)).isEqualTo(6);
        arrived.clear();
        pool.give(packet);
    }

    @Test
    void shouldTellASuperPacketFromOthersWhenTheirChecksumsAreLeftToUs() {
        Packet packet = tcp6().build(pool);
        packet.checksumMode(ChecksumMode.PARTIAL);
        add(packet);

        assertThat(burst.ip(0)).isNotZero();
        assertThat(burst.isPartial(0)).isTrue();
        assertThat(burst.isSuper(0)).isFalse();
        arrived.clear();
        pool.give(packet);
    }

    @Test
    void shouldForgetTheLastBurstWhenAnotherBegins() {
        Packet ordinary = udp4().build(pool);
        Packet other = udp4().ipv4Options(4).build(pool);
        add(ordinary);
        assertThat(burst.ip(0)).isNotZero();
        arrived.clear();

        add(other);
        assertThat(burst.size()).isEqualTo(1);
        assertThat(burst.packet(0)).isSameAs(other);
        assertThat(burst.ip(0)).isZero();
        arrived.clear();
        pool.give(ordinary);
        pool.give(other);
    }

    @Test
    void shouldRefuseABatchWhenItIsLargerThanTheBurst() {
        Packet packet = udp4().build(pool);
        for (int i = 0; i < 5; i++) {
            arrived.add(packet);
        }

        assertThatThrownBy(() -> burst.read(arrived, cache, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 packets");
        arrived.clear();
        pool.give(packet);
    }
}
