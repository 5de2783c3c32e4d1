// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import static io.ringlane.ip.IpPacket.MALFORMED;
import static io.ringlane.ip.IpPacket.UPPER_LAYER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPacketTest {
    private final IpPacket ip = new IpPacket();

    /** An IPv4 packet of ESP with these options, its checksum right, and 8 bytes behind the header. */
    private static byte[] ipv4(String options) {
        byte[] extra = HexFormat.of().parseHex(options);
        byte[] bytes = new byte[20 + extra.length + 8];
        bytes[0] = (byte) (0x40 | (20 + extra.length) / 4);
        bytes[3] = (byte) bytes.length;
        bytes[8] = 64;
        bytes[9] = 50;
        System.arraycopy(extra, 0, bytes, 20, extra.length);
        int sum = 0;
        for (int i = 0; i < 20 + extra.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
        }
        sum = ~((sum & 0xffff) + (sum >>> 16));
        bytes[10] = (byte) (sum >> 8);
        bytes[11] = (byte) sum;
        return bytes;
    }

    /** An IPv6 packet with these extension headers and 8 bytes behind them. */
    private static byte[] ipv6(int next, String headers) {
        byte[] extra = HexFormat.of().parseHex(headers);
        byte[] bytes = new byte[40 + extra.length + 8];
        bytes[0] = 0x60;
        bytes[5] = (byte) (extra.length + 8);
        bytes[6] = (byte) next;
        System.arraycopy(extra, 0, bytes, 40, extra.length);
        return bytes;
    }

    private boolean read(byte[] bytes) {
        return ip.read(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    @Test
    void shouldRefuseWhenAnyLengthOrChecksumIsWrong() {
        byte[] good = ipv4("");
        assertThat(read(good)).isTrue();
        for (int length = 0; length < good.length; length++) {
            assertThat(read(Arrays.copyOf(good, length)))
                    .as("length %d", length)
                    .isFalse();
        }
        assertThat(read(Arrays.copyOf(good, good.length + 6))).isTrue();
        assertThat(ip.end()).isEqualTo(good.length);
        for (int bit = 0; bit < 160; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(read(flipped)).as("bit %d", bit).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "01010101, 0",
        "00ffffff, 0",
        "94040000, 0",
        "0707040000000000, 0",
        "440c050000000000 00000000, 0",
        "073c0400, 2",
        "07020400, 2",
        "07060300, 2",
        "0703ff00, 0",
        "44080500 0000, 0",
        "44060500 0000, 2",
        "83030400, 2",
        "89030400, 2",
        "0701ff00, 2",
        "01010107, 2",
    })
    void shouldJudgeIpv4OptionsWhenHostGoesOverThem(String options, int verdict) {
        String hex = options.replace(" ", "");
        assertThat(read(ipv4(hex + "0".repeat(-hex.length() & 7)))).isTrue();

        assertThat(ip.walk()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "50, '', 0",
        "60, 3200010400000000, 0",
        "60, 320001140000000000000000, 2",
        "60, 32001e0400000000, 0",
        "60, 32005e0400000000, 2",
        "60, 3200010401000000, 2",
        "60, 32020114000000000000000000000000000000000000 0000, 2",
        "43, 3202000000000000 00000000000000000000000000000001, 0",
        "43, 3202000100000000 00000000000000000000000000000001, 2",
        "44, 3200000001020304, 0",
        "44, 3200000101020304, 1",
        "44, 3200000801020304, 1",
        "60, 3c00010400000000 2b00010400000000 3200000000000000, 0",
        "60, 3205010400000000, 2",
    })
    void shouldJudgeIpv6HeadersWhenHostGoesOverThem(int next, String headers, int verdict) {
        assertThat(read(ipv6(next, headers.replace(" ", "")))).isTrue();

        assertThat(ip.walk()).isEqualTo(verdict);
        if (verdict == UPPER_LAYER) {
            assertThat(ip.protocol()).isEqualTo(50);
            assertThat(ip.end() - ip.upper()).isEqualTo(8);
        }
    }

    @Test
    void shouldRefuseAtOnceWhenHopByHopOptionsAreWrong() {
        assertThat(read(ipv6(0, "3200010400000000"))).isTrue();
        assertThat(ip.walk()).isEqualTo(UPPER_LAYER);
        assertThat(read(ipv6(0, "3200c20400000000"))).isFalse();
    }

    @Test
    void shouldReadNothingBehindTheEndWhenBytesAreRandom() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = ipv6(new int[] {0, 43, 44, 60}[random.nextInt(4)], "");
            byte[] longer = Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
            for (int k = 40; k < longer.length; k++) {
                longer[k] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(4) * 20);
            }
            longer[5] = (byte) (longer.length - 40);
            if (read(longer) && ip.walk() != MALFORMED) {
                assertThat(ip.upper()).isLessThanOrEqualTo(ip.end());
            }
        }
    }
}
