// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import static io.ringlane.plan.search.GoalTally.Verdict.LOWER_BOUND;
import static io.ringlane.plan.search.GoalTally.Verdict.UNDECIDED;
import static io.ringlane.plan.search.GoalTally.Verdict.UPPER_BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.search.GoalTally.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The example search of RFC 9971, appendix C: four goals, one load of a million frames per second, six points in
 * time.
 */
final class GoalTallyTest {
    private static final double MILLION = 1_000_000;

    private final GoalTally rfc2544 = new GoalTally(0, 0, 60, 60);
    private final GoalTally tst009 = new GoalTally(0, 0.5, 60, 120);
    private final GoalTally ofOneSecond = new GoalTally(0.005, 0.5, 1, 120);
    private final GoalTally fifth = new GoalTally(0.005, 0.2, 60, 60);
    private final List<GoalTally> goals = List.of(rfc2544, tst009, ofOneSecond, fifth);

    private void add(int times, double seconds, double loss) {
        for (int i = 0; i < times; i++) {
            goals.forEach(goal -> goal.add(seconds, seconds, loss));
        }
    }

    private List<Verdict> verdicts() {
        return goals.stream().map(GoalTally::verdict).toList();
    }

    @Test
    void shouldClassifyAsPublishedWhenTrialsComeInTheOrderOfTheExample() {
        assertThat(verdicts()).containsOnly(UNDECIDED);
        add(59, 1, 0);
        assertThat(verdicts()).containsExactly(UNDECIDED, UNDECIDED, UNDECIDED, UNDECIDED);
        add(1, 1, 0.01);
        assertThat(verdicts()).containsExactly(UPPER_BOUND, UNDECIDED, UNDECIDED, UNDECIDED);
        add(59, 1, 0.01);
        assertThat(verdicts()).containsExactly(UPPER_BOUND, UNDECIDED, UNDECIDED, UPPER_BOUND);
        add(1, 1, 0);
        assertThat(verdicts()).containsExactly(UPPER_BOUND, UNDECIDED, LOWER_BOUND, UPPER_BOUND);
        add(1, 60, 0.001);
        assertThat(verdicts().subList(0, 3)).containsExactly(UPPER_BOUND, UNDECIDED, LOWER_BOUND);
        add(1, 60, 0);
        assertThat(verdicts().subList(0, 3)).containsExactly(UPPER_BOUND, LOWER_BOUND, LOWER_BOUND);

        assertThat(tst009.conditionalThroughput(MILLION)).isEqualTo(1_000_000);
        assertThat(ofOneSecond.conditionalThroughput(MILLION)).isEqualTo(1_000_000);
        assertThat(fifth.conditionalThroughput(MILLION)).isCloseTo(999_000, within(1e-6));
    }

    /**
     * The example calls the fourth goal's load a lower bound from the fifth point on, though its own table has an
     * exceed ratio of 42.857 %, then 27.273 %, where 20 % are allowed; its code says upper bound. See
     * docs/decisions/0165.
     */
    @Test
    void shouldFollowTheCodeWhenTheExampleContradictsIt() {
        add(60, 1, 0);
        add(60, 1, 0.01);
        add(1, 60, 0.001);
        assertThat(fifth.verdict()).isEqualTo(UPPER_BOUND);
        add(1, 60, 0);
        assertThat(fifth.verdict()).isEqualTo(UPPER_BOUND);
        // 30.25 s that count as bad are more than a fifth of 150.25 s, and less than a fifth of 210.25 s
        add(1, 59, 0);
        assertThat(fifth.verdict()).isEqualTo(UPPER_BOUND);
        add(1, 60, 0);
        assertThat(fifth.verdict()).isEqualTo(LOWER_BOUND);
    }

    @Test
    void shouldForwardNothingForSureWhenTrialsAreMissing() {
        add(1, 60, 0);

        assertThat(rfc2544.conditionalThroughput(MILLION)).isEqualTo(1_000_000);
        assertThat(ofOneSecond.conditionalThroughput(MILLION)).isEqualTo(1_000_000);
        assertThat(tst009.conditionalThroughput(MILLION)).isEqualTo(1_000_000);
        assertThat(new GoalTally(0, 0, 60, 61).conditionalThroughput(MILLION)).isZero();
        assertThat(new GoalTally(0, 0.5, 60, 120).quantileLoss()).isEqualTo(1);
    }

    @Test
    void shouldDecideEarlyWhenMissingTrialsCannotChangeIt() {
        GoalTally goal = new GoalTally(0, 0.5, 1, 21);
        for (int i = 0; i < 10; i++) {
            goal.add(1, 1, 0);
            assertThat(goal.verdict()).isEqualTo(UNDECIDED);
        }
        goal.add(1, 1, 0);
        assertThat(goal.verdict()).isEqualTo(LOWER_BOUND);
        assertThat(goal.fullTrials()).isEqualTo(11);
        assertThat(goal.goodSeconds()).isEqualTo(11);
        assertThat(goal.badSeconds()).isZero();
    }
}
