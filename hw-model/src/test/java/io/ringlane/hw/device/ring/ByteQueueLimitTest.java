// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Traces worked out by hand from the rules of the dynamic queue limits (S17); a hold time of 1000 ps. */
class ByteQueueLimitTest {
    private static final long HOLD_PS = 1000;

    private final ByteQueueLimit limit = new ByteQueueLimit(0, 1_000_000, HOLD_PS);

    @Test
    void shouldLetOneObjectGoOverTheLimitAndNoMore() {
        assertThat(limit.isOpen()).isTrue();
        limit.queue(1500);
        assertThat(limit.isOpen()).isFalse();
        assertThat(limit.inFlight()).isEqualTo(1500);
    }

    @Test
    void shouldGrowByWhatItLackedWhenTheQueueRanDryWhileHeldBack() {
        // limit 0, 1500 queued: over by 1500; all done and nothing in progress: starved
        limit.queue(1500);
        limit.complete(1500, 10);
        // grows by what was completed beyond what had been queued at the last completion (0): 1500
        assertThat(limit.limit()).isEqualTo(1500);

        // 1500 fits, another goes over; both done at once: starved again, and the limit was over by 1500
        limit.queue(1500);
        limit.queue(1500);
        assertThat(limit.isOpen()).isFalse();
        limit.complete(3000, 20);
        // queued at the last completion: 1500; completed now 4500: 1500 + 3000
        assertThat(limit.limit()).isEqualTo(4500);
    }

    @Test
    void shouldGrowByTheOverrunWhenAllThatWasQueuedThenIsDoneNow() {
        limit.queue(1000);
        limit.complete(1000, 10);
        assertThat(limit.limit()).isEqualTo(1000);
        // over by 500 at this completion, with 500 in progress: not starved yet, and nothing was before: no slack
        // either
        limit.queue(1500);
        limit.complete(1000, 20);
        assertThat(limit.limit()).isEqualTo(1000);
        // everything queued at that completion is done: completed 2500, queued then 2500: grows by 0 + 500
        limit.queue(400);
        limit.complete(500, 30);
        assertThat(limit.limit()).isEqualTo(1500);
    }

    @Test
    void shouldTakeOffTheLeastSlackWhenItWasBusyForTheHoldTime() {
        ByteQueueLimit wide = new ByteQueueLimit(0, 1_000_000, HOLD_PS);
        wide.queue(9000);
        wide.complete(9000, 0);
        assertThat(wide.limit()).isEqualTo(9000);
        // always busy; 2000 done in an interval: slack 9000 - 2 * 2000; then 3000: slack 9000 - 6000
        wide.queue(9000);
        wide.complete(100, 100);
        wide.complete(2000, 200);
        wide.complete(3000, 300);
        assertThat(wide.limit()).isEqualTo(9000);
        // the hold time is over; 2500 done: slack 4000, the least was 3000
        wide.queue(2500);
        wide.complete(2500, 1001);
        assertThat(wide.limit()).isEqualTo(6000);
    }

    @Test
    void shouldStayBetweenItsBounds() {
        ByteQueueLimit narrow = new ByteQueueLimit(2000, 3000, HOLD_PS);
        assertThat(narrow.limit()).isEqualTo(2000);
        narrow.queue(2000);
        narrow.queue(2000);
        narrow.complete(4000, 10);
        assertThat(narrow.limit()).isEqualTo(3000);
    }
}
