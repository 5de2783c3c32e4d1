// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.plan.search.GoalResult.Kind;
import org.junit.jupiter.api.Test;

/** The plain search, with its second look at losses. */
final class BinarySearchTest {
    private static final SearchGoal GOAL = SearchGoal.csit("NDR", 0);

    private static LoadTest.Outcome outcome(double load, double seconds, boolean loses) {
        long sent = (long) (load * seconds);
        return new LoadTest.Outcome(sent, sent, loses ? 1 : 0, seconds);
    }

    @Test
    void shouldEncloseTheEdgeWhenDeviceIsHard() {
        GoalResult result =
                new BinarySearch(GOAL, 1e3, 1e7, 0, (load, s, repeat) -> outcome(load, s, load > 1.234e6)).run();

        assertThat(result.kind()).isEqualTo(Kind.REGULAR);
        assertThat(result.low()).isLessThanOrEqualTo(1.234e6);
        assertThat(result.high()).isGreaterThan(1.234e6);
        assertThat(result.width()).isLessThanOrEqualTo(0.005);
    }

    @Test
    void shouldLookTwiceWhenFirstTrialsLoseByAccident() {
        LoadTest accident = (load, s, repeat) -> outcome(load, s, load > 1e6 || repeat == 0);

        assertThat(new BinarySearch(GOAL, 1e3, 1e7, 0, accident).run().kind()).isEqualTo(Kind.NO_LOAD_PASSES);
        assertThat(new BinarySearch(GOAL, 1e3, 1e7, 1, accident).run().low()).isBetween(0.995e6, 1e6);
    }

    @Test
    void shouldSayThatAllPassWhenNothingIsLost() {
        BinarySearch search = new BinarySearch(GOAL, 1e3, 1e7, 3, (load, s, repeat) -> outcome(load, s, false));

        assertThat(search.run().kind()).isEqualTo(Kind.ALL_LOADS_PASS);
        assertThat(search.trials()).isEqualTo(1);
    }
}
