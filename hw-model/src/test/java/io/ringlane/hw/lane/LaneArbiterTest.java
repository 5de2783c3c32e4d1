// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lanes by hand: 100 ps a packet and 10 ps a byte, 1,000 ps deep. */
final class LaneArbiterTest {
    private static final ServiceTime INTERVAL = new ServiceTime(100, 10, 1);
    private static final int LATENCY = 1_000;

    private static LaneArbiter arbiter(int lanes, int places, LanePolicy policy) {
        return new LaneArbiter(new LaneProfile(lanes, INTERVAL, LATENCY, places, policy), 8);
    }

    @Test
    void shouldAddIntervalAndLatencyWhenLaneIsIdle() {
        LaneArbiter arbiter = arbiter(1, 1, LanePolicy.ANY_LANE);
        assertThat(arbiter.offer(5, 0, 0, 64)).isTrue();
        assertThat(arbiter.outPs()).isEqualTo(5 + 100 + 640 + 1_000);
    }

    @Test
    void shouldStartOneIntervalLaterWhenLaneIsTaken() {
        LaneArbiter arbiter = arbiter(1, 2, LanePolicy.ANY_LANE);
        arbiter.offer(0, 0, 0, 10);
        arbiter.offer(0, 0, 1, 20);
        // starts at 200, when the interval of the first is over, not when the first is done
        assertThat(arbiter.outPs()).isEqualTo(200 + 300 + 1_000);
        assertThat(arbiter.lane(0).busyPs()).isEqualTo(200 + 300);
        assertThat(arbiter.lane(0).bytes()).isEqualTo(30);
    }

    @Test
    void shouldRefuseUntilThePacketInFrontStartsWhenPlacesAreTaken() {
        LaneArbiter arbiter = arbiter(1, 1, LanePolicy.ANY_LANE);
        arbiter.offer(0, 0, 0, 10);
        assertThat(arbiter.offer(0, 0, 0, 10)).as("one may wait").isTrue();
        assertThat(arbiter.offer(199, 0, 0, 10)).isFalse();
        assertThat(arbiter.acceptsFromPs()).isEqualTo(200);
        assertThat(arbiter.offer(200, 0, 0, 10)).isTrue();
    }

    @Test
    void shouldTakeTheLaneThatIsFreeFirstWhenAnyWillDo() {
        LaneArbiter arbiter = arbiter(3, 4, LanePolicy.ANY_LANE);
        assertThat(laneOf(arbiter, 0, 100)).isZero();
        assertThat(laneOf(arbiter, 1, 10)).isOne();
        assertThat(laneOf(arbiter, 2, 50)).isEqualTo(2);
        assertThat(laneOf(arbiter, 3, 10)).as("free at 200").isOne();
        assertThat(laneOf(arbiter, 4, 10)).as("free at 400").isOne();
        assertThat(laneOf(arbiter, 5, 10))
                .as("free at 600 as lane 2 is: the lower one")
                .isOne();
    }

    private static int laneOf(LaneArbiter arbiter, int state, int bytes) {
        assertThat(arbiter.offer(0, 0, state, bytes)).isTrue();
        return arbiter.lane();
    }

    @Test
    void shouldHoldYoungerPacketWhenItIsDoneBeforeAnOlderOneOfItsState() {
        LaneArbiter arbiter = arbiter(2, 4, LanePolicy.ANY_LANE);
        arbiter.offer(0, 0, 3, 1_000);
        long first = arbiter.outPs();
        arbiter.offer(0, 0, 3, 10);
        assertThat(arbiter.outPs()).as("waits for the first").isEqualTo(first);
        assertThat(arbiter.orderWaitPs()).isEqualTo(first - (100 + 100 + LATENCY));
        arbiter.offer(0, 0, 4, 10);
        assertThat(arbiter.outPs()).as("another state does not wait").isEqualTo(200 + 200 + LATENCY);
    }

    @Test
    void shouldNotLeaveBeforeTheFloorWhenThereIsOne() {
        LaneArbiter arbiter = arbiter(2, 4, LanePolicy.ANY_LANE);
        arbiter.offer(0, 5_000, 3, 10);
        assertThat(arbiter.outPs()).isEqualTo(5_000);
        arbiter.offer(0, 100, 4, 10);
        assertThat(arbiter.outPs()).isEqualTo(200 + LATENCY);
    }

    @Test
    void shouldKeepEachStateOnOneLaneWhenPolicyIsHash() {
        LaneArbiter arbiter = arbiter(4, 64, LanePolicy.HASH_SA);
        int[] lane = new int[8];
        for (int state = 0; state < 8; state++) {
            lane[state] = laneOf(arbiter, state, 10);
        }
        for (int state = 0; state < 8; state++) {
            assertThat(laneOf(arbiter, state, 500)).isEqualTo(lane[state]);
        }
        assertThat(lane)
                .as("more than one lane is used")
                .isNotEqualTo(new int[] {lane[0], lane[0], lane[0], lane[0], lane[0], lane[0], lane[0], lane[0]});
        assertThat(arbiter.orderWaitPs()).as("nothing overtakes in a lane").isZero();
    }

    @Test
    void shouldNeverReorderAStateWhenSizesAreRandom() {
        for (LanePolicy policy : LanePolicy.values()) {
            LaneArbiter arbiter = arbiter(5, 3, policy);
            Random random = new Random(7);
            long[] last = new long[8];
            long now = 0;
            for (int i = 0; i < 10_000; i++) {
                int state = random.nextInt(8);
                now += random.nextInt(300);
                while (!arbiter.offer(now, 0, state, 1 + random.nextInt(1500))) {
                    assertThat(arbiter.acceptsFromPs()).isGreaterThan(now);
                    now = arbiter.acceptsFromPs();
                }
                assertThat(arbiter.outPs()).isGreaterThanOrEqualTo(last[state]);
                last[state] = arbiter.outPs();
            }
        }
    }

    @Test
    void shouldRoundUpWhenByteTimeIsAFraction() {
        ServiceTime time = new ServiceTime(20_000, 125, 2);
        assertThat(time.of(0)).isEqualTo(20_000);
        assertThat(time.of(1)).isEqualTo(20_063);
        assertThat(time.of(2)).isEqualTo(20_125);
        assertThat(new ServiceTime(0, 500, 3).of(1)).isEqualTo(167);
    }

    @Test
    void shouldNameTheValueWhenProfileIsWrong() {
        assertThatThrownBy(() -> arbiter(0, 1, LanePolicy.ANY_LANE)).hasMessage("lanes must be 1 to 1024, is 0");
        assertThatThrownBy(() -> arbiter(1, 0, LanePolicy.ANY_LANE))
                .hasMessage("places in front of a lane must be at least 1, is 0");
        assertThatThrownBy(() -> new LaneProfile(1, INTERVAL, -1, 1, LanePolicy.HASH_SA))
                .hasMessage("lane latency must not be negative, is -1");
        assertThatThrownBy(() -> new ServiceTime(1, 1, 0)).hasMessageContaining("1/0 ps a byte");
    }
}
