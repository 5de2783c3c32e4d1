// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire against the frame and rate table of Ethernet, and against exact fractions. */
final class LinkPortTest {
    private static final int FCS = 4;

    /** Length with FCS and million frames a second at 100 Gbit/s: the clear and the ESP column of the table. */
    @ParameterizedTest
    @CsvSource({
        "64, 148.8095", "128, 84.4595", "256, 45.2899", "512, 23.4962", "1024, 11.9732", "1280, 9.6154", "1518, 8.1274",
        "118, 90.5797", "182, 61.8812", "310, 37.8788", "566, 21.3311", "1078, 11.3843", "1334, 9.2319", "1574, 7.8419"
    })
    void shouldReachLineRateWhenFramesAreBackToBack(int length, double megaFrames) {
        LinkPort port = new LinkPort(LinkRate.ofGigabits(100));
        long first = port.send(0, length - FCS);
        assertThat(first).isEqualTo((length + 8) * 80L);
        long before = first;
        for (int i = 0; i < 100; i++) {
            long departure = port.send(0, length - FCS);
            assertThat(departure - before).isEqualTo((length + 20) * 80L);
            before = departure;
        }
        assertThat(1e6 / ((length + 20) * 80L)).isCloseTo(megaFrames, Offset.offset(0.00005));
        assertThat(port.busyPs()).isEqualTo(101 * (length + 20) * 80L);
        assertThat(port.frames()).isEqualTo(101);
    }

    @ParameterizedTest
    @CsvSource({"10, 800", "25, 320", "40, 200", "200, 40", "400, 20", "800, 10"})
    void shouldTakeWholePicosecondsWhenRateDividesThem(int gigabits, long perByte) {
        assertThat(new LinkPort(LinkRate.ofGigabits(gigabits)).send(0, 60)).isEqualTo(72 * perByte);
    }

    @Test
    void shouldPadWhenFrameIsShort() {
        LinkPort port = new LinkPort(LinkRate.ofGigabits(100));
        assertThat(port.send(0, 1)).isEqualTo(72 * 80);
    }

    @Test
    void shouldKeepGapWhenNextFrameComesRightAfterDeparture() {
        LinkPort port = new LinkPort(LinkRate.ofGigabits(100));
        long first = port.send(1_000, 60);
        assertThat(first).isEqualTo(1_000 + 72 * 80);
        assertThat(port.freePs()).isEqualTo(first + 12 * 80);
        assertThat(port.send(first, 60)).isEqualTo(first + 12 * 80 + 72 * 80);
        assertThat(port.send(1_000_000, 60)).isEqualTo(1_000_000 + 72 * 80);
    }

    /** 97 Mbit/s and the like: every departure must be the exact fraction, rounded up, however many went before. */
    @ParameterizedTest
    @CsvSource({"97000000", "3000000000", "7777777777", "1000003"})
    void shouldNotDriftWhenByteTimeIsAFraction(long bitsPerSecond) {
        LinkPort port = new LinkPort(new LinkRate(bitsPerSecond));
        BigInteger ticks = BigInteger.valueOf(8_000_000_000_000L);
        BigInteger rate = BigInteger.valueOf(bitsPerSecond);
        long bytesBefore = 0;
        for (int i = 0; i < 1_000; i++) {
            int length = 60 + i;
            BigInteger exact =
                    BigInteger.valueOf(bytesBefore + 8 + length + FCS).multiply(ticks);
            BigInteger roundedUp = exact.add(rate).subtract(BigInteger.ONE).divide(rate);
            assertThat(port.send(0, length)).isEqualTo(roundedUp.longValueExact());
            bytesBefore += length + FCS + 20;
        }
        assertThat(port.busyPs())
                .isEqualTo(BigInteger.valueOf(bytesBefore)
                        .multiply(ticks)
                        .divide(rate)
                        .longValueExact());
    }

    @Test
    void shouldForgetFractionWhenWireWasIdle() {
        LinkPort port = new LinkPort(new LinkRate(3_000_000_000L));
        long once = port.send(1_000_000, 60) - 1_000_000;
        assertThat(port.send(10_000_000, 60) - 10_000_000).isEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({"0", "999999", "10000000000001", "-1"})
    void shouldRefuseWhenRateIsOutOfRange(long bitsPerSecond) {
        assertThatThrownBy(() -> new LinkRate(bitsPerSecond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000000 to 10000000000000 bit/s, is " + bitsPerSecond);
    }
}
