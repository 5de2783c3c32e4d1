// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a naive sum of 16-bit words (RFC 1071 section 4.1). */
final class InternetChecksumTest {
    private static final int LONGEST = 300;

    private final byte[] bytes = new byte[70_000];
    private final UnsafeBuffer buffer = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(bytes.length));

    private static int naive(byte[] bytes, int offset, int length, int start) {
        int sum = start;
        for (int i = 0; i < length; i++) {
            sum += (bytes[offset + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (sum & 0xffff) + (sum >>> 16);
    }

    private void fill(long seed) {
        new Random(seed).nextBytes(bytes);
        buffer.putBytes(0, bytes);
    }

    @Test
    void shouldEqualTheNaiveSumAtEveryLengthAndOffset() {
        fill(1);
        for (int offset = 0; offset < 9; offset++) {
            for (int length = 0; length <= LONGEST; length++) {
                assertThat(InternetChecksum.fold(InternetChecksum.sum(buffer, offset, length, 0)))
                        .as("offset %d length %d", offset, length)
                        .isEqualTo(naive(bytes, offset, length, 0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1500, 9001, 65_535, 69_999})
    void shouldEqualTheNaiveSumWhenLong(int length) {
        fill(length);
        assertThat(InternetChecksum.fold(InternetChecksum.sum(buffer, 1, length, 0)))
                .isEqualTo(naive(bytes, 1, length, 0));
    }

    @Test
    void shouldLoseNoCarryWhenAllBitsAreSet() {
        buffer.setMemory(0, buffer.capacity(), (byte) 0xff);
        assertThat(InternetChecksum.fold(InternetChecksum.sum(buffer, 0, 65_536, -1L >>> 16)))
                .isEqualTo(0xffff);
        assertThat(InternetChecksum.finish(InternetChecksum.sum(buffer, 0, 65_536, 0)))
                .isZero();
    }

    @Test
    void shouldContinueARunningSumWhenThePartsAreEven() {
        fill(3);
        for (int cut = 0; cut <= 64; cut += 2) {
            long first = InternetChecksum.sum(buffer, 0, cut, 0);
            assertThat(InternetChecksum.finish(InternetChecksum.sum(buffer, cut, 101 - cut, first)))
                    .isEqualTo(~naive(bytes, 0, 101, 0) & 0xffff);
        }
    }

    @Test
    void shouldAddValuesInNetworkOrder() {
        assertThat(InternetChecksum.fold(InternetChecksum.add(0, 0x1234))).isEqualTo(0x1234);
        assertThat(InternetChecksum.fold(InternetChecksum.add(InternetChecksum.add(0, 0xffff), 2)))
                .isEqualTo(2);
        assertThat(InternetChecksum.fold(InternetChecksum.add32(0, 0x12345678))).isEqualTo(0x1234 + 0x5678);
        assertThat(InternetChecksum.fold(InternetChecksum.add32(InternetChecksum.add(0, 100), ~40)))
                .isEqualTo(60);
    }

    @Test
    void shouldSendAllOnesForUdpWhenTheChecksumIsZero() {
        long sum = InternetChecksum.add(0, 0xffff);
        assertThat(InternetChecksum.finish(sum)).isZero();
        assertThat(InternetChecksum.finishUdp(sum)).isEqualTo(0xffff);
        assertThat(InternetChecksum.finishUdp(InternetChecksum.add(0, 1))).isEqualTo(0xfffe);
    }

    @Test
    void shouldSumThePseudoHeaders() {
        fill(5);
        assertThat(InternetChecksum.fold(InternetChecksum.pseudoHeader4(buffer, 8, 17, 0x1234)))
                .isEqualTo(naive(bytes, 8 + 12, 8, 17 + 0x1234));
        assertThat(InternetChecksum.fold(InternetChecksum.pseudoHeader6(buffer, 8, 6, 0x1_0203)))
                .isEqualTo(naive(bytes, 8 + 8, 32, 6 + 1 + 0x203));
    }

    /** The worked header 4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7. */
    @Test
    void shouldGiveTheKnownChecksumOfAnIpv4Header() {
        int[] words = {0x4500, 0x73, 0, 0x4000, 0x4011, 0xb861, 0xc0a8, 1, 0xc0a8, 0xc7};
        for (int i = 0; i < words.length; i++) {
            buffer.putShort(2 * i, (short) words[i], java.nio.ByteOrder.BIG_ENDIAN);
        }
        Ipv4.writeChecksum(buffer, 0);
        assertThat(Ipv4.checksum(buffer, 0)).isEqualTo(0xb861);
    }
}
