// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.bench.traffic.WorkRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimingTest {
    private static Timing of(double large, double largeTimed, double small, double smallTimed) {
        List<RoundsResult.Closed> rows = new ArrayList<>();
        add(rows, Timing.LARGE, large);
        add(rows, Timing.LARGE.atOnce(), largeTimed);
        add(rows, Timing.SMALL, small);
        add(rows, Timing.SMALL.atOnce(), smallTimed);
        return Timing.of(new RoundsResult(
                large, 70, RoundsResult.Open.NONE, rows, List.of(), Pauses.of(new long[0], new long[0], 1e9)));
    }

    private static void add(List<RoundsResult.Closed> rows, WorkRow row, double ns) {
        rows.add(new RoundsResult.Closed(row.toString(), ns, ns, ns, Double.isNaN(ns) ? 0 : 9, 9));
    }

    @Test
    void shouldTellPacketsFromCyclesWhenBurstsDiffer() {
        // 8 ns a packet, and 32 a cycle: one nanosecond of a packet in a burst of 32
        Timing timing = of(120, 129, 210, 250);

        assertThat(timing.packetNs()).isCloseTo(8, within(1e-9));
        assertThat(timing.cycleNs()).isCloseTo(32, within(1e-9));
    }

    @Test
    void shouldBeNothingWhenRunsWereNotQuiet() {
        assertThat(of(120, Double.NaN, 210, 250)).isEqualTo(new Timing(0, 0));
    }

    @Test
    void shouldNeverBeAGain() {
        assertThat(of(120, 119, 210, 200)).isEqualTo(new Timing(0, 0));
    }
}
