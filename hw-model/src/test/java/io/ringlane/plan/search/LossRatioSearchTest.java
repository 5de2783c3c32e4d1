// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.search.GoalResult.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a search finds of devices whose throughput is known. */
final class LossRatioSearchTest {
    private static final int MANY = 100_000;

    /** Forwards so many packets per second, not one more. */
    private static LoadTest hard(double packetsPerSecond) {
        return (load, seconds, repeat) -> {
            long sent = (long) (seconds * load);
            long received = Math.min(sent, (long) (seconds * packetsPerSecond));
            return new LoadTest.Outcome(sent, sent, sent - received, seconds);
        };
    }

    private static List<SearchGoal> exampleGoals() {
        SearchGoal none = new SearchGoal("NDR", 0, 0.005, 0.005, 1, 1, 21, 2, 2);
        SearchGoal half = new SearchGoal("PDR", 0.005, 0.005, 0.005, 1, 1, 21, 2, 2);
        return List.of(none, half);
    }

    @Test
    void shouldFindThePublishedLoadsWhenDeviceIsHardAtAMillion() {
        LossRatioSearch search = new LossRatioSearch(exampleGoals(), 1e3, 1e9, MANY, hard(1e6));

        List<GoalResult> results = search.run();

        GoalResult none = results.get(0);
        assertThat(none.kind()).isEqualTo(Kind.REGULAR);
        assertThat(none.low()).isCloseTo(997497.6029392382, within(1e-6));
        assertThat(none.conditional()).isCloseTo(997497.6029392382, within(1e-6));
        assertThat(none.trials()).isEqualTo(21);
        GoalResult half = results.get(1);
        assertThat(half.low()).isCloseTo(1002508.6747611101, within(1e-6));
        assertThat(half.conditional()).isCloseTo(1000000.6730730429, within(1e-6));
        assertThat(half.trials()).isEqualTo(21);
        assertThat(half.badShare()).isZero();
    }

    @Test
    void shouldKeepBoundsApartByTheWidthWhenDevicesAreHard() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            double rate = 2e3 * StrictMath.pow(10, 4.8 * random.nextDouble());
            LossRatioSearch search = new LossRatioSearch(
                    List.of(SearchGoal.csit("NDR", 0), SearchGoal.csit("PDR", 0.005)), 9001, 148.8e6, MANY, hard(rate));

            for (GoalResult result : search.run()) {
                if (rate < 9001) {
                    assertThat(result.kind()).isEqualTo(Kind.NO_LOAD_PASSES);
                } else {
                    assertThat(result.kind()).isEqualTo(Kind.REGULAR);
                    assertThat(result.width()).isBetween(0.0, 0.005);
                    double edge = rate / (1 - result.goal().loss());
                    assertThat(result.low()).isLessThan(edge + 1);
                    assertThat(result.high()).isGreaterThan(edge - 1);
                }
            }
        }
    }

    @Test
    void shouldSayThatAllLoadsPassWhenNothingIsLost() {
        LossRatioSearch search = new LossRatioSearch(exampleGoals(), 1e3, 1e6, MANY, hard(1e9));

        for (GoalResult result : search.run()) {
            assertThat(result.kind()).isEqualTo(Kind.ALL_LOADS_PASS);
            assertThat(result.low()).isEqualTo(1e6);
            assertThat(result.high()).isNaN();
            assertThat(result.conditional()).isEqualTo(1e6);
        }
        assertThat(search.trials()).isEqualTo(21);
    }

    @Test
    void shouldSayThatNoLoadPassesWhenDeviceIsDead() {
        LossRatioSearch search = new LossRatioSearch(exampleGoals(), 1e3, 1e6, MANY, hard(0));

        for (GoalResult result : search.run()) {
            assertThat(result.kind()).isEqualTo(Kind.NO_LOAD_PASSES);
            assertThat(result.low()).isNaN();
            assertThat(result.high()).isEqualTo(1e3);
        }
    }

    @Test
    void shouldEndWithBothBoundsWhenDeviceIsNoisy() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LoadTest noisy = (load, seconds, repeat) -> {
                long sent = (long) (seconds * load);
                double rate = 1e6 * (1 + 0.02 * (random.nextDouble() - 0.5));
                return new LoadTest.Outcome(sent, sent, Math.max(0, sent - (long) (seconds * rate)), seconds);
            };
            LossRatioSearch search = new LossRatioSearch(
                    List.of(SearchGoal.csit("NDR", 0), SearchGoal.csit("PDR", 0.005)), 9001, 1e8, MANY, noisy);

            for (GoalResult result : search.run()) {
                assertThat(result.kind()).isEqualTo(Kind.REGULAR);
                // half of the trials may be bad: near the median of the device
                assertThat(result.low()).isBetween(0.985e6, 1.015e6);
                assertThat(result.badShare()).isBetween(0.0, 0.5);
            }
        }
    }

    @Test
    void shouldGiveUpWithTrueBoundsWhenTrialsRunOut() {
        LossRatioSearch search = new LossRatioSearch(exampleGoals(), 1e3, 1e9, 12, hard(1e6));

        List<GoalResult> results = search.run();

        assertThat(search.trials()).isEqualTo(12);
        assertThat(results).allSatisfy(result -> assertThat(result.kind()).isEqualTo(Kind.OUT_OF_TRIALS));
    }

    @Test
    void shouldNumberRepeatsFromZeroWhenALoadIsTriedAgain() {
        List<String> asked = new ArrayList<>();
        LoadTest device = (load, seconds, repeat) -> {
            assertThat(asked).doesNotContain(load + " " + seconds + " " + repeat);
            assertThat(repeat == 0 || asked.contains(load + " " + seconds + " " + (repeat - 1)))
                    .isTrue();
            asked.add(load + " " + seconds + " " + repeat);
            return hard(1e6).run(load, seconds, repeat);
        };

        new LossRatioSearch(exampleGoals(), 1e3, 1e9, MANY, device).run();

        assertThat(asked).hasSizeGreaterThan(42);
    }

    @Test
    void shouldFollowCompliancePresetsWhenGoalsAreStandard() {
        GoalResult rfc2544 = new LossRatioSearch(List.of(SearchGoal.rfc2544()), 1e3, 1e8, MANY, hard(1e6))
                .run()
                .getFirst();
        GoalResult tst009 = new LossRatioSearch(List.of(SearchGoal.tst009()), 1e3, 1e8, MANY, hard(1e6))
                .run()
                .getFirst();

        assertThat(rfc2544.low()).isBetween(0.995e6, 1e6);
        assertThat(rfc2544.trials()).isEqualTo(1);
        assertThat(tst009.low()).isBetween(0.995e6, 1e6);
        assertThat(tst009.trials()).isEqualTo(1);
    }
}
