// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkRowTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "64x32x512",
                "1x1x64:1+1420:1",
                "4096x128xmno-2+4",
                "100x32xsimple-7-4-1@4500000",
                "64x1x512@once"
            })
    void shouldReadWhatItWritesWhenARowIsHandedOn(String text) {
        assertThat(WorkRow.parse(text)).hasToString(text);
    }

    @Test
    void shouldBeAtARateWhenAsked() {
        WorkRow row = WorkRow.of(64, 32, 512);

        assertThat(row.isTimed()).isFalse();
        assertThat(row.at(1_234_567.6)).hasToString("64x32x512@1234568");
        assertThat(WorkRow.parse("64x32x512@1234568")).isEqualTo(row.at(1_234_568));
    }

    @Test
    void shouldHaveNoRateWhenAllIsDueAtOnce() {
        WorkRow row = WorkRow.of(64, 32, 512).atOnce();

        assertThat(row.isTimed()).isFalse();
        assertThat(row.isAtOnce()).isTrue();
        assertThat(WorkRow.parse("64x32x512@once")).isEqualTo(row);
    }

    @ParameterizedTest
    @ValueSource(strings = {"64x32", "x32x512", "64x32x512@", "64x32x512@fast", "-1x32x512", "12345678x1x64"})
    void shouldTellWhatIsAllowedWhenTextIsNoRow(String text) {
        assertThatThrownBy(() -> WorkRow.parse(text)).hasMessageContaining("such as 64x32x512");
    }
}
