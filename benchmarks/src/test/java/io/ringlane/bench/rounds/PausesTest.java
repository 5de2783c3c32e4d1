// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PausesTest {
    @Test
    void shouldTellRateShareAndQuantilesWhenPausesAreCounted() {
        long[] lengths = LongStream.rangeClosed(1, 1001).map(i -> 1000 * i).toArray();
        long[] gaps = {7, 5, 6};

        Pauses pauses = Pauses.of(gaps, lengths, 2e9);

        assertThat(pauses.perSecond()).isCloseTo(500.5, within(1e-9));
        assertThat(pauses.share()).isCloseTo(501_501_000 / 2e9, within(1e-9));
        assertThat(pauses.lengthsNs().get(0.0)).isEqualTo(1000);
        assertThat(pauses.lengthsNs().get(0.5)).isEqualTo(501_000);
        assertThat(pauses.lengthsNs().get(0.99)).isEqualTo(991_000);
        assertThat(pauses.lengthsNs().get(1.0)).isEqualTo(1_001_000);
        assertThat(pauses.gapsNs())
                .containsEntry(0.0, 5L)
                .containsEntry(0.5, 6L)
                .containsEntry(1.0, 7L);
    }

    @Test
    void shouldTellNothingWhenNothingWasTaken() {
        assertThat(Pauses.of(new long[0], new long[0], 1e6).lengthsNs()).isEmpty();
        assertThat(Pauses.of(new long[0], new long[0], 1e6).share()).isZero();
        assertThat(Pauses.of(new long[0], new long[0], 0).perSecond()).isZero();
    }

    @Test
    void shouldAllowForWorkWhenTheThreadWorks() {
        PauseWatch watch = new PauseWatch();
        watch.allow(300, 100);
        // a cycle of 10 packets may take 1,300 ns; half a microsecond more is a pause
        watch.passed(0, 1_799, 10);
        watch.passed(1_799, 3_599, 10);
        watch.passed(3_599, 3_670, 0);
        watch.passed(3_670, 13_970, 0);

        assertThat(watch.lengths()).containsExactly(500, 10_000);
        assertThat(watch.gaps()).containsExactly(371);
        assertThat(watch.windowNs()).isEqualTo(13_970);
        watch.allow(300, 100);
        assertThat(watch.lengths()).isEmpty();
    }

    @Test
    void shouldCountGapsFromEndToBeginningWhenPausesAreKept() {
        PauseWatch watch = new PauseWatch();
        watch.add(1_000, 1_600);
        watch.add(5_000, 5_700);
        watch.add(6_000, 9_000);

        assertThat(watch.lengths()).containsExactly(600, 700, 3_000);
        assertThat(watch.gaps()).containsExactly(3_400, 300);
        assertThat(new PauseWatch().gaps()).isEmpty();
    }
}
