// SPDX-License-Identifier: Apache-2.0
package io.ringlane.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FreeListTest {
    private final FreeList list = new FreeList(3);

    @AfterEach
    void close() {
        list.close();
    }

    @Test
    void shouldGiveTheLowestSlotsFirstWhenNew() {
        assertThat(new int[] {list.pop(), list.pop(), list.pop()}).containsExactly(0, 1, 2);
    }

    @Test
    void shouldSayEmptyWhenAllSlotsAreOut() {
        list.pop();
        list.pop();
        list.pop();

        assertThat(list.pop()).isEqualTo(FreeList.EMPTY);
        assertThat(list.size()).isZero();
    }

    @Test
    void shouldGiveTheSlotReturnedLastWhenAskedAgain() {
        list.pop();
        list.pop();
        list.push(0);
        list.push(1);

        assertThat(list.pop()).isEqualTo(1);
        assertThat(list.pop()).isZero();
    }

    @Test
    void shouldRefuseLoudlyWhenMoreComesBackThanWentOut() {
        assertThatThrownBy(() -> list.push(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("slot 1 freed twice: all 3 slots are free");
        assertThat(list.size()).isEqualTo(list.capacity()).isEqualTo(3);
    }

    @Test
    void shouldBeEmptyWhenClosed() {
        list.close();

        assertThat(list.pop()).isEqualTo(FreeList.EMPTY);
    }
}
