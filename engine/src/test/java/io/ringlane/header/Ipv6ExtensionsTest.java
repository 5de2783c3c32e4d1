// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where ESP goes and where the upper layer starts. The chains of the first table entered a real kernel (golden case
 * ip6ext-gcm128-tp6); where its ESP headers stood in the packets that left is the second column.
 */
final class Ipv6ExtensionsTest {
    private static final int AT = 2;
    private static final int UPPER = 24;

    private static final String DST8 = "00010400000000";
    private static final String DST24 = "02011400000000000000000000000000000000000000 00".replace(" ", "");
    private static final String DST16 = "0101 0c000000000000000000000000".replace(" ", "");
    private static final String ROUTING24 = "02fd0000000000fd000002000000000000000000000099";

    private UnsafeBuffer packet(int first, String chain) {
        byte[] extensions = HexFormat.of().parseHex(chain);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[AT + Ipv6.LENGTH + extensions.length + UPPER]);
        buffer.putByte(AT, (byte) 0x60);
        Ipv6.nextHeader(buffer, AT, first);
        buffer.putBytes(AT + Ipv6.LENGTH, extensions);
        return buffer;
    }

    private static String chain(String words) {
        return words.replace("DST8", DST8)
                .replace("DST24", DST24)
                .replace("DST16", DST16)
                .replace("RT", ROUTING24)
                .replace(" ", "");
    }

    @ParameterizedTest
    @CsvSource({
        // first next header; each extension as "next header, rest"; ESP's offset; who names it; upper layer's offset
        "60, 11 DST8,                48, 40, 48",
        "60, 11 DST24,               64, 40, 64",
        "0,  11 DST8,                48, 40, 48",
        "0,  3c DST8 11 DST16,       64, 48, 64",
        "43, 11 RT,                  64, 40, 64",
        "60, 2b DST8 3c RT 11 DST8,  72, 48, 80",
        "0,  2b DST8 11 RT,          72, 48, 72",
        "44, 1100000100001234,       40,  6, 40",
        "59, '',                     40,  6, 40",
        "6,  '',                     40,  6, 40"
    })
    void shouldPlaceEspWhereTheKernelDid(int first, String chain, int esp, int namedBy, int upper) {
        UnsafeBuffer buffer = packet(first, chain(chain));

        long found = Ipv6Extensions.unfragmentable(buffer, AT, buffer.capacity());
        long last = Ipv6Extensions.upperLayer(buffer, AT, buffer.capacity());

        assertThat(Ipv6Extensions.offset(found) - AT).isEqualTo(esp);
        assertThat(Ipv6Extensions.nextHeaderAt(found) - AT).isEqualTo(namedBy);
        assertThat(Ipv6Extensions.offset(last) - AT).isEqualTo(upper);
    }

    @Test
    void shouldKeepOptionsInFrontWhenTheyHoldAHomeAddressBehindARoutingHeader() {
        String home = "1102" + "0100" + "c910" + "00".repeat(16) + "0000";
        UnsafeBuffer buffer = packet(43, chain("3c RT") + home);

        long found = Ipv6Extensions.unfragmentable(buffer, AT, buffer.capacity());

        assertThat(Ipv6Extensions.offset(found) - AT).isEqualTo(40 + 24 + 24);
        assertThat(Ipv6Extensions.nextHeaderAt(found) - AT).isEqualTo(40 + 24);
    }

    @Test
    void shouldSkipPad1WhenLookingForAHomeAddress() {
        String home = "1102" + "00000000" + "c910" + "00".repeat(16);
        UnsafeBuffer buffer = packet(43, chain("3c RT") + home);

        long found = Ipv6Extensions.unfragmentable(buffer, AT, buffer.capacity());

        assertThat(Ipv6Extensions.offset(found) - AT).isEqualTo(40 + 24 + 24);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 43, 60})
    void shouldSayMalformedWhenAHeaderLeavesThePacket(int type) {
        UnsafeBuffer buffer = packet(type, "11ff040000000000");

        assertThat(Ipv6Extensions.unfragmentable(buffer, AT, buffer.capacity())).isEqualTo(Ipv6Extensions.MALFORMED);
        assertThat(Ipv6Extensions.upperLayer(buffer, AT, buffer.capacity())).isEqualTo(Ipv6Extensions.MALFORMED);
    }

    @Test
    void shouldSayMalformedWhenTheChainEndsWithoutUpperLayer() {
        UnsafeBuffer buffer = packet(0, "3c" + DST8);
        int end = AT + Ipv6.LENGTH + 8;

        assertThat(Ipv6Extensions.unfragmentable(buffer, AT, end)).isEqualTo(Ipv6Extensions.MALFORMED);
        assertThat(Ipv6Extensions.upperLayer(buffer, AT, end)).isEqualTo(Ipv6Extensions.MALFORMED);
    }

    @Test
    void shouldSayMalformedWhenTheChainIsLongerThanAnySaneOne() {
        UnsafeBuffer buffer = packet(60, ("3c" + DST8).repeat(20));

        assertThat(Ipv6Extensions.upperLayer(buffer, AT, buffer.capacity())).isEqualTo(Ipv6Extensions.MALFORMED);
    }

    @Test
    void shouldNotCallTheSecondHopByHopAnEndWhenItFollowsAnother() {
        UnsafeBuffer buffer = packet(0, "00" + DST8 + "06" + DST8);

        long found = Ipv6Extensions.upperLayer(buffer, AT, buffer.capacity());

        assertThat(Ipv6Extensions.offset(found) - AT).isEqualTo(56);
        assertThat(Ipv6Extensions.nextHeaderAt(found) - AT).isEqualTo(48);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "43, true", "60, true", "135, true", "44, false", "50, false", "6, false", "59, false"})
    void shouldKnowTheExtensionHeaders(int type, boolean extension) {
        assertThat(Ipv6Extensions.isExtension(type)).isEqualTo(extension);
    }
}
