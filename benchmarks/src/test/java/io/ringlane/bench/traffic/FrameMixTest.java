// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameMixTest {
    @Test
    void shouldReadSizesAndWeightsWhenTheyAreWritten() {
        FrameMix mix = FrameMix.parse("1420:1,64:7,512:4");

        assertThat(mix.label()).isEqualTo("64:7+512:4+1420:1");
        assertThat(mix.sizes()).containsExactly(64, 512, 1420);
        assertThat(mix.weights()).containsExactly(7L, 4L, 1L);
        assertThat(mix).isEqualTo(FrameMix.parse(mix.label()));
        assertThat(mix.meanBytes()).isCloseTo((7 * 64 + 4 * 512 + 1420) / 12.0, within(1e-9));
        // not 7/12 and 7/12 again, 4/12 and 4/12, or 1/12 and 1/12
        assertThat(mix.changes()).isCloseTo(1 - (49 + 16 + 1) / 144.0, within(1e-9));
    }

    @Test
    void shouldLeaveOutTheFcsWhenAMixHasAName() {
        assertThat(FrameMix.parse("simple-7-4-1").sizes()).containsExactly(60, 590, 1514);
        assertThat(FrameMix.parse("mno-2+4").label()).isEqualTo("mno-2+4");
    }

    @Test
    void shouldBeOneLengthWhenThereIsOneNumber() {
        assertThat(FrameMix.parse("512")).isEqualTo(FrameMix.of(512));
        assertThat(FrameMix.of(512).isSingle()).isTrue();
        assertThat(FrameMix.of(512).changes()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64:7,64:1 | each size once",
                "64:0 | is no mix",
                "64:7:1 | is no mix",
                "64:many | is no mix",
                "64:7, | is no mix",
                "99999999999 | is no mix",
                "imix | means at least four different mixes",
                "simple-7-4-2 | nearest is 'simple-7-4-1'",
                "csit-v6 | is of IPv6 packets",
            })
    void shouldTellWhatIsAllowedWhenTextIsNoMix(String text, String message) {
        assertThatThrownBy(() -> FrameMix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldMeetTheSharesInNoOrderWhenARoundIsMade() {
        FrameMix mix = FrameMix.parse("64:7,512:4,1420:1");
        byte[] order = mix.order();
        int[] counts = new int[3];
        int changes = 0;
        for (int i = 0; i < order.length; i++) {
            counts[order[i]]++;
            changes += order[i] == order[(i + 1) % order.length] ? 0 : 1;
        }

        assertThat(order).hasSize(FrameMix.ROUND).isEqualTo(mix.order());
        for (int i = 0; i < counts.length; i++) {
            assertThat(counts[i]).isCloseTo((int) Math.round(mix.share(i) * FrameMix.ROUND), within(1));
        }
        assertThat((double) changes / order.length).isCloseTo(mix.changes(), within(0.03));
    }
}
