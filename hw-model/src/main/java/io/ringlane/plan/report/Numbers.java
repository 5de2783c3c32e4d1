// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as people read them: as many digits as count, thousands apart. The same wherever it runs. Stateless. */
final class Numbers {
    private static final int DIGITS = 5;
    private static final int GROUP = 3;
    private static final double PLAIN_BELOW = 1e15;
    private static final double PLAIN_FROM = 1e-6;
    /** Between thousands: narrow, and no line ends in it. */
    private static final char GAP = '\u202f';

    private Numbers() {}

    /** Five digits that count. */
    static String text(double value) {
        double size = Math.abs(value);
        if (value != 0 && (size >= PLAIN_BELOW || size < PLAIN_FROM)) {
            return new BigDecimal(value)
                    .round(new MathContext(GROUP, RoundingMode.HALF_EVEN))
                    .toString()
                    .replace("E+", "E");
        }
        int whole = size < 1 ? 1 : (int) Math.floor(StrictMath.log10(size)) + 1;
        BigDecimal rounded = BigDecimal.valueOf(value)
                .round(new MathContext(Math.max(DIGITS, whole), RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        return grouped(rounded.signum() == 0 ? "0" : rounded.toPlainString());
    }

    /** All digits. */
    static String text(long value) {
        return grouped(Long.toString(value));
    }

    private static String grouped(String plain) {
        int end = plain.indexOf('.') < 0 ? plain.length() : plain.indexOf('.');
        int start = plain.startsWith("-") ? 1 : 0;
        if (end - start <= GROUP + 1) {
            return plain;
        }
        StringBuilder text = new StringBuilder(plain);
        for (int at = end - GROUP; at > start; at -= GROUP) {
            text.insert(at, GAP);
        }
        return text.toString();
    }
}
