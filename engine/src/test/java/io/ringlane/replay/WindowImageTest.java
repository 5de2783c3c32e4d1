// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A window that goes on from an image judges as the one the image was taken of. */
final class WindowImageTest {
    @ParameterizedTest
    @CsvSource({"false,1,0", "false,33,5", "false,64,1000", "true,1,7", "true,100,4294967290", "true,4096,8589934593"})
    void shouldJudgeAlikeWhenResumed(boolean esn, int size, long top) {
        Random random = new Random(size);
        ReplayWindow window = ReplayWindow.of(esn, size, top);
        for (int i = 0; i < 3 * size + 20; i++) {
            long number = window.top() - size / 2 + random.nextInt(size + 2);
            if (window.check(number) == ReplayVerdict.FRESH) {
                window.advance(number);
            }
        }
        ReplayWindow resumed = ReplayWindow.resumed(esn, size, WindowImage.of(window));

        assertThat(WindowImage.of(resumed)).isEqualTo(WindowImage.of(window));
        for (long number = window.top() - 2L * size; number < window.top() + 5; number++) {
            assertThat(resumed.check(number)).as("number " + number).isEqualTo(window.check(number));
        }
    }

    @Test
    void shouldTakeUnknownNumbersForSeenWhenWindowIsLargerThanTheImage() {
        ReplayWindow resumed = ReplayWindow.resumed(false, 64, new WindowImage(4, 100, BigInteger.valueOf(5)));

        assertThat(resumed.check(100)).isEqualTo(ReplayVerdict.SEEN);
        assertThat(resumed.check(99)).isEqualTo(ReplayVerdict.FRESH);
        assertThat(resumed.check(98)).isEqualTo(ReplayVerdict.SEEN);
        assertThat(resumed.check(97)).isEqualTo(ReplayVerdict.FRESH);
        assertThat(resumed.check(96)).isEqualTo(ReplayVerdict.SEEN);
        assertThat(resumed.check(37)).isEqualTo(ReplayVerdict.SEEN);
        assertThat(resumed.check(36)).isEqualTo(ReplayVerdict.TOO_OLD);
        assertThat(resumed.check(101)).isEqualTo(ReplayVerdict.FRESH);
    }

    @Test
    void shouldRefuseWhenThereAreMoreBitsThanPackets() {
        assertThatThrownBy(() -> new WindowImage(4, 9, BigInteger.valueOf(16)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WindowImage(1 << 17, 9, BigInteger.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
