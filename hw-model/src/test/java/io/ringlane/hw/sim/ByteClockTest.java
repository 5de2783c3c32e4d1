// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes as picoseconds, against whole numbers of any size. */
final class ByteClockTest {
    @Test
    void shouldTellTimesOfTheReferenceWhenLinesAreFast() {
        assertThat(ByteClock.ofBitsPerSecond(100_000_000_000L).take(64 + 20)).isEqualTo(6_720);
        assertThat(ByteClock.ofBitsPerSecond(800_000_000_000L).take(1)).isEqualTo(10);
        assertThat(ByteClock.ofEventsPerSecond(58_500_000).take(1)).isEqualTo(17_094);
    }

    @Test
    void shouldAddUpToTheBytesWhenThePartsAreRounded() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            long ps = random.nextLong(1, 9_000_000_000_000L);
            long divisor = random.nextLong(1, 1_000_000_000_000L);
            ByteClock clock = new ByteClock(ps, divisor);
            long bytes = 0;
            long sum = 0;
            for (int i = 0; i < 500; i++) {
                int more = random.nextInt(9_600);
                bytes += more;
                sum += clock.take(more);
                assertThat(BigInteger.valueOf(sum)).isEqualTo(exact(bytes, ps, divisor));
            }
        }
    }

    private static BigInteger exact(long bytes, long ps, long divisor) {
        return BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(ps)).divide(BigInteger.valueOf(divisor));
    }

    @Test
    void shouldNotCarryWhenOnlyAsked() {
        ByteClock clock = new ByteClock(1, 3);
        assertThat(clock.of(2)).isZero();
        assertThat(clock.of(3)).isEqualTo(1);
        assertThat(clock.take(2)).isZero();
        assertThat(clock.of(2)).isZero();
        assertThat(clock.take(1)).isEqualTo(1);
    }

    @Test
    void shouldHoldWhenRateAndLengthAreAtTheirMost() {
        ByteClock clock = new ByteClock((1L << 40) - 1, 1L << 40);
        long sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += clock.take(ByteClock.MOST_BYTES);
        }
        assertThat(BigInteger.valueOf(sum)).isEqualTo(exact(3 * ByteClock.MOST_BYTES, (1L << 40) - 1, 1L << 40));
    }

    @Test
    void shouldRefuseWhenThereIsNoSuchRate() {
        assertThatThrownBy(() -> new ByteClock(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteClock(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteClock(1, (1L << 40) + 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
