// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Loads as numbers and back. */
final class LoadGridTest {
    @Test
    void shouldGoThereAndBackWhenNumbersAreTurnedIntoLoads() {
        LoadGrid grid = new LoadGrid(1e3, 1e9, 0.005, 0.03);

        assertThat(grid.load(0)).isEqualTo(1e3);
        assertThat(grid.load(-3)).isEqualTo(1e3);
        assertThat(grid.load(grid.last())).isEqualTo(1e9);
        for (int number = 1; number <= grid.last(); number++) {
            assertThat(grid.load(number)).isGreaterThan(grid.load(number - 1));
            assertThat(grid.number(grid.load(number))).isEqualTo(number);
        }
    }

    @Test
    void shouldNeverBeWiderThanAskedWhenWidthsAreTurnedIntoSteps() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            double width = 0.001 + 0.05 * random.nextDouble();
            LoadGrid grid = new LoadGrid(9001, 1e6 + 1e9 * random.nextDouble(), width);
            int steps = grid.steps(width);
            double real = 1 - grid.load(0) / grid.load(steps);

            assertThat(real).isBetween(0.98 * width, width);
        }
    }

    @Test
    void shouldTakeTheNearestByRatioWhenLoadIsBetween() {
        LoadGrid grid = new LoadGrid(1e3, 1e6, 0.1);
        double low = grid.load(10);
        double high = grid.load(11);
        double middle = StrictMath.sqrt(low * high);

        assertThat(grid.number(middle * 0.999)).isEqualTo(10);
        assertThat(grid.number(middle * 1.001)).isEqualTo(11);
        assertThat(grid.number(1)).isZero();
        assertThat(grid.number(1e12)).isEqualTo(grid.last());
    }

    @Test
    void shouldRefuseWhenLimitsOrWidthsMakeNoSense() {
        assertThatThrownBy(() -> new LoadGrid(0, 1, 0.1)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new LoadGrid(2, 2, 0.1)).hasMessageContaining("above the least");
        assertThatThrownBy(() -> new LoadGrid(1, 2, 1)).hasMessageContaining("width");
    }

    @Test
    void shouldCutAtPowersOfTheGoalWhenIntervalsAreHalved() {
        assertThat(LoadLimits.middle(0, 8, 4)).isEqualTo(4);
        assertThat(LoadLimits.middle(0, 12, 4)).isEqualTo(8);
        assertThat(LoadLimits.middle(100, 113, 4)).isEqualTo(105);
        assertThat(LoadLimits.middle(0, 7, 4)).isEqualTo(3);
        assertThat(LoadLimits.middle(0, 5, 3)).isEqualTo(2);
        assertThat(LoadLimits.middle(0, 40, 4)).isEqualTo(24);
    }
}
