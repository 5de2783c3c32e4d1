// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.header.Ipv6Extensions;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shows that what the fixtures build is right, against a packet made elsewhere and against the rules of RFC 1071. */
final class TestPacketsTest {
    private final PacketPool pool = new PacketPool("test", 2, 0, 1);

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void shouldMatchKnownHeaderWhenBuildingIpv4() {
        byte[] bytes = TestPackets.ipv4("192.168.0.1", "192.168.0.199")
                .rawIp()
                .id(0)
                .udp(1, 2)
                .payload(87)
                .bytes();
        // the worked example of header checksums: 0xb861
        assertThat(HexFormat.of().formatHex(bytes, 0, 20))
                .isEqualTo("4500007300004000" + "4011b861" + "c0a80001c0a800c7");
    }

    @Test
    void shouldSumToOnesWhenChecksumIsFull() {
        byte[] bytes = TestPackets.ipv6("2001:db8::1", "2001:db8::2")
                .rawIp()
                .tcp(1000, 80)
                .tcpOptions(12)
                .payload(101)
                .bytes();
        int upper = bytes.length - 40;
        int start = TestPackets.fold(Arrays.copyOfRange(bytes, 8, 40), upper + 6);
        assertThat(TestPackets.fold(Arrays.copyOfRange(bytes, 40, bytes.length), start))
                .isEqualTo(0xffff);
    }

    @Test
    void shouldChainExtensionHeadersWhenSeveralAreAdded() {
        Packet packet = TestPackets.ipv6("2001:db8::1", "2001:db8::2")
                .extension(0, 8)
                .extension(60, 16)
                .tcp(1, 2)
                .payload(10)
                .build(pool);
        long upper = Ipv6Extensions.upperLayer(packet.buffer(), packet.network(), packet.tail());
        assertThat(Ipv6Extensions.offset(upper)).isEqualTo(packet.transport());
        assertThat(packet.buffer().getByte(Ipv6Extensions.nextHeaderAt(upper))).isEqualTo((byte) 6);
        pool.give(packet);
    }

    @Test
    void shouldSetMarksAndMetadataWhenSuperPacketIsBuilt() {
        Packet packet = TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                .vlan(7)
                .tcp(1000, 80)
                .payload(5000)
                .gso(1400)
                .build(pool);
        assertThat(packet.network() - packet.data()).isEqualTo(18);
        assertThat(packet.transport() - packet.network()).isEqualTo(20);
        assertThat(packet.gsoSegs()).isEqualTo(4);
        assertThat(packet.gsoType()).isEqualTo(1);
        assertThat(packet.checksumMode()).isEqualTo(ChecksumMode.PARTIAL);
        pool.give(packet);
    }
}
