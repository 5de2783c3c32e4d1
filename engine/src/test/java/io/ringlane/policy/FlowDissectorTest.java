// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.testing.TestPackets;
import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dissector reads from packets, sound and damaged. */
class FlowDissectorTest {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION = 60;

    private final FlowKey key = new FlowKey();

    private int dissect(byte[] packet) {
        return FlowDissector.dissect(new UnsafeBuffer(packet), 0, packet.length, false, key);
    }

    private static TestPackets ipv4() {
        return TestPackets.ipv4("192.0.2.1", "198.51.100.200").rawIp();
    }

    private static TestPackets ipv6() {
        return TestPackets.ipv6("2001:db8::1", "fe80::ffff:0:2").rawIp();
    }

    @Test
    void shouldReadAddressesProtocolAndPortsWhenIpv4() {
        assertThat(dissect(ipv4().tcp(40_000, 443).payload(10).bytes())).isEqualTo(FlowDissector.OK);

        assertThat(key.family).isEqualTo(4);
        assertThat(new IpAddress(4, key.sourceHigh, key.sourceLow)).hasToString("192.0.2.1");
        assertThat(new IpAddress(4, key.destinationHigh, key.destinationLow)).hasToString("198.51.100.200");
        assertThat(key.protocol).isEqualTo(6);
        assertThat(key.sourcePort).isEqualTo(40_000);
        assertThat(key.destinationPort).isEqualTo(443);
    }

    @Test
    void shouldReadAddressesProtocolAndPortsWhenIpv6() {
        assertThat(dissect(ipv6().udp(53, 65_535).payload(1).bytes())).isEqualTo(FlowDissector.OK);

        assertThat(key.family).isEqualTo(6);
        assertThat(new IpAddress(6, key.sourceHigh, key.sourceLow)).hasToString("2001:db8::1");
        assertThat(new IpAddress(6, key.destinationHigh, key.destinationLow)).hasToString("fe80::ffff:0:2");
        assertThat(key.protocol).isEqualTo(17);
        assertThat(key.sourcePort).isEqualTo(53);
        assertThat(key.destinationPort).isEqualTo(65_535);
    }

