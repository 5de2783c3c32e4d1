// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers with units to their exact value, and writes them. Any thread, owns nothing. */
public final class Quantity {
    private static final Pattern SYNTAX =
            Pattern.compile("([+-]?[0-9][0-9_]*(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\\s*(.*)");
    private static final int LONGEST_NUMBER = 40;
    private static final int LARGEST_EXPONENT = 30;
    private static final int SHOWN_DIGITS = 6;

    /** Shares from a hundredth of a percent on are written in percent. */
    private static final Rational LEAST_PERCENT = Rational.of(100_000);

    private Quantity() {}

    /**
     * Reads a number with its unit, such as {@code 700 ns} or {@code 0.5 %}.
     *
     * @return its exact value in base units of the dimension.
     * @throws IllegalArgumentException that says what is wrong and what is allowed.
     */
    public static Rational parse(String text, Dimension dimension) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number" + unitHint(dimension));
        }
        Rational number = number(matcher.group(1), text);
        String unit = matcher.group(2).strip();
        try {
            return number.times(factor(text, unit, dimension));
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("'" + text + "' is too large or too fine");
        }
    }

    /** Like {@link #parse}, where only whole base units make sense. */
    public static long parseWhole(String text, Dimension dimension) {
        Rational value = parse(text, dimension);
        if (!value.isWhole()) {
            String base = dimension.isBare() ? "number" : "number of " + dimension.base();
            throw new IllegalArgumentException("'" + text + "' is not a whole " + base);
        }
        return value.numerator();
    }

    private static Rational number(String digits, String text) {
        BigDecimal value = new BigDecimal(digits.length() > LONGEST_NUMBER ? "1e999" : digits.replace("_", ""));
        if (Math.abs(value.scale()) > LARGEST_EXPONENT) {
            throw new IllegalArgumentException("'" + text + "' is too large or too fine");
        }
        try {
            return Rational.of(value);
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("'" + text + "' is too large or too fine");
        }
    }

    private static Rational factor(String text, String unit, Dimension dimension) {
        if (unit.isEmpty()) {
            if (dimension.isBare()) {
                return Rational.ONE;
            }
            throw new IllegalArgumentException("unit missing in '" + text + "'" + unitHint(dimension));
        }
        String plain = unit.replace('\u00b5', 'u').replace('\u03bc', 'u').replace("b/s", "bit/s");
        Rational factor = dimension.units().get(plain);
        if (factor == null) {
            throw new IllegalArgumentException("unknown unit '" + unit + "' in '" + text + "'" + unitHint(dimension));
        }
        return factor;
    }

    private static String unitHint(Dimension dimension) {
        if (dimension.units().isEmpty()) {
            return "; none but a number is allowed";
        }
        return (dimension.isBare() ? "; allowed behind it are " : "; units are ") + dimension.unitNames();
    }

    /** Writes a value in the largest unit that it has one of, with up to six digits. */
    public static String print(long value, Dimension dimension) {
        return print(Rational.of(value), dimension);
    }

    /** The same for a fraction. */
    public static String print(Rational value, Dimension dimension) {
        return print(value, dimension, SHOWN_DIGITS);
    }

    /** All digits, as far as there is an end to them; {@link #parse} reads the same value again. */
    public static String exact(Rational value, Dimension dimension) {
        return print(value, dimension, LONGEST_NUMBER);
    }

    private static String print(Rational value, Dimension dimension, int digits) {
        Rational size = value.numerator() < 0 ? value.times(Rational.of(-1)) : value;
        String unit = dimension.base();
        Rational chosen = Rational.ONE;
        for (Map.Entry<String, Rational> each : dimension.units().entrySet()) {
            Rational least = each.getKey().equals("%") ? LEAST_PERCENT : each.getValue();
            boolean fits = size.compareTo(least) >= 0 && each.getValue().compareTo(chosen) > 0;
            if (fits && isCustomary(each.getKey(), each.getValue(), value, dimension)) {
                unit = each.getKey();
                chosen = each.getValue();
            }
        }
        String number = decimal(value.dividedBy(chosen), digits);
        return unit.isEmpty() ? number : number + " " + unit;
    }

    /** Counts are written out; minutes, hours and multiples of bytes are only used where they come out whole. */
    private static boolean isCustomary(String unit, Rational factor, Rational value, Dimension dimension) {
        boolean onlyWhole = dimension == Dimension.SIZE || unit.equals("min") || unit.equals("h") || unit.equals("cm");
        return dimension != Dimension.COUNT
                && (!onlyWhole || value.dividedBy(factor).isWhole());
    }

    private static String decimal(Rational value, int digits) {
        BigDecimal exact = new BigDecimal(value.numerator())
                .divide(new BigDecimal(value.denominator()), new MathContext(LONGEST_NUMBER));
        if (exact.precision() - exact.scale() <= digits) {
            exact = exact.round(new MathContext(digits));
        }
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
}
