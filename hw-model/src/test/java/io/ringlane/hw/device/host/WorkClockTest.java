// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.hw.device.host.LengthCost.Knot;
import io.ringlane.hw.yaml.Rational;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkClockTest {
    private static final LengthCost FEW = new LengthCost(1, List.of(new Knot(100, 1_000), new Knot(300, 2_000)));
    private static final LengthCost MANY =
            new LengthCost(10_000, List.of(new Knot(100, 5_000), new Knot(200, 5_100), new Knot(300, 9_000)));

    @ParameterizedTest
    @CsvSource({"100, 1000", "300, 2000", "200, 1500", "201, 1505", "64, 820", "500, 3000"})
    void shouldGoStraightBetweenLengthsAndBeyondThemWhenKnotsAreFew(int bytes, long expected) {
        assertThat(FEW.at(bytes)).isEqualTo(expected);
    }

    @Test
    void shouldNeverCostLessThanNothingWhenTheLineFallsBelow() {
        assertThat(new LengthCost(1, List.of(new Knot(100, 10), new Knot(200, 1_000))).at(64))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 1500", "10000, 5100", "100, 3300", "200000, 5100"})
    void shouldGoByTheLogarithmWhenTheNumberOfSasLiesBetween(long tunnels, long expected) {
        // 100 is half way from 1 to 10,000: half of 1500 and 5100
        assertThat(WorkClock.at(List.of(FEW, MANY), tunnels).at(200)).isEqualTo(expected);
    }

    @Test
    void shouldKeepTheKnotsOfBothWhenTheNumberOfSasLiesBetween() {
        assertThat(WorkClock.at(List.of(FEW, MANY), 100).knots())
                .containsExactly(new Knot(100, 3_000), new Knot(200, 3_300), new Knot(300, 5_500));
    }

    @Test
    void shouldCostMoreWhenTheLengthChanges() {
        HostProfile.Work work = new HostProfile.Work(7, new Rational(1, 10), 0, 40, List.of(FEW));
        WorkClock clock = new WorkClock(work, 1, 3);

        // 7 and 3 for any, a tenth for each byte, and the line; the first packet follows none
        assertThat(clock.take(100)).isEqualTo(10 + 10 + 1_000);
        assertThat(clock.take(100)).isEqualTo(10 + 10 + 1_000);
        assertThat(clock.take(300)).isEqualTo(10 + 30 + 2_000 + 40);
        assertThat(clock.take(300)).isEqualTo(10 + 30 + 2_000);
        assertThat(clock.take(100)).isEqualTo(10 + 10 + 1_000 + 40);
    }

    @Test
    void shouldRefuseWhenLengthsOrNumbersDoNotRise() {
        List<Knot> falling = List.of(new Knot(100, 1), new Knot(64, 1));
        List<LengthCost> same = List.of(FEW, FEW);

        assertThatThrownBy(() -> new LengthCost(1, falling)).hasMessage("lengths must rise, 64 follows 100");
        assertThatThrownBy(() -> new LengthCost(1, List.of(new Knot(64, 1)))).hasMessageContaining("2 lengths");
        assertThatThrownBy(() -> new HostProfile.Work(0, Rational.ZERO, 0, 0, same))
                .hasMessage("numbers of SAs must rise, 1 follows 1");
    }

    @Test
    void shouldSayNothingOfWhatIsNotThereWhenItIsShown() {
        assertThat(new HostProfile.Work(7, Rational.ZERO, 0)).hasToString("Work[packetPs=7, bytePs=0, segmentPs=0]");
    }
}
