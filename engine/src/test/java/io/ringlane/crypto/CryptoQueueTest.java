// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.testing.AllocationGate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CryptoQueueTest {
    private static final int BURSTS = 3;

    private final CryptoQueue queue = new CryptoQueue(BURSTS, 4);

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    @Test
    void shouldGiveNothingWhenAllBurstsAreUnderWay() {
        for (int i = 0; i < BURSTS; i++) {
            queue.submit(queue.begin());
        }
        assertThat(queue.credits()).isZero();
        assertThat(queue.begin()).isNull();
    }

    @Test
    void shouldTakeEveryBurstBackWhenNoneIsCompletedInBetween() {
        for (int i = 0; i < BURSTS; i++) {
            queue.submit(queue.begin());
        }
        for (int i = 0; i < BURSTS; i++) {
            queue.giveBack(queue.take());
        }
        for (int i = 0; i < BURSTS; i++) {
            queue.recycle(queue.complete());
        }
        assertThat(queue.credits()).isEqualTo(BURSTS);
        assertThat(queue.complete()).isNull();
    }

    @Test
    void shouldCountPacketsWhenTheyAreInFlight() {
        CryptoBurst burst = queue.begin();
        burst.add(null, null, 0, 1);
        burst.add(null, null, 0, 2);
        assertThat(queue.packetsInFlight()).isZero();
        queue.submit(burst);
        assertThat(queue.packetsInFlight()).isEqualTo(2);
        queue.giveBack(queue.take());
        assertThat(queue.packetsInFlight()).isEqualTo(2);
        assertThat(queue.complete()).isSameAs(burst);
        assertThat(queue.packetsInFlight()).isZero();
        queue.recycle(burst);
        assertThat(burst.size()).isZero();
    }

    @Test
    void shouldGiveCreditBackWhenBurstWasBegunForNothing() {
        queue.recycle(queue.begin());
        assertThat(queue.credits()).isEqualTo(BURSTS);
    }

    @Test
    void shouldFailLoudlyWhenBurstIsRecycledTwice() {
        CryptoBurst burst = queue.begin();
        queue.recycle(burst);
        assertThatThrownBy(() -> queue.recycle(burst)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseWhenSizeIsNotPositive() {
        assertThatThrownBy(() -> new CryptoQueue(0, 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 0 of 32");
        assertThatThrownBy(() -> new CryptoQueue(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAllocateNothingWhenBurstsCircle() {
        AllocationGate.assertNoAllocation("crypto queue", () -> {
            CryptoBurst burst = queue.begin();
            burst.add(null, null, 0, 1);
            queue.submit(burst);
            queue.giveBack(queue.take());
            queue.recycle(queue.complete());
        });
    }
}
