// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each header's fields at the bytes where its RFC draws them. */
final class HeaderFieldsTest {
    private static final int AT = 4;

    private final UnsafeBuffer buffer = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(128));

    private void bytes(String hex) {
        buffer.putBytes(AT, HexFormat.ofDelimiter(" ").parseHex(hex));
    }

    private String written(int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(AT, bytes);
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @Test
    void shouldReadIpv4() {
        bytes("46 b9 12 34 ab cd 60 07 3f 32 fe dc c0 00 02 01 c6 33 64 ff 01 01 01 01");
        assertThat(Ipv4.version(buffer, AT)).isEqualTo(4);
        assertThat(Ipv4.headerLength(buffer, AT)).isEqualTo(24);
        assertThat(Ipv4.tos(buffer, AT)).isEqualTo(0xb9);
        assertThat(Ipv4.totalLength(buffer, AT)).isEqualTo(0x1234);
        assertThat(Ipv4.id(buffer, AT)).isEqualTo(0xabcd);
        assertThat(Ipv4.fragment(buffer, AT)).isEqualTo(0x6007);
        assertThat(Ipv4.dontFragment(buffer, AT)).isTrue();
        assertThat(Ipv4.isFragment(buffer, AT)).isTrue();
        assertThat(Ipv4.ttl(buffer, AT)).isEqualTo(0x3f);
        assertThat(Ipv4.protocol(buffer, AT)).isEqualTo(50);
        assertThat(Ipv4.checksum(buffer, AT)).isEqualTo(0xfedc);
        assertThat(Ipv4.source(buffer, AT)).isEqualTo(0xc0000201);
        assertThat(Ipv4.destination(buffer, AT)).isEqualTo(0xc63364ff);
    }

    @Test
    void shouldWriteIpv4() {
        Ipv4.versionAndLength(buffer, AT, 60);
        Ipv4.tos(buffer, AT, 0xb9);
        Ipv4.totalLength(buffer, AT, 0x1_2345);
        Ipv4.id(buffer, AT, 0xabcd);
        Ipv4.fragment(buffer, AT, Ipv4.DF);
        Ipv4.ttl(buffer, AT, 255);
        Ipv4.protocol(buffer, AT, 50);
        Ipv4.source(buffer, AT, 0xc0000201);
        Ipv4.destination(buffer, AT, 0xc63364ff);
        assertThat(written(20)).isEqualTo("4f b9 23 45 ab cd 40 00 ff 32 00 00 c0 00 02 01 c6 33 64 ff");
    }

    @ParameterizedTest
    @CsvSource({"0x0000, false", "0x4000, false", "0x2000, true", "0x0001, true", "0x1fff, true", "0x6000, true"})
    void shouldTellFragmentsByOffsetAndMoreFragments(String word, boolean fragment) {
        Ipv4.fragment(buffer, AT, Integer.decode(word));
        assertThat(Ipv4.isFragment(buffer, AT)).isEqualTo(fragment);
    }

    @Test
    void shouldReadIpv6() {
        bytes("6b 9a bc de 12 34 32 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01");
        assertThat(Ipv4.version(buffer, AT)).isEqualTo(6);
        assertThat(Ipv6.trafficClass(buffer, AT)).isEqualTo(0xb9);
        assertThat(Ipv6.flowLabel(buffer, AT)).isEqualTo(0xabcde);
        assertThat(Ipv6.payloadLength(buffer, AT)).isEqualTo(0x1234);
        assertThat(Ipv6.nextHeader(buffer, AT)).isEqualTo(50);
        assertThat(Ipv6.hopLimit(buffer, AT)).isEqualTo(64);
        assertThat(Ipv6.addressWord(buffer, AT + Ipv6.SOURCE_OFFSET)).isEqualTo(0x20010db800000000L);
    }

    @Test
    void shouldWriteIpv6AndZeroForAJumboLength() {
        Ipv6.firstWord(buffer, AT, 0xb9, 0xabcde);
        Ipv6.payloadLength(buffer, AT, 0xffff);
        Ipv6.nextHeader(buffer, AT, 50);
        Ipv6.hopLimit(buffer, AT, 64);
        Ipv6.address(buffer, AT + Ipv6.SOURCE_OFFSET, 0x20010db800000000L, 1);
        assertThat(written(24)).isEqualTo("6b 9a bc de ff ff 32 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01");
        Ipv6.payloadLength(buffer, AT, 0x1_0000);
        assertThat(Ipv6.payloadLength(buffer, AT)).isZero();
    }

    @Test
    void shouldReadAndWriteTcp() {
        bytes("00 07 ff fe 12 34 56 78 00 00 00 00 8f 19 00 00 ab cd");
        assertThat(Tcp.sourcePort(buffer, AT)).isEqualTo(7);
        assertThat(Tcp.destinationPort(buffer, AT)).isEqualTo(0xfffe);
        assertThat(Tcp.sequence(buffer, AT)).isEqualTo(0x12345678);
        assertThat(Tcp.headerLength(buffer, AT)).isEqualTo(32);
        assertThat(Tcp.flags(buffer, AT)).isEqualTo(Tcp.ACK | Tcp.PSH | Tcp.FIN);
        assertThat(Tcp.checksum(buffer, AT)).isEqualTo(0xabcd);
        Tcp.sequence(buffer, AT, 0x9abcdef0);
        Tcp.flags(buffer, AT, Tcp.CWR | Tcp.SYN);
        Tcp.checksum(buffer, AT, 0x1122);
        assertThat(written(18)).isEqualTo("00 07 ff fe 9a bc de f0 00 00 00 00 8f 82 00 00 11 22");
    }

    @Test
    void shouldReadAndWriteUdp() {
        bytes("00 07 ff fe 12 34 ab cd");
        assertThat(Udp.sourcePort(buffer, AT)).isEqualTo(7);
        assertThat(Udp.destinationPort(buffer, AT)).isEqualTo(0xfffe);
        assertThat(Udp.length(buffer, AT)).isEqualTo(0x1234);
        assertThat(Udp.checksum(buffer, AT)).isEqualTo(0xabcd);
        Udp.sourcePort(buffer, AT, 4500);
        Udp.destinationPort(buffer, AT, 4501);
        Udp.length(buffer, AT, 0xfedc);
        Udp.checksum(buffer, AT, 0xffff);
        assertThat(written(8)).isEqualTo("11 94 11 95 fe dc ff ff");
    }

    @Test
    void shouldFindThePayloadTypeBehindAVlanTag() {
        bytes("02 00 00 00 00 02 02 00 00 00 00 01 08 00");
        assertThat(Ethernet.type(buffer, AT)).isEqualTo(Ethernet.TYPE_IPV4);
        Ethernet.payloadType(buffer, AT, Ethernet.TYPE_IPV6);
        assertThat(Ethernet.type(buffer, AT)).isEqualTo(Ethernet.TYPE_IPV6);
        Ethernet.type(buffer, AT, Ethernet.TYPE_VLAN);
        Ethernet.payloadType(buffer, AT, Ethernet.TYPE_IPV4);
        assertThat(Ethernet.type(buffer, AT)).isEqualTo(Ethernet.TYPE_VLAN);
        assertThat(Ethernet.taggedType(buffer, AT)).isEqualTo(Ethernet.TYPE_IPV4);
    }

    @Test
    void shouldReadAndWriteEsp() {
        EspHeader.spi(buffer, AT, 0x89abcdef);
        EspHeader.sequence(buffer, AT, 0xfffffffe);
        assertThat(written(8)).isEqualTo("89 ab cd ef ff ff ff fe");
        assertThat(EspHeader.spi(buffer, AT)).isEqualTo(0x89abcdef);
        assertThat(EspHeader.sequence(buffer, AT)).isEqualTo(0xfffffffe);
    }

    @ParameterizedTest
    @CsvSource({
        // trailer length, next header: the examples of the semantics' section 3.2
        "4, 6, 01 02 02 06",
        "2, 4, 00 04",
        "8, 6, 01 02 03 04 05 06 06 06",
        "3, 41, 01 01 29"
    })
    void shouldWriteTheTrailer(int length, int nextHeader, String expected) {
        EspTrailer.write(buffer, AT, length, nextHeader);
        assertThat(written(length)).isEqualTo(expected);
        assertThat(buffer.getByte(AT + length)).isZero();
    }

    @Test
    void shouldWriteTheLongestTrailer() {
        EspTrailer.write(buffer, 0, 100, 59);
        assertThat(buffer.getByte(97)).isEqualTo((byte) 98);
        assertThat(buffer.getByte(98)).isEqualTo((byte) 98);
        assertThat(buffer.getByte(99)).isEqualTo((byte) 59);
    }
}
