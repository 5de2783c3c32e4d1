// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArrivalsTest {
    private static final long MICROSECOND = 1_000_000L;
    private static final Rational TEN_MILLION = Rational.of(10_000_000);
    private static final int MANY = 400_000;

    /** Kolmogorov-Smirnov at one in a thousand, times the root of the sample's size. */
    private static final double KS_LIMIT = 1.95;

    private static long[] times(ArrivalSpec spec, Rational rate, int count) {
        Arrivals arrivals = spec.open(rate, new RandomStreams(11, 3));
        long[] times = new long[count];
        for (int at = 0; at < count; at++) {
            times[at] = arrivals.next();
        }
        return times;
    }

    private static ArrivalSpec read(String yaml) {
        YamlNode node = YamlNode.parse(yaml, "s.yaml");
        return ArrivalReader.read(node.isMap() ? node.get("kind").text() : node.text(), node);
    }

    // ---- exact sequences

    @Test
    void shouldSpaceExactlyWhenRateIsConstant() {
        Rational lineRate = new Rational(100_000_000_000L, 84 * 8);
        long[] times = times(new ArrivalSpec.Constant(5, 0), lineRate, 1000);

        for (int at = 0; at < times.length; at++) {
            assertThat(times[at]).isEqualTo(5 + 6_720L * at);
        }
        long[] thirds = times(new ArrivalSpec.Constant(0, 0), Rational.of(3_000_000_000L), 10);
        assertThat(thirds).containsExactly(0, 333, 666, 1000, 1333, 1666, 2000, 2333, 2666, 3000);
    }

    @Test
    void shouldStayWithinBoundAndOrderWhenRateHasJitter() {
        long[] times = times(new ArrivalSpec.Constant(0, 250_000), TEN_MILLION, 10_000);
        long latest = 0;
        for (int at = 0; at < times.length; at++) {
            long due = at * 100_000L;
            assertThat(times[at]).isBetween(due, due + 250_000);
            assertThat(times[at]).isGreaterThanOrEqualTo(latest);
            latest = times[at];
        }
        assertThat(times).isNotEqualTo(times(new ArrivalSpec.Constant(0, 0), TEN_MILLION, 10_000));
    }

    @Test
    void shouldSendAtPeakInsideWhenTrafficIsBursts() {
        ArrivalSpec bursts = new ArrivalSpec.Bursts(3, Rational.of(100_000_000), 2);
        long[] times = times(bursts, TEN_MILLION, 7);

        assertThat(times).containsExactly(0, 10_000, 20_000, 300_000, 310_000, 320_000, Simulation.NEVER);
        assertThat(times(new ArrivalSpec.Bursts(2, Rational.ONE, 0), TEN_MILLION, 5))
                .containsExactly(0, 100_000, 200_000, 300_000, 400_000);
    }

    // ---- distributions

    @Test
    void shouldHaveExponentialGapsWhenArrivalsArePoisson() {
        long[] times = times(read("poisson"), TEN_MILLION, 20_001);
        double[] gaps = new double[20_000];
        for (int at = 0; at < gaps.length; at++) {
            gaps[at] = times[at + 1] - times[at];
        }

        assertThat(distance(gaps, 100_000) * Math.sqrt(gaps.length)).isLessThan(KS_LIMIT);
        assertThat(distance(gaps, 106_000) * Math.sqrt(gaps.length)).isGreaterThan(KS_LIMIT);
    }

    /** Kolmogorov's distance of a sample to the exponential distribution of a mean. */
    private static double distance(double[] sample, double mean) {
        Arrays.sort(sample);
        double most = 0;
        for (int at = 0; at < sample.length; at++) {
            double expected = 1 - Math.exp(-sample[at] / mean);
            most = Math.max(
                    most, Math.max(expected - (double) at / sample.length, (at + 1.0) / sample.length - expected));
        }
        return most;
    }

    @Test
    void shouldComeTogetherWhenArrivalsAreBatches() {
        long[] fixed = times(read("{kind: batches, packets: 8, size: fixed}"), TEN_MILLION, MANY);
        for (int at = 0; at < fixed.length; at += 8) {
            assertThat(fixed[at + 7]).isEqualTo(fixed[at]);
        }
        assertThat(fixed[8]).isGreaterThan(fixed[0]);
        // 50,000 batches: the mean gap has a standard error of 0.45 %
        assertThat(fixed[MANY - 1] / (double) MANY).isCloseTo(100_000, within(100_000 * 0.018));

        long[] drawn = times(read("{kind: batches, packets: 8, size: geometric}"), TEN_MILLION, MANY);
        long batches = 1 + countChanges(drawn);
        assertThat(MANY / (double) batches).isCloseTo(8, within(8 * 0.018));
        assertThat(drawn[MANY - 1] / (double) MANY).isCloseTo(100_000, within(100_000 * 0.026));
    }

    private static long countChanges(long[] times) {
        long changes = 0;
        for (int at = 1; at < times.length; at++) {
            changes += times[at] > times[at - 1] ? 1 : 0;
        }
        return changes;
    }

    /**
     * The index of dispersion of an MMPP(2) in long windows is {@code 1 + 2 d^2 s1 s2 / ((s1 + s2)^2 (l1 s2 + l2 s1))}
     * with rates l, their difference d and rates of leaving s (Heffes and Lucantoni).
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: on-off, on: 2 us, off: 2 us}",
                "{kind: mmpp, high: 1.2, low: 0.4, high-stay: 5 us, low-stay: 5 us}",
                "{kind: mmpp, high: 3.2, low: 0, high-stay: 1 us, low-stay: 3 us}"
            })
    void shouldBeAsBurstyAsTheoryWhenRateIsModulated(String yaml) {
        ArrivalSpec.Modulated spec = (ArrivalSpec.Modulated) read(yaml);
        double scale = 10 / spec.meanRate();
        double l1 = spec.high().asDouble() * scale;
        double l2 = spec.low().asDouble() * scale;
        double s1 = (double) MICROSECOND / spec.highPs();
        double s2 = (double) MICROSECOND / spec.lowPs();
        double expected = 1 + 2 * (l1 - l2) * (l1 - l2) * s1 * s2 / ((s1 + s2) * (s1 + s2) * (l1 * s2 + l2 * s1));

        long[] times = times(spec, TEN_MILLION, 4 * MANY);

        assertThat(times[4 * MANY - 1] / (4.0 * MANY)).isCloseTo(100_000, within(2_000.0));
        assertThat(dispersion(times, 100 * MICROSECOND)).isCloseTo(expected, within(expected * 0.15));
    }

    private static double dispersion(long[] times, long windowPs) {
        int windows = (int) (times[times.length - 1] / windowPs);
        double[] counts = new double[windows];
        for (long time : times) {
            if (time / windowPs < windows) {
                counts[(int) (time / windowPs)]++;
            }
        }
        double mean = Arrays.stream(counts).sum() / windows;
        return Arrays.stream(counts)
                        .map(count -> (count - mean) * (count - mean))
                        .sum()
                / (windows - 1)
                / mean;
    }

    @Test
    void shouldSpaceEvenlyInsideWhenOnOffSaysSo() {
        long[] times = times(read("{kind: on-off, on: 20 us, off: 20 us, spacing: even}"), TEN_MILLION, 50_000);
        long even = 0;
        for (int at = 1; at < times.length; at++) {
            even += Math.abs(times[at] - times[at - 1] - 50_000) <= 1 ? 1 : 0;
        }

        // 400 packets of each stay of 20 us at twice the mean rate, one gap in 400 holds a silence
        assertThat(even).isGreaterThan(49_500).isLessThan(49_999);
    }

    @Test
    void shouldKeepBurstsOnAllScalesWhenSourcesAreHeavyOfTail() {
        ArrivalSpec heavy = read("{kind: pareto-on-off, sources: 16, shape: 1.4, on: 5 us, off: 10 us}");
        long[] times = times(heavy, TEN_MILLION, 10 * MANY);
        double small = dispersion(times, 10 * MICROSECOND);
        double middle = dispersion(times, 100 * MICROSECOND);
        double large = dispersion(times, 1000 * MICROSECOND);

        assertThat(times[10 * MANY - 1] / (10.0 * MANY)).isCloseTo(100_000, within(5_000.0));
        for (int at = 1; at < times.length; at++) {
            if (times[at] < times[at - 1]) {
                throw new AssertionError("packet " + at + " is before the one before");
            }
        }
        assertThat(middle).isGreaterThan(1.5 * small);
        assertThat(large).isGreaterThan(1.5 * middle);
    }

    @Test
    void shouldDrawOtherTimesWhenReplicateDiffers() {
        ArrivalSpec poisson = read("poisson");
        Arrivals one = poisson.open(TEN_MILLION, new RandomStreams(1, 0));
        Arrivals same = poisson.open(TEN_MILLION, new RandomStreams(1, 0));
        Arrivals other = poisson.open(TEN_MILLION, new RandomStreams(1, 1));
        int differ = 0;
        for (int at = 0; at < 100; at++) {
            long time = one.next();
            assertThat(same.next()).isEqualTo(time);
            differ += other.next() == time ? 0 : 1;
        }
        assertThat(differ).isEqualTo(100);
    }

    // ---- faults

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "mmpp|s.yaml:1: arrivals 'mmpp' need a map such as "
                        + "{kind: mmpp, high: 1.6, low: 0.4, high-stay: 10 us, low-stay: 10 us}",
                "{kind: batches, packets: 0.5}|s.yaml:1: 'packets' of a batch is 0.5, allowed are 1 to 1048576",
                "{kind: batches, packets: 1.5}|s.yaml:1: 'packets' of a batch is 1.5, must be whole unless size:"
                        + " geometric",
                "{kind: on-off, on: 10, off: 10 us}|s.yaml:1: 'on': unit missing in '10'; units are ps, ns, us, ms, s,"
                        + " min, h",
                "{kind: on-off, on: 1 us, of: 10 us}|s.yaml:1: unknown key 'of', nearest is 'on'",
                "{kind: mmpp, high: 1, low: 1, high-stay: 1 us, low-stay: 1 us}|"
                        + "s.yaml:1: 'high' must be above 'low', and 'low' not below 0",
                "{kind: pareto-on-off, sources: 4, shape: 1, on: 1 us, off: 1 us}|"
                        + "s.yaml:1: 'shape' is 1, allowed are 1.01 to 10 (1 or less has no mean)",
                "{kind: bursts, packets: 4, peak: 0 pps}|s.yaml:1: 'peak' is 0 pps, must be above 0 pps",
            })
    void shouldSayWhatIsAllowedWhenArrivalsAreWrong(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml)).hasMessage(message);
    }

    @Test
    void shouldRefuseRunWhenRateIsZero() {
        assertThatThrownBy(() -> read("poisson").open(Rational.ZERO, new RandomStreams(1, 0)))
                .hasMessage("rate must be above 0 pps, is 0");
    }
}
