// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Numbers drawn with the table are those drawn with StrictMath. */
final class RoundedLogTest {
    private static final double[] SCALES = {1e-3, 0.5, 1, 7.5, 6_720, 29_906.7, 1e6, 3.3e9, 1e12, 1e15};

    private static void assertSame(double unit) {
        double log = StrictMath.log(unit);
        assertThat(Math.abs(RoundedLog.log(unit) - log)).as("log of " + unit).isLessThan((1 - log) * 0x1p-49);
        for (double scale : SCALES) {
            long found = RoundedLog.negative(scale, unit);
            if (found != Math.round(-scale * log)) {
                assertThat(found).as(scale + " by the log of " + unit).isEqualTo(Math.round(-scale * log));
            }
        }
    }

    @Test
    void shouldRoundLikeStrictMathWhenNumbersAreRandom() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1_000_000; i++) {
            long bits = random.nextLong() >>> 11;
            assertSame((bits + 1) * 0x1p-53);
            // small ones as well
            assertSame(((bits >>> random.nextInt(53)) + 1) * 0x1p-53);
        }
    }

    @Test
    void shouldRoundLikeStrictMathWhenNumbersAreAtTheEdges() {
        for (int exponent = 0; exponent <= 53; exponent++) {
            for (int at = 0; at <= 256; at++) {
                double edge = (1 + at / 256.0) * StrictMath.scalb(1.0, -exponent) / 2;
                for (double unit : new double[] {Math.nextDown(edge), edge, Math.nextUp(edge)}) {
                    assertSame(Math.min(1, unit));
                }
            }
        }
    }

    @Test
    void shouldAskStrictMathWhenTheNumberIsNearlyHalfWay() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 100_000; i++) {
            double unit = 1 - random.nextDouble();
            double log = -StrictMath.log(unit);
            // a scale that makes the product a half, or its neighbours
            double scale = (random.nextInt(100_000) + 0.5) / log;
            for (double near : new double[] {Math.nextDown(scale), scale, Math.nextUp(scale)}) {
                assertThat(RoundedLog.negative(near, unit)).isEqualTo(Math.round(-near * StrictMath.log(unit)));
            }
        }
    }
}
