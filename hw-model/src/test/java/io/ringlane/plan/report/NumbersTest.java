// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "8.41, 8.41",
        "97.1523, 97.152",
        "1234, 1234",
        "12345.6, 12_346",
        "-12345.6, -12_346",
        "148809523.8, 148_809_524",
        "0.00012345678, 0.00012346",
        "99.99999, 100",
        "0.1, 0.1",
        "1e-9, 1.00E-9",
        "1e18, 1.00E18",
        "999.999, 1000",
        "100, 100"
    })
    void shouldShowDigitsThatCountWhenNumberIsWritten(double value, String text) {
        assertThat(Numbers.text(value)).isEqualTo(text.replace('_', '\u202f'));
    }

    @Test
    void shouldShowAllDigitsWhenNumberIsWhole() {
        assertThat(Numbers.text(1_234_567L)).isEqualTo("1\u202f234\u202f567");
        assertThat(Numbers.text(-1234L)).isEqualTo("-1234");
        assertThat(Numbers.text(Long.MIN_VALUE)).startsWith("-9\u202f223");
    }
}
