// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.bench.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostFitTest {
    private static final double TINY = 1e-6;

    @Test
    void shouldFindTheCostsAgainWhenPointsLieOnThem() {
        HostFit fit = HostFit.of(points(0));

        assertThat(fit.path().fixedNs()).isCloseTo(60, within(TINY));
        assertThat(fit.path().perByteNs()).isCloseTo(0.09, within(TINY));
        assertThat(fit.perBurstNs()).isCloseTo(320, within(TINY));
        assertThat(fit.workingSet().get(1)).isCloseTo(-4, within(TINY));
        assertThat(fit.workingSet().get(4096)).isCloseTo(21, within(TINY));
        assertThat(fit.worstPercent()).isLessThan(TINY);
    }

    @Test
    void shouldAddUpToTheWholeWhenStagesAreFitted() {
        HostFit fit = HostFit.of(points(0));

        assertThat(fit.stages()).hasSize(5);
        assertThat(fit.stages().get("buffer and copy").fixedNs()).isCloseTo(10, within(TINY));
        assertThat(fit.stages().get("seal").perByteNs()).isCloseTo(0.07, within(TINY));
        assertThat(fit.path().at(512)).isCloseTo(60 + 0.09 * 512, within(TINY));
    }

    @Test
    void shouldTellHowFarItIsOffWhenAPointDoesNotLieOnTheLine() {
        HostFit fit = HostFit.of(points(10));

        assertThat(fit.worstPercent()).isBetween(1.0, 12.0);
        assertThat(fit.meanPercent()).isLessThan(fit.worstPercent());
    }

    @Test
    void shouldRefuseWhenTooFewRowsWereQuiet() {
        List<CostPoint> points = new ArrayList<>(points(0));
        points.removeIf(point -> point.stage() == Stage.OUT && point.size() != 64);
        points.removeIf(point -> point.stage() == Stage.OUT && point.burst() != 32);

        assertThatThrownBy(() -> HostFit.of(points)).hasMessageContaining("quiet rows of the whole path");
    }

    /** @param off percent that one of the points is off its line. */
    private static List<CostPoint> points(double off) {
        List<CostPoint> points = new ArrayList<>();
        for (int size : new int[] {64, 256, 512, 1024, 1420}) {
            points.add(new CostPoint(Stage.BUF, size, 64, 32, 10 + 0.01 * size));
            points.add(new CostPoint(Stage.FIND, size, 64, 32, 22 + 0.01 * size));
            points.add(new CostPoint(Stage.WRITE, size, 64, 32, 45 + 0.015 * size));
            points.add(new CostPoint(Stage.SEAL, size, 64, 32, 55 + 0.085 * size));
            points.add(new CostPoint(Stage.OUT, size, 64, 32, 60 + 0.09 * size + 10));
        }
        for (int size : new int[] {64, 512, 1420}) {
            points.add(new CostPoint(Stage.OUT, size, 1, 32, 56 + 0.09 * size + 10));
            points.add(new CostPoint(Stage.OUT, size, 4096, 32, (81 + 0.09 * size + 10) * (1 + off / 100)));
        }
        for (int size : new int[] {64, 512}) {
            points.add(new CostPoint(Stage.OUT, size, 64, 4, 60 + 0.09 * size + 80));
            points.add(new CostPoint(Stage.OUT, size, 64, 128, 60 + 0.09 * size + 2.5));
        }
        points.set(4, new CostPoint(Stage.OUT, 64, 64, 32, (60 + 0.09 * 64 + 10) * (1 + off / 100)));
        return points;
    }
}
