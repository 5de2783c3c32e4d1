// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "700 ns, TIME, 700000",
        "0.001 ns, TIME, 1",
        "8 us, TIME, 8000000",
        "8 \u00b5s, TIME, 8000000",
        "1.5h, TIME, 5400000000000000",
        "100 Gbit/s, BIT_RATE, 100000000000",
        "24.5 Gb/s, BIT_RATE, 24500000000",
        "512 KiB, SIZE, 524288",
        "4 B, SIZE, 4",
        "0.5 %, SHARE, 5000000",
        "12 ppm, SHARE, 12000",
        "11.25 Mpps, PACKET_RATE, 11250000",
        "9.001 kpps, PACKET_RATE, 9001",
        "1.6k, COUNT, 1600",
        "1_000_000, COUNT, 1000000",
        "2.8 GHz, FREQUENCY, 2800000000",
        "75 W, POWER, 75000",
        "-3, COUNT, -3"
    })
    void shouldReadExactValueWhenUnitIsGiven(String text, Dimension dimension, long value) {
        assertThat(Quantity.parseWhole(text, dimension)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0625 ns/B, 125, 2",
        "62.5 ps/B, 125, 2",
        "0.1667 ns/B, 1667, 10",
        "1e-3 ns/B, 1, 1",
    })
    void shouldKeepFractionWhenCostIsPerByte(String text, long numerator, long denominator) {
        assertThat(Quantity.parse(text, Dimension.TIME_PER_BYTE)).isEqualTo(new Rational(numerator, denominator));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "700|TIME|unit missing in '700'; units are ps, ns, us, ms, s, min, h",
                "700 nS|TIME|unknown unit 'nS' in '700 nS'; units are ps, ns, us, ms, s, min, h",
                "fast|TIME|'fast' is not a number; units are ps, ns, us, ms, s, min, h",
                "0.0001 ns|TIME|'0.0001 ns' is not a whole number of ps",
                "1e30 s|TIME|'1e30 s' is too large or too fine",
                "1e99999 s|TIME|'1e99999 s' is too large or too fine",
                "9223372036854775808 ps|TIME|'9223372036854775808 ps' is too large or too fine",
                "2.5|COUNT|'2.5' is not a whole number",
                "3 lanes|COUNT|unknown unit 'lanes' in '3 lanes'; allowed behind it are k, M, G",
                "1 k|NUMBER|unknown unit 'k' in '1 k'; none but a number is allowed",
                "100 GB/s|BIT_RATE|unknown unit 'GB/s' in '100 GB/s'; units are bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s",
            })
    void shouldSayWhatIsAllowedWhenQuantityIsWrong(String text, Dimension dimension, String message) {
        assertThatThrownBy(() -> Quantity.parseWhole(text, dimension)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "700000, TIME, 700 ns",
        "0, TIME, 0 ps",
        "1500, TIME, 1.5 ns",
        "524288, SIZE, 512 KiB",
        "1514, SIZE, 1514 B",
        "297620000, PACKET_RATE, 297.62 Mpps",
        "5000000, SHARE, 0.5 %",
        "100, SHARE, 100 ppb",
        "1024, COUNT, 1024",
        "-1500, TIME, -1.5 ns"
    })
    void shouldChooseLargestUnitWhenWritten(long value, Dimension dimension, String text) {
        assertThat(Quantity.print(value, dimension)).isEqualTo(text);
    }

    @Test
    void shouldRoundHalvesUpWhenAskedForWholeNumber() {
        assertThat(new Rational(5, 2).rounded()).isEqualTo(3);
        assertThat(new Rational(-5, 2).rounded()).isEqualTo(-2);
        assertThat(new Rational(7, 3).rounded()).isEqualTo(2);
        assertThat(new Rational(-1, 3).floorOf(1)).isEqualTo(-1);
        assertThat(new Rational(125, 2).floorOf(3)).isEqualTo(187);
    }

    @Test
    void shouldStayExactWhenFractionsAreReckonedWith() {
        Rational third = new Rational(2, 6);

        assertThat(third).isEqualTo(new Rational(1, 3));
        assertThat(third.plus(new Rational(1, 6))).isEqualTo(new Rational(1, 2));
        assertThat(third.times(Rational.of(3))).isEqualTo(Rational.ONE);
        assertThat(third.dividedBy(new Rational(-2, 3))).isEqualTo(new Rational(-1, 2));
        assertThat(third).isLessThan(new Rational(1, 2));
    }
}
