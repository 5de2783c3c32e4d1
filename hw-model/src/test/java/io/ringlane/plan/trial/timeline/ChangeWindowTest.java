// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.plan.report.chart.TimelineChart.Exact;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeWindowTest {
    private static final int[] BOTH = {0, 1};

    private final ChangeWindow window = new ChangeWindow(3, 2, 2);

    @Test
    void shouldKeepAllChangesWhenThereAreFew() {
        window.change(0, 1, 100);
        window.change(1, 7, 130);

        assertThat(window.exact(BOTH))
                .isEqualTo(new Exact(0, 130, List.of(0L, 0L), List.of(100L, 130L), List.of(0, 1), List.of(1L, 7L)));
    }

    @Test
    void shouldKeepThoseAroundTheMomentWhenClosed() {
        for (int change = 1; change <= 20; change++) {
            window.change(change % 2, change, 100 * change);
            if (change == 10) {
                window.close();
            }
            if (change == 15) {
                window.close();
            }
        }

        Exact exact = window.exact(BOTH);

        assertThat(exact.value()).containsExactly(8L, 9L, 10L, 11L, 12L);
        assertThat(exact.track()).containsExactly(0, 1, 0, 1, 0);
        assertThat(exact.startPs()).isEqualTo(700);
        assertThat(exact.atPs()).containsExactly(100L, 200L, 300L, 400L, 500L);
        assertThat(exact.endPs()).isEqualTo(1200);
        assertThat(exact.initial()).as("what they held at 700 ps").containsExactly(6L, 7L);
    }

    @Test
    void shouldLeaveOutPlacesWhenTheyHaveNoNumber() {
        window.change(0, 1, 100);
        window.change(1, 7, 130);

        Exact exact = window.exact(new int[] {-1, 0});

        assertThat(exact.track()).containsExactly(0);
        assertThat(exact.value()).containsExactly(7L);
        assertThat(exact.initial()).hasSize(1);
    }
}
