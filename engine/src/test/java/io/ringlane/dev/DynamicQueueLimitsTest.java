// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Rules and worked trace of byte queue limits (kernel semantics, table 4.7). */
final class DynamicQueueLimitsTest {
    private static final int PACKET = 1500;
    private static final long SECOND = 1_000_000_000L;

    private final DynamicQueueLimits limits = new DynamicQueueLimits();

    @Test
    void shouldFollowWorkedTraceWhenPacketsAreSentAndCompleted() {
        assertThat(send(1)).containsExactly(-1500);
        complete(1500, 1500, 3000);
        assertThat(send(2)).containsExactly(0, -1500);
        complete(3000, 4500, 9000);
        assertThat(send(4)).containsExactly(3000, 1500, 0, -1500);
        complete(6000, 10500, 21000);
        assertThat(send(8)).containsExactly(9000, 7500, 6000, 4500, 3000, 1500, 0, -1500);
        complete(1500, 10500, 22500);
        assertThat(limits.available()).isZero();
    }

    @Test
    void shouldAcceptOnePacketWhenLimitIsZero() {
        assertThat(limits.limit()).isZero();
        assertThat(limits.available()).isZero();
        limits.queued(PACKET);
        assertThat(limits.available()).isEqualTo(-PACKET);
    }

    @Test
    void shouldGrowByBytesCompletedBeyondLastTimeWhenDeviceRanDry() {
        limits.queued(PACKET);
        limits.completed(PACKET, 0);
        limits.queued(2 * PACKET);
        limits.completed(2 * PACKET, 0);
        // 1500 and what was queued since the last completion, 3000
        assertThat(limits.limit()).isEqualTo(4500);
    }

    @Test
    void shouldGrowByEarlierExcessWhenAllThatWasQueuedThenIsDone() {
        limits.queued(PACKET);
        limits.queued(PACKET);
        limits.completed(1000, 0);
        // 3000 over a limit of 0 and still busy: nothing learned yet, but remembered
        assertThat(limits.limit()).isZero();
        limits.queued(500);
        limits.completed(2000, 0);
        // everything queued at the first completion is done; its excess was 3000
        assertThat(limits.limit()).isEqualTo(3000);
        assertThat(limits.inDevice()).isEqualTo(500);
    }

    @Test
    void shouldKeepLimitWhenDeviceRanDryBelowIt() {
        growTo(4500);
        limits.queued(1000);
        limits.completed(1000, 0);
        assertThat(limits.limit()).isEqualTo(4500);
    }

    @Test
    void shouldShrinkByLeastSlackWhenHoldTimeHasPassed() {
        growTo(10500);
        limits.queued(10500);
        limits.completed(1000, 0);
        // busy, slack max(10500 - 2 * 1000, 0) = 8500
        limits.queued(1000);
        limits.completed(2500, SECOND);
        // slack 10500 - 5000 = 5500, hold time not passed: exactly one second is not more than one second
        assertThat(limits.limit()).isEqualTo(10500);
        limits.queued(1000);
        limits.completed(1500, SECOND + 1);
        // slack 10500 - 3000 = 7500; the least of all was 5500
        assertThat(limits.limit()).isEqualTo(5000);
    }

    @Test
    void shouldMeasureSlackAnewWhenLimitHasShrunk() {
        shouldShrinkByLeastSlackWhenHoldTimeHasPassed();
        limits.queued(3000);
        limits.completed(1000, SECOND + 2);
        assertThat(limits.limit()).isEqualTo(5000);
        limits.queued(1000);
        limits.completed(1000, 2 * SECOND + 2);
        // slack 5000 - 2000 both times
        assertThat(limits.limit()).isEqualTo(2000);
    }

    @Test
    void shouldCountLastPacketBeyondExcessAsSlackWhenQueueWasOverLimit() {
        growTo(1500);
        // 1800 over a limit of 1500: 300 too much, the last packet of 1200 alone took it there
        limits.queued(600);
        limits.queued(1200);
        limits.completed(100, 0);
        assertThat(limits.limit()).isEqualTo(1500);
        limits.completed(900, 2 * SECOND);
        // slack is the greater of (1500 + 300 - 1800, 0) = 0 and 1200 - 300 = 900
        assertThat(limits.limit()).isEqualTo(600);
    }

    @Test
    void shouldStayBetweenBoundsWhenGrowingAndShrinking() {
        DynamicQueueLimits bounded = new DynamicQueueLimits(2000, 4000);
        bounded.queued(1500);
        bounded.completed(1500, 0);
        assertThat(bounded.limit()).isEqualTo(2000);
        bounded.queued(9000);
        bounded.completed(9000, 0);
        assertThat(bounded.limit()).isEqualTo(4000);
        bounded.queued(4000);
        bounded.completed(100, 0);
        bounded.completed(100, 2 * SECOND);
        assertThat(bounded.limit()).isEqualTo(2000);
    }

    @Test
    void shouldGoOnWhenCountersWrap() {
        int gigabyte = 1 << 30;
        for (int i = 0; i < 9; i++) {
            limits.queued(gigabyte);
            limits.completed(gigabyte, 0);
            assertThat(limits.inDevice()).isZero();
            assertThat(limits.limit()).isBetween(gigabyte, DynamicQueueLimits.MAX_LIMIT);
            assertThat(limits.available()).isEqualTo(limits.limit());
        }
    }

    @Test
    void shouldRefuseWhenMoreIsCompletedThanIsInDevice() {
        limits.queued(100);
        limits.completed(40, 0);
        assertThatThrownBy(() -> limits.completed(61, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("61 bytes completed, 60 were in the device");
        limits.completed(60, 0);
        assertThat(limits.inDevice()).isZero();
    }

    @Test
    void shouldRefuseBoundsWhenTheyAreNotInOrder() {
        assertThatThrownBy(() -> new DynamicQueueLimits(5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DynamicQueueLimits(-1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DynamicQueueLimits(0, DynamicQueueLimits.MAX_LIMIT + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private int[] send(int packets) {
        int[] available = new int[packets];
        for (int i = 0; i < packets; i++) {
            limits.queued(PACKET);
            available[i] = limits.available();
        }
        return available;
    }

    private void complete(int bytes, int limit, int adjusted) {
        limits.completed(bytes, 0);
        assertThat(limits.limit()).isEqualTo(limit);
        assertThat(limits.adjustedLimit()).isEqualTo(adjusted);
    }

    /** An empty queue whose limit is {@code limit}: everything above 0 was queued at once and ran dry. */
    private void growTo(int limit) {
        limits.queued(limit);
        limits.completed(limit, 0);
        assertThat(limits.limit()).isEqualTo(limit);
    }
}
