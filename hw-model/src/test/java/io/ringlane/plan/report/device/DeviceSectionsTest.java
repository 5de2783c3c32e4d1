// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.SendingLimits;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.CurveChart;
import io.ringlane.plan.report.chart.CurveChart.Mark;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import io.ringlane.plan.report.chart.HeatMap;
import io.ringlane.plan.report.chart.HeatMap.Cell;
import io.ringlane.plan.report.chart.Waterfall;
import io.ringlane.plan.report.data.ReportData.Section;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.Run;
import io.ringlane.plan.study.RunBench;
import io.ringlane.plan.study.StudyStore;
import io.ringlane.plan.study.TrialPool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The sections of a device that is a formula: each lane carries a million packets a second, of any size. */
class DeviceSectionsTest {
    private static final double LANE = 1e6;

    private final AtomicLong packets = new AtomicLong();

    private static Scenario scenario(String traffic, String questions) {
        return Scenario.parse(
                "name: A formula\ndevice: connectx-7-gen4\npath: encrypt\ntraffic: " + traffic + "\n" + questions,
                "a.yaml");
    }

    private static Run run(Scenario scenario, double load, long packets) {
        double carried = Math.min(load, LANE * scenario.device().lanes().count());
        long delivered = Math.round(packets * carried / load);
        double seconds = packets / load;
        double latency =
                1000 / (1.01 - carried / (LANE * scenario.device().lanes().count()));
        Latency times = new Latency(packets, latency, Map.of(50.0, latency, 99.0, 2 * latency, 99.9, 3 * latency), "");
        return new Run(
                delivered / carried,
                packets,
                packets - delivered,
                delivered,
                carried * 8 * 1000,
                carried * 8 * 1054,
                0,
                seconds,
                times,
                times,
                List.of(),
                List.of(),
                0,
                0);
    }

    private List<Section> sections(Scenario scenario, List<Answer> answers) {
        try (TrialPool pool = new TrialPool(
                new RunBench(point -> run(point.scenario(), point.load(), point.packets())),
                1,
                StudyStore.none(),
                (point, run, sum) -> packets.set(sum))) {
            return DeviceSections.of(new Asking(scenario, pool, 1, new SendingLimits()), answers);
        }
    }

