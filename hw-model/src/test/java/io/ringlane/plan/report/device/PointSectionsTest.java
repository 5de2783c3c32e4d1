// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.report.chart.PublishedPoints;
import io.ringlane.plan.report.chart.PublishedPoints.Row;
import io.ringlane.plan.report.chart.PublishedPoints.Standing;
import io.ringlane.plan.report.data.ReportData.Section;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Bench;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.Run;
import io.ringlane.plan.study.RunBench;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which published figures stand in which report, with a device of plain arithmetic. */
final class PointSectionsTest {
    private static final long PLENTY = 100_000_000;

    private static Scenario scenario(String device) {
        return Scenario.parse("device: " + device + "\ntraffic: {mix: 64, arrivals: poisson, sas: 8}\n", "s.yaml");
    }

    /** Carries so many packets a second. */
    private static Bench packets(double capacity) {
        return new RunBench(point -> {
            double seconds = point.packets() / point.load();
            long delivered = Math.min(point.packets(), Math.round(capacity * seconds));
            Latency latency = new Latency(1, 1, Map.of(), "");
            return new Run(
                    seconds,
                    point.packets(),
                    point.packets() - delivered,
                    delivered,
                    0,
                    0,
                    0,
                    0,
                    latency,
                    latency,
                    List.of(),
                    List.of(),
                    0,
                    0);
        });
    }

    private static PublishedPoints chart(Section section) {
        return (PublishedPoints) section.charts().getFirst();
    }

    @Test
    void shouldShowTheDevicesFiguresAndNoOthers() {
        Section section = PointSections.published(scenario("xl710"), packets(31.4e6), PLENTY, 2);

        List<Row> rows = chart(section).rows();
        assertThat(rows).extracting(Row::point).containsExactly("V16a", "V16b", "V16c", "V16d");
        assertThat(rows)
                .extracting(Row::standing)
                .containsExactly(Standing.FITTED, Standing.PREDICTED, Standing.PREDICTED, Standing.PREDICTED);
        assertThat(rows.getFirst().measured()).isEqualTo(31.475);
        assertThat(rows.getFirst().model()).isCloseTo(31.4, within(0.15));
        assertThat(rows.getFirst().boundPercent()).isCloseTo(1, within(1e-9));
        assertThat(chart(section).reading()).startsWith("What was predicted is off by");
        assertThat(section.paragraphs()).isEmpty();
    }

    @Test
    void shouldNameWhatIsNotModelledWhenTheDeviceHasSuchFigures() {
        Section section = PointSections.published(scenario("connectx-7-gen4"), packets(20e6), PLENTY, 2);

        assertThat(chart(section).rows())
                .extracting(Row::point)
                .contains("V1", "V4", "V6g")
                .doesNotContain("V8");
        assertThat(section.tables().getFirst().rows())
                .extracting(List::getFirst)
                .containsExactly("V8", "V25");
    }

    @Test
    void shouldLeaveFiguresOutAndSaySoWhenTheBudgetIsSmall() {
        Section some = PointSections.published(scenario("xl710"), packets(31.4e6), 320_000, 1);
        Section none = PointSections.published(scenario("xl710"), packets(31.4e6), 100_000, 1);

        assertThat(chart(some).rows()).extracting(Row::point).containsExactly("V16a", "V16c");
        assertThat(some.paragraphs().getFirst()).contains("2 of 4 figures");
        assertThat(none.charts()).isEmpty();
        assertThat(none.paragraphs().getFirst()).contains("0 of 4 figures").contains("ringlane plan points");
    }

    @Test
    void shouldSayThatNothingIsKnownWhenNobodyPublishedAnything() {
        Section section = PointSections.published(scenario("chelsio-t6"), packets(1e6), PLENTY, 1);

        assertThat(section.charts()).isEmpty();
        assertThat(section.paragraphs().getFirst()).contains("No published figure of chelsio-t6");
    }

    @Test
    void shouldSayWhoseFiguresTheyAreWhenTheProfileWasChanged() {
        Scenario changed = scenario("xl710").with("device.rings.tx", "256 [user]", "test");

        assertThat(PointSections.published(changed, packets(31.4e6), PLENTY, 1)
                        .paragraphs()
                        .getFirst())
                .contains("as it ships, without the scenario's changes");
    }

    @Test
    void shouldCountWhatWasSentWhenTrafficIsShown() {
        List<List<Object>> rows =
                TrafficSection.of(scenario("xl710"), 10e6).tables().getFirst().rows();

        assertThat(rows.get(0).getFirst()).isEqualTo("rate, Mpps");
        assertThat((Double) rows.get(0).get(2)).isCloseTo(10, within(0.1));
        assertThat((Double) rows.get(1).get(2)).isEqualTo(64);
        // Poisson: the squared variation of gaps is 1, with four standard errors of 500,000
        assertThat(rows.get(6).getFirst()).isEqualTo("gaps: squared variation");
        assertThat((Double) rows.get(6).get(2)).isCloseTo(1, within(0.02));
        assertThat(rows.get(9).getFirst()).isEqualTo("index of dispersion at 1000 us");
        assertThat((Double) rows.get(9).get(2)).isBetween(0.3, 2.5);
    }

    @Test
    void shouldSayWhyWhenThereAreTooFewWindows() {
        // 500,000 packets at 100 Mpps take 5 ms
        List<Object> last = TrafficSection.of(scenario("xl710"), 100e6)
                .tables()
                .getFirst()
                .rows()
                .getLast();

        assertThat(last.get(2)).isEqualTo("");
        assertThat(last.getLast()).isEqualTo("left out: fewer than 30 windows");
    }
}
