// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact fraction in lowest terms, its denominator above zero. Costs per byte are kept so, since no event time may
 * come from floating point. Immutable; any thread.
 *
 * @param numerator   may be negative.
 * @param denominator at least 1.
 */
public record Rational(long numerator, long denominator) implements Comparable<Rational> {
    public static final Rational ZERO = new Rational(0, 1);
    public static final Rational ONE = new Rational(1, 1);

    /** Brings it to lowest terms. */
    public Rational {
        if (denominator == 0) {
            throw new ArithmeticException("fraction with denominator 0");
        }
        long divisor = gcd(numerator, denominator) * Long.signum(denominator);
        numerator /= divisor;
        denominator /= divisor;
    }

    public static Rational of(long whole) {
        return new Rational(whole, 1);
    }

    /** Exact value of a decimal number, such as 0.0625. */
    public static Rational of(BigDecimal decimal) {
        BigDecimal plain = decimal.stripTrailingZeros();
        BigInteger power = BigInteger.TEN.pow(Math.abs(plain.scale()));
        return plain.scale() > 0
                ? of(plain.unscaledValue(), power)
                : of(plain.unscaledValue().multiply(power), BigInteger.ONE);
    }

    private static Rational of(BigInteger numerator, BigInteger denominator) {
        BigInteger divisor = numerator.gcd(denominator);
        return new Rational(
                numerator.divide(divisor).longValueExact(),
                denominator.divide(divisor).longValueExact());
    }

    private static long gcd(long one, long other) {
        return BigInteger.valueOf(one).gcd(BigInteger.valueOf(other)).longValueExact();
    }

    public Rational plus(Rational other) {
        return of(
                big(numerator)
                        .multiply(big(other.denominator))
                        .add(big(other.numerator).multiply(big(denominator))),
                big(denominator).multiply(big(other.denominator)));
    }

    public Rational times(Rational other) {
        return of(
                big(numerator).multiply(big(other.numerator)), big(denominator).multiply(big(other.denominator)));
    }

    public Rational dividedBy(Rational other) {
        return times(new Rational(other.denominator, other.numerator));
    }

    /** The fraction of a whole number, rounded down. */
    public long floorOf(long whole) {
        BigInteger[] parts = big(whole).multiply(big(numerator)).divideAndRemainder(big(denominator));
        return parts[1].signum() < 0 ? parts[0].longValueExact() - 1 : parts[0].longValueExact();
    }

    public boolean isWhole() {
        return denominator == 1;
    }

    /** The nearest whole number, halves up. */
    public long rounded() {
        return plus(new Rational(1, 2)).floorOf(1);
    }

    /** For showing and for formulas, never for event times. */
    public double asDouble() {
        return (double) numerator / denominator;
    }

    @Override
    public int compareTo(Rational other) {
        return big(numerator)
                .multiply(big(other.denominator))
                .compareTo(big(other.numerator).multiply(big(denominator)));
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    @Override
    public String toString() {
        return isWhole() ? Long.toString(numerator) : numerator + "/" + denominator;
    }
}