    private static Chart chart(List<Section> sections, String id) {
        return sections.stream()
                .flatMap(section -> section.charts().stream())
                .filter(chart -> chart.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no chart " + id));
    }

    @Test
    void shouldShowKneeWhenLoadGrows() {
        Answer answer = new Answer(
                "search",
                List.of("4 Mpps."),
                List.of(),
                Map.of("ndr", 4e6, "ndrClearBits", 1.0, "other", 1.0),
                List.of());

        CurveChart chart = (CurveChart)
                chart(sections(scenario("{mix: 64, arrivals: poisson, sas: 10}", ""), List.of(answer)), "load-curve");

        List<Point> loss = chart.panels().get(1).series().getFirst().points();
        assertThat(loss).filteredOn(point -> point.x() <= 4).allMatch(point -> point.y() == 0);
        Point last = loss.getLast();
        assertThat(last.x()).isCloseTo(4.4, within(0.01));
        assertThat(last.y()).isCloseTo(100 * (1 - 4 / 4.4), within(0.01));
        assertThat(chart.panels().getFirst().series()).extracting(Series::name).containsExactly("p50", "p99", "p99.9");
        assertThat(chart.marks()).containsExactly(new Mark("NDR", 4));
        assertThat(chart.reading()).startsWith("No loss was seen up to 4.000 Mpps");
    }

    @Test
    void shouldShowThroughputUnderCeilingsWhenSizesChange() {
        CurveChart chart = (CurveChart)
                chart(sections(scenario("{mix: 64, arrivals: poisson, sas: 10}", ""), List.of()), "packet-sizes");

        List<Series> packetsPerSecond = chart.panels().getFirst().series();
        assertThat(packetsPerSecond.getFirst().points())
                .hasSize(7)
                .allSatisfy(point -> assertThat(point.y()).isCloseTo(4, within(1e-9)));
        Series line = packetsPerSecond.stream()
                .filter(series -> series.name().equals("clear side's line"))
                .findFirst()
                .orElseThrow();
        assertThat(line.points().getFirst().y()).as("64 B at 100 Gbit/s").isCloseTo(148.8095, within(1e-3));
    }

    @Test
    void shouldTellWhatIsExtrapolatedWhenNumberOfStatesGrows() {
        CurveChart chart = (CurveChart)
                chart(sections(scenario("{mix: 64, arrivals: poisson, sas: 1000}", ""), List.of()), "sa-count");

        assertThat(chart.reading()).contains("from 1 to 1600", "9 numbers of SAs");
        List<Series> series = chart.panels().getFirst().series();
        assertThat(series.get(0).points()).allMatch(point -> point.x() <= 1600);
        assertThat(series.get(1).name()).isEqualTo("never compared with measurements");
        assertThat(series.get(1).points()).extracting(Point::x).containsExactly(2000.0, 4000.0, 16_000.0);
    }

    @Test
    void shouldLeaveOutCellsWhenLanesLose() {
        HeatMap map = (HeatMap) chart(
                sections(
                        scenario(
                                "{mix: 64, arrivals: poisson, sas: 10}",
                                "questions: {size: {vary: {device.lanes.count: [1, 2]},"
                                        + " target: {load: 1 Mpps, loss: 0 %, p99: 8 us}}}"),
                        List.of()),
                "lanes-load");

        assertThat(map.rows()).containsExactly(1.0, 2.0, 3.0, 4.0, 6.0, 8.0);
        assertThat(map.target()).as("the scenario's").isEqualTo(8);
        assertThat(map.value().label()).isEqualTo("p99 latency");
        for (int row = 0; row < map.rows().size(); row++) {
            for (int column = 0; column < map.columns().size(); column++) {
                Cell cell = cell(map, column, row);
                boolean isCarried = map.columns().get(column) <= map.rows().get(row) * 1.005;
                assertThat(cell != null).as("cell %d, %d", column, row).isEqualTo(isCarried);
            }
        }
    }

    private static Cell cell(HeatMap map, int column, int row) {
        return map.cells().stream()
                .filter(cell -> cell.column() == column && cell.row() == row)
                .findFirst()
                .orElse(null);
    }

    @Test
    void shouldAddUpToTheResponseWhenTimeIsDivided() {
        Waterfall budget = (Waterfall)
                chart(sections(scenario("{mix: 64, arrivals: poisson, sas: 10}", ""), List.of()), "latency-budget");

        assertThat(budget.levels()).startsWith("mean", "p50", "p99");
        assertThat(budget.total(2)).as("p99").isGreaterThan(budget.total(1));
        assertThat(budget.steps()).extracting(Waterfall.Step::stage).contains("lanes", "port out");
    }

    @Test
    void shouldHaveNoLanesWhenDeviceHasNone() {
        Scenario plain = Scenario.parse(
                "device: plain-100g\n"
                        + "path: {route: source, crypto: none}\n"
                        + "traffic: {mix: 64, arrivals: poisson, sas: 1}\n",
                "plain.yaml");
        try (TrialPool pool = new TrialPool(
                new RunBench(point ->
                        run(scenario("{mix: 64, arrivals: poisson, sas: 10}", ""), point.load(), point.packets())),
                1,
                StudyStore.none(),
                (point, run, sum) -> {})) {
            List<Section> sections = DeviceSections.of(new Asking(plain, pool, 1, new SendingLimits()), List.of());

            assertThat(sections.stream()
                            .flatMap(section -> section.charts().stream())
                            .map(Chart::id))
                    .contains("load-curve", "packet-sizes")
                    .doesNotContain("lanes-load");
        }
    }

    @Test
    void shouldKeepToItsTrialsWhenBudgetIsSmall() {
        sections(scenario("{mix: 64, arrivals: poisson, sas: 10}", ""), List.of());

        assertThat(packets.get())
                .isBetween(50 * ReportRuns.LEAST_PACKETS, ReportRuns.TRIALS * ReportRuns.LEAST_PACKETS);
    }
}