    @Test
    void shouldFindPortsBehindOptionsWhenIpv4HeaderHasThem() {
        assertThat(dissect(ipv4().ipv4Options(12).udp(7, 9).payload(4).bytes())).isEqualTo(FlowDissector.OK);

        assertThat(key.sourcePort).isEqualTo(7);
        assertThat(key.destinationPort).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x2000, 0x0001, 0x2001, 0x1fff})
    void shouldHidePortsWhenIpv4IsFragment(int fragmentWord) {
        assertThat(dissect(
                        ipv4().fragmentWord(fragmentWord).udp(7, 9).payload(4).bytes()))
                .isEqualTo(FlowDissector.OK);

        assertThat(key.protocol).isEqualTo(17);
        assertThat(key.sourcePort).isZero();
        assertThat(key.destinationPort).isZero();
    }

    @Test
    void shouldSkipExtensionHeadersWhenIpv6() {
        byte[] packet = ipv6().extension(HOP_BY_HOP, 8)
                .extension(ROUTING, 24)
                .extension(DESTINATION, 16)
                .tcp(1, 2)
                .payload(3)
                .bytes();

        assertThat(dissect(packet)).isEqualTo(FlowDissector.OK);
        assertThat(key.protocol).isEqualTo(6);
        assertThat(key.sourcePort).isEqualTo(1);
        assertThat(key.destinationPort).isEqualTo(2);
    }

    @Test
    void shouldHidePortsButNotProtocolWhenIpv6IsFragment() {
        // next header, then a reserved byte that must not count as a length
        byte[] header = {0, (byte) 0xff, 0, 1, 0, 0, 0, 9};
        byte[] packet = ipv6().extension(FRAGMENT, header).udp(1, 2).payload(3).bytes();

        assertThat(dissect(packet)).isEqualTo(FlowDissector.OK);
        assertThat(key.protocol).isEqualTo(17);
        assertThat(key.sourcePort).isZero();
        assertThat(key.destinationPort).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 0, 8, 0", "1, 3, 4, 3, 4", "58, 135, 1, 135, 1", "135, 59, 0, 5, 0"})
    void shouldPutTypeAndCodeIntoPortsWhenProtocolHasThem(
            int protocol, int first, int second, int sourcePort, int destinationPort) {
        byte[] upper = {(byte) first, (byte) second, 5, 0, 0, 0, 0, 0};

        assertThat(dissect(ipv4().protocol(protocol).payload(upper).bytes())).isEqualTo(FlowDissector.OK);
        assertThat(key.sourcePort).isEqualTo(sourcePort);
        assertThat(key.destinationPort).isEqualTo(destinationPort);
    }

    @ParameterizedTest
    @CsvSource({"0x2000, 4", "0xa000, 8", "0xb000, 8"})
    void shouldPutKeyIntoPortsWhenGre(String flags, int place) {
        ByteBuffer gre = ByteBuffer.allocate(16).putShort((short) (int) Integer.decode(flags));
        gre.putInt(place, 0x0102a0b0);

        assertThat(dissect(ipv4().protocol(47).payload(gre.array()).bytes())).isEqualTo(FlowDissector.OK);
        assertThat(key.sourcePort).isEqualTo(0x0102);
        assertThat(key.destinationPort).isEqualTo(0xa0b0);
    }

    @Test
    void shouldLeavePortsOutWhenUpperHeaderIsCutOff() {
        key.sourcePort = 99;
        assertThat(dissect(ipv4().protocol(6).payload(new byte[] {1, 2, 3}).bytes()))
                .isEqualTo(FlowDissector.OK);
        assertThat(key.sourcePort).isZero();

        assertThat(dissect(ipv6().protocol(6).payload(new byte[0]).bytes())).isEqualTo(FlowDissector.OK);
        assertThat(key.protocol).isEqualTo(6);
        assertThat(key.sourcePort).isZero();
    }

    @Test
    void shouldNotReadPortsFromPaddingWhenIpLengthEndsBeforeIt() {
        byte[] packet = ipv4().protocol(6).payload(new byte[] {1, 2, 3, 4, 5}).bytes();
        packet[3] = 20;

        assertThat(dissect(packet)).isEqualTo(FlowDissector.OK);
        assertThat(key.sourcePort).isZero();
    }

    @Test
    void shouldReportMalformedWhenIpv4HeaderIsDamaged() {
        byte[] sound = ipv4().udp(1, 2).payload(8).bytes();
        assertThat(dissect(changed(sound, 0, 0x44))).as("header length 16").isEqualTo(FlowDissector.MALFORMED);
        assertThat(dissect(changed(sound, 0, 0x4f)))
                .as("header longer than packet")
                .isEqualTo(FlowDissector.MALFORMED);
        assertThat(dissect(changed(sound, 3, 19))).as("length below header").isEqualTo(FlowDissector.MALFORMED);
        assertThat(dissect(changed(sound, 3, 37))).as("length above packet").isEqualTo(FlowDissector.MALFORMED);
        for (int length = 1; length < 20; length++) {
            assertThat(FlowDissector.dissect(new UnsafeBuffer(sound), 0, length, false, key))
                    .as("cut to %d", length)
                    .isEqualTo(FlowDissector.MALFORMED);
        }
    }

    @Test
    void shouldReportMalformedWhenExtensionChainLeavesPacket() {
        byte[] sound = ipv6().extension(HOP_BY_HOP, 8).udp(1, 2).bytes();
        assertThat(dissect(sound)).isEqualTo(FlowDissector.OK);
        assertThat(dissect(changed(sound, 41, 2))).as("header ends outside").isEqualTo(FlowDissector.MALFORMED);
        assertThat(dissect(changed(sound, 40, 60))).as("next header damaged").isNotEqualTo(FlowDissector.NOT_IP);
        assertThat(dissect(changed(sound, 5, 4))).as("cut in a header").isEqualTo(FlowDissector.MALFORMED);
        assertThat(dissect(changed(sound, 5, 100))).as("length above packet").isEqualTo(FlowDissector.MALFORMED);
    }

    @Test
    void shouldReportNotIpWhenVersionIsAnother() {
        assertThat(dissect(new byte[] {0x55, 0, 0, 0})).isEqualTo(FlowDissector.NOT_IP);
        assertThat(dissect(new byte[0])).isEqualTo(FlowDissector.NOT_IP);
    }

    @Test
    void shouldIgnoreIpLengthWhenSuperPacket() {
        try (PacketPool pool = new PacketPool("test", 2, 0, 2)) {
            Packet packet = ipv4().tcp(5, 6).payload(3000).gso(1000).mark(0x77).build(pool);
            packet.buffer().putShort(packet.data() + 2, (short) 0);

            assertThat(FlowDissector.dissect(packet, key)).isEqualTo(FlowDissector.OK);
            assertThat(key.destinationPort).isEqualTo(6);
            assertThat(key.mark).isEqualTo(0x77);
        }
    }

    @Test
    void shouldNeverReadOutsideWhenBytesAreRandom() {
        long seed = 0x5eed;
        Random random = new Random(seed);
        int sound = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] packet = new byte[random.nextInt(96)];
            random.nextBytes(packet);
            if (packet.length > 6) {
                packet[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
                packet[6] = (byte) (random.nextInt(4) * 20);
                packet[2] = 0;
                packet[4] = 0;
            }
            // a bounds-checked buffer of exactly the packet's length: reading past it throws
            sound += dissect(packet) == FlowDissector.OK ? 1 : 0;
        }
        assertThat(sound).as("seed %x", seed).isBetween(1, 199_999);
    }

    private static byte[] changed(byte[] packet, int index, int value) {
        byte[] copy = packet.clone();
        copy[index] = (byte) value;
        return copy;
    }
}
