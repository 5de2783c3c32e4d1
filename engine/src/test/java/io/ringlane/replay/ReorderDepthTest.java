// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReorderDepthTest {
    private final ReplayWindow window = ReplayWindow.of(false, 1024, 0);
    private final ReorderDepth depth = window.observe();

    private void receive(long... numbers) {
        for (long number : numbers) {
            if (window.check(number) == ReplayVerdict.FRESH) {
                window.advance(number);
            }
        }
    }

    @Test
    void shouldCountNothingLateWhenPacketsAreInOrder() {
        receive(1, 2, 3, 4);

        assertThat(depth.count(0)).isEqualTo(4);
        assertThat(depth.deepest()).isZero();
        assertThat(depth.sufficient()).isEqualTo(1);
        assertThat(depth.gaps() + depth.missing()).isZero();
    }

    @Test
    void shouldTellDepthsAndGapsWhenPacketsAreLate() {
        receive(1, 2, 10, 3, 9, 40, 8);

        assertThat(depth.count(0)).isEqualTo(4);
        assertThat(depth.count(1)).isEqualTo(1);
        assertThat(depth.count(3)).isEqualTo(1);
        assertThat(depth.count(6)).isEqualTo(1);
        assertThat(depth.deepest()).isEqualTo(32);
        assertThat(depth.gaps()).isEqualTo(2);
        assertThat(depth.missing()).isEqualTo(7 + 29 - 3);
    }

    @Test
    void shouldTellWhatSmallerWindowWouldHaveDroppedWhenAsked() {
        receive(1, 10, 3, 9, 40, 8);

        assertThat(depth.droppedBy(1)).isEqualTo(3);
        assertThat(depth.droppedBy(2)).isEqualTo(2);
        assertThat(depth.droppedBy(8)).isEqualTo(1);
        assertThat(depth.droppedBy(32)).isEqualTo(1);
        assertThat(depth.droppedBy(64)).isZero();
        assertThat(depth.sufficient()).isEqualTo(64);
    }

    @Test
    void shouldNotCountStartAsGapWhenFirstPacketIsNotNumberOne() {
        receive(500, 501);

        assertThat(depth.gaps()).isZero();
    }

    @Test
    void shouldCountDepthWhenNothingIsRefused() {
        ReplayWindow open = ReplayWindow.of(false, 0, 0);
        ReorderDepth all = open.observe();
        open.advance(5);
        open.advance(5);

        assertThat(all.count(0)).isEqualTo(2);
        assertThat(all.gaps()).isZero();
    }
}
