// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PausesTest {
    @Test
    void shouldTellRateShareAndLengthsWhenPausesAreCounted() {
        long[] lengths = LongStream.rangeClosed(1, 1001).map(i -> 1000 * i).toArray();

        Pauses pauses = Pauses.of(lengths, 2_000_000_000L);

        assertThat(pauses.perSecond()).isCloseTo(500.5, within(1e-9));
        assertThat(pauses.share()).isCloseTo(501_501_000 / 2e9, within(1e-9));
        assertThat(pauses.lengthsNs().get(0.0)).isEqualTo(1000);
        assertThat(pauses.lengthsNs().get(0.5)).isEqualTo(501_000);
        assertThat(pauses.lengthsNs().get(0.99)).isEqualTo(991_000);
        assertThat(pauses.lengthsNs().get(1.0)).isEqualTo(1_001_000);
    }

    @Test
    void shouldTellNothingWhenNothingWasTaken() {
        assertThat(Pauses.of(new long[0], 1_000_000).lengthsNs()).isEmpty();
        assertThat(Pauses.of(new long[0], 1_000_000).share()).isZero();
    }
}
