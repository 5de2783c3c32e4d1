// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.SaConfigBuilder;
import org.junit.jupiter.api.Test;

/** Runs of numbers that cores lease and give back. */
final class NumberLeasesTest {
    private static NumberLeases behind(boolean esn, int high, int low) {
        return new NumberLeases(new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(0x1000)
                .esn(esn)
                .sequence(high, low)
                .build());
    }

    @Test
    void shouldBeginBehindTheNumberLastUsedWhenLeasedFirst() {
        NumberLeases numbers = behind(false, 0, 41);

        assertThat(numbers.lease(1, 8, numbers.limit())).isEqualTo(42);
        assertThat(numbers.lease(1, 8, numbers.limit())).isEqualTo(50);
        assertThat(numbers.last()).isEqualTo(57);
    }

    @Test
    void shouldTakeTheEndBackWhenNobodyLeasedBehindIt() {
        NumberLeases numbers = behind(false, 0, 0);
        long first = numbers.lease(1, 8, numbers.limit());

        assertThat(numbers.giveBack(first, 8, 3)).isTrue();
        assertThat(numbers.lease(1, 8, numbers.limit())).isEqualTo(4);
    }

    @Test
    void shouldKeepTheGapWhenAnotherLeaseFollows() {
        NumberLeases numbers = behind(false, 0, 0);
        long first = numbers.lease(1, 8, numbers.limit());
        numbers.lease(1, 8, numbers.limit());

        assertThat(numbers.giveBack(first, 8, 3)).isFalse();
        assertThat(numbers.lease(1, 8, numbers.limit())).isEqualTo(17);
    }

    @Test
    void shouldGrantWhatIsLeftWhenThirtyTwoBitsEnd() {
        NumberLeases numbers = behind(false, 0, -6);

        long first = numbers.lease(1, 64, numbers.limit());
        assertThat(first).isEqualTo(0xfffffffbL);
        assertThat(numbers.granted(first, 64, numbers.limit())).isEqualTo(5);
        assertThat(numbers.lease(1, 64, numbers.limit())).isEqualTo(NumberLeases.EXHAUSTED);
    }

    @Test
    void shouldRefuseAndChangeNothingWhenFewerThanTheLeastAreLeft() {
        NumberLeases numbers = behind(false, 0, -3);

        assertThat(numbers.lease(4, 8, numbers.limit())).isEqualTo(NumberLeases.EXHAUSTED);
        assertThat(numbers.lease(2, 8, numbers.limit())).isEqualTo(0xfffffffeL);
    }

    @Test
    void shouldGoOverTheHalfWhenEsnIsOn() {
        NumberLeases numbers = behind(true, 6, -3);

        assertThat(numbers.lease(1, 8, numbers.limit())).isEqualTo(0x6_ffff_fffeL);
        assertThat(numbers.last()).isEqualTo(0x7_0000_0005L);
    }

    @Test
    void shouldEndWhenAllSixtyFourBitsAreUsed() {
        NumberLeases numbers = behind(true, -1, -4);

        long first = numbers.lease(1, 64, numbers.limit());
        assertThat(first).isEqualTo(-3L);
        assertThat(numbers.granted(first, 64, numbers.limit())).isEqualTo(3);
        assertThat(numbers.lease(1, 64, numbers.limit())).isEqualTo(NumberLeases.EXHAUSTED);
    }
}
