// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.IpAddress;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SpiNumbersTest {
    private static final IpAddress HERE = IpAddress.parse("198.51.100.2");

    private final SpiNumbers spis = new SpiNumbers(new Random(1));

    @Test
    void shouldGiveEachSpiOnceWhenRangeIsUsedUp() {
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            given.add(spis.allocate(HERE, 0x1000, 0x1063, id -> false));
        }
        assertThat(given).hasSize(100).allSatisfy(spi -> assertThat(spi).isBetween(0x1000, 0x1063));
        assertThat(spis.allocate(HERE, 0x1000, 0x1063, id -> false)).isEqualTo(SpiNumbers.NONE);
        assertThat(spis.allocate(IpAddress.parse("::1"), 0x1000, 0x1063, id -> false))
                .isNotZero();
    }

    @Test
    void shouldGiveNoSpiThatAnSaHas() {
        assertThat(spis.allocate(HERE, 0x1000, 0x1001, id -> id.spi() == 0x1000))
                .isEqualTo(0x1001);
    }

    @Test
    void shouldGiveSpiAgainWhenItIsReleased() {
        int spi = spis.allocate(HERE, 0x1000, 0x1000, id -> false);

        assertThat(spis.release(HERE, spi)).isTrue();
        assertThat(spis.release(HERE, spi)).isFalse();
        assertThat(spis.allocate(HERE, 0x1000, 0x1000, id -> false)).isEqualTo(0x1000);
    }

    @Test
    void shouldUseWholeRangeWhenItIsLarge() {
        boolean high = false;
        for (int i = 0; i < 64; i++) {
            high |= spis.allocate(HERE, SpiNumbers.LEAST, SpiNumbers.MOST, id -> false) < 0;
        }
        assertThat(high).isTrue();
    }

    @Test
    void shouldRefuseRangeWhenItIsReservedOrTurnedRound() {
        assertThatThrownBy(() -> spis.allocate(HERE, 255, 300, id -> false))
                .hasMessage("SPIs must be in 0x100 to 0xffffffff, low before high: 0xff to 0x12c");
        assertThatThrownBy(() -> spis.allocate(HERE, 300, 299, id -> false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> spis.allocate(HERE, 300, 1L << 32, id -> false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
