// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.testing.TestStates;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section 5.3 of the semantics: limits in packets, bytes and seconds. Times are seconds behind the start. */
final class LifetimeTest {
    private static final long SECOND = 1_000_000_000;
    /** Not 0, and negative: a monotonic clock may begin anywhere. */
    private static final long START = -5 * SECOND;

    private static XfrmState state(SaLimits limits) {
        XfrmState state = TestStates.state(0x1000, settings -> settings.limits(limits));
        state.begin(START);
        return state;
    }

    private static XfrmState seconds(long softAdd, long hardAdd, long softUse, long hardUse) {
        return state(SaLimits.NONE.seconds(softAdd, hardAdd, softUse, hardUse));
    }

    private static long at(double seconds) {
        return START + (long) (seconds * SECOND);
    }

    private static double deadline(XfrmState state, double now) {
        return (state.deadline(at(now)) - START) / (double) SECOND;
    }

    @Test
    @DisplayName("5.3, worked example: soft 2, hard 3: 1 and 2 pass, 3 passes with the soft event, 4 ends the SA")
    void shouldTellSoftThenHardWhenPacketsAreCounted() {
        XfrmState state = state(new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 2, 3));
        XfrmState.Lifetime[] answers = new XfrmState.Lifetime[4];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = state.checkExpire(at(i));
            if (answers[i] != XfrmState.Lifetime.HARD_EXPIRED) {
                state.count(100);
            }
        }

        assertThat(answers)
                .containsExactly(
                        XfrmState.Lifetime.ALIVE,
                        XfrmState.Lifetime.ALIVE,
                        XfrmState.Lifetime.SOFT_EXPIRED,
                        XfrmState.Lifetime.HARD_EXPIRED);
        assertThat(state.status()).isEqualTo(XfrmState.Status.EXPIRED);
    }

    @Test
    void shouldTellSoftOnceThenHardWhenSecondsPass() {
        XfrmState state = seconds(10, 15, 0, 0);

        assertThat(deadline(state, 0)).isEqualTo(10);
        assertThat(state.checkTime(at(9.9))).isEqualTo(XfrmState.Lifetime.ALIVE);
        assertThat(state.checkTime(at(10))).isEqualTo(XfrmState.Lifetime.SOFT_EXPIRED);
        assertThat(state.dying()).isTrue();
        assertThat(deadline(state, 10)).isEqualTo(15);
        assertThat(state.checkTime(at(14.9))).isEqualTo(XfrmState.Lifetime.ALIVE);
        assertThat(state.checkTime(at(15))).isEqualTo(XfrmState.Lifetime.HARD_EXPIRED);
        assertThat(state.status()).isEqualTo(XfrmState.Status.EXPIRED);
        assertThat(state.checkTime(at(16))).isEqualTo(XfrmState.Lifetime.ALIVE);
    }

    @Test
    @DisplayName("5.3: use_time 0 counts as now: limits since the first use begin with it")
    void shouldCountFromFirstPacketWhenLimitIsSinceUse() {
        XfrmState state = seconds(0, 0, 4, 6);

        assertThat(state.checkTime(at(100))).isEqualTo(XfrmState.Lifetime.ALIVE);
        assertThat(deadline(state, 100)).isEqualTo(104);
        assertThat(state.checkExpire(at(103))).isEqualTo(XfrmState.Lifetime.ALIVE);
        assertThat(deadline(state, 104)).isEqualTo(107);
        assertThat(state.checkTime(at(104))).isEqualTo(XfrmState.Lifetime.ALIVE);
        assertThat(state.checkTime(at(107))).isEqualTo(XfrmState.Lifetime.SOFT_EXPIRED);
        assertThat(state.checkTime(at(109))).isEqualTo(XfrmState.Lifetime.HARD_EXPIRED);
    }

    @Test
    @DisplayName("5.3: a clock that steps over both limits brings the soft one first, the hard one as much later")
    void shouldPostponeHardWhenClockStepsOverSoft() {
        XfrmState state = seconds(10, 15, 0, 0);

        assertThat(state.checkTime(at(1000))).isEqualTo(XfrmState.Lifetime.SOFT_EXPIRED);
        assertThat(deadline(state, 1000)).isEqualTo(1005);
        assertThat(state.checkTime(at(1005))).isEqualTo(XfrmState.Lifetime.HARD_EXPIRED);
    }

    @Test
    void shouldEndAtOnceWhenThereIsNoSoftLimit() {
        assertThat(seconds(0, 15, 0, 0).checkTime(at(1000))).isEqualTo(XfrmState.Lifetime.HARD_EXPIRED);
    }

    @Test
    void shouldLetNoPacketByUncheckedWhenFirstUseMatters() {
        XfrmState state = seconds(0, 0, 4, 6);
        XfrmState other = seconds(4, 6, 0, 0);

        assertThat(state.sequence().takePlain(100)).isEqualTo(OutboundSequence.NONE);
        state.checkExpire(at(1));
        assertThat(state.sequence().takePlain(100)).isEqualTo(1);
        assertThat(other.sequence().takePlain(100)).isEqualTo(1);
    }

    @Test
    void shouldTellSoftAgainWhenLimitsAreUpdated() {
        XfrmState state = seconds(10, 15, 0, 0);
        state.checkTime(at(10));
        state.limits(SaLimits.NONE.seconds(20, 30, 0, 0));

        assertThat(state.dying()).isFalse();
        assertThat(deadline(state, 11)).isEqualTo(20);
        assertThat(state.checkTime(at(20))).isEqualTo(XfrmState.Lifetime.SOFT_EXPIRED);
    }

    @Test
    void shouldGoOnWithAgeWhenStateIsResumed() {
        XfrmState state = TestStates.state(
                0x1000,
                settings -> settings.limits(
                        new SaLimits(SaLimits.INFINITE, 1000, SaLimits.INFINITE, 3).seconds(10, 15, 4, 0)));
        state.resume(8 * SECOND, 3 * SECOND, 500, 2);
        state.begin(START);

        assertThat(deadline(state, 0)).isEqualTo(1);
        assertThat(state.checkTime(at(1))).isEqualTo(XfrmState.Lifetime.SOFT_EXPIRED);
        assertThat(state.isUsed()).isTrue();
        assertThat(state.bytes()).isEqualTo(500);
        assertThat(state.checkExpire(at(1))).isEqualTo(XfrmState.Lifetime.ALIVE);
        state.count(100);
        assertThat(state.checkExpire(at(1))).isEqualTo(XfrmState.Lifetime.HARD_EXPIRED);
    }

    @Test
    void shouldNeverEndWhenSecondsAreBeyondReach() {
        XfrmState state = seconds(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

        state.checkExpire(at(1));
        assertThat(state.checkTime(at(1e9))).isEqualTo(XfrmState.Lifetime.ALIVE);
        assertThat(state.deadline(at(1e9)) - at(1e9)).isPositive();
    }
}
