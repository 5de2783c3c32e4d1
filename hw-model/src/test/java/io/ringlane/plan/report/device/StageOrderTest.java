// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.device.GatewaySpec.Route;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.chart.TimelineChart.Exact;
import io.ringlane.plan.report.chart.TimelineChart.Level;
import io.ringlane.plan.report.chart.TimelineChart.Track;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StageOrderTest {
    private static List<String> sorted(Route route, String... names) {
        List<String> all = new ArrayList<>(List.of(names));
        all.sort(new StageOrder(route).byName());
        return all;
    }

    @Test
    void shouldFollowThePacketWhenItIsEncryptedBehindTheHost() {
        assertThat(sorted(Route.ENCRYPT, "port 1 out", "lanes", "rx ring 0.1", "context", "rx buffer 0", "core 0"))
                .containsExactly("rx buffer 0", "rx ring 0.1", "core 0", "context", "lanes", "port 1 out");
    }

    @Test
    void shouldMeetTheLanesAheadOfTheHostWhenItIsDecrypted() {
        assertThat(sorted(Route.DECRYPT, "port 1 out", "rx ring 0.1", "core 0", "lanes in", "context"))
                .containsExactly("context", "lanes in", "rx ring 0.1", "core 0", "port 1 out");
    }

    @Test
    void shouldKeepGatewaysApartAndWhatIsUnknownLastWhenThereAreTwo() {
        assertThat(sorted(
                        Route.SERIES,
                        "gateway 2 rx ring 0.0",
                        "gateway 1 PCIe",
                        "gateway 1 port 0 out",
                        "gateway 1 rx ring 1"))
                .containsExactly(
                        "gateway 1 rx ring 1", "gateway 1 port 0 out", "gateway 1 PCIe", "gateway 2 rx ring 0.0");
    }

    @Test
    void shouldTakeChangesAlongWhenTracksMove() {
        Level level = new Level(1, List.of(0L), List.of(0.0), List.of(0L), List.of(0.0));
        List<Track> tracks = List.of(
                new Track("port 1 out", "packets", 1, List.of(level)),
                new Track("rx ring 0.1", "packets", 2, List.of(level)),
                new Track("core 0", "packets", 3, List.of(level)));
        Exact exact =
                new Exact(0, 9, List.of(10L, 20L, 30L), List.of(1L, 2L, 3L), List.of(0, 1, 2), List.of(7L, 8L, 9L));

        TimelineChart chart = new StageOrder(Route.ENCRYPT)
                .sorted(new TimelineChart("t", "title", "reading", 9, tracks, List.of(), exact));

        assertThat(chart.tracks()).extracting(Track::name).containsExactly("rx ring 0.1", "core 0", "port 1 out");
        assertThat(chart.exact().initial()).containsExactly(20L, 30L, 10L);
        assertThat(chart.exact().track()).containsExactly(2, 0, 1);
        assertThat(chart.exact().value()).containsExactly(7L, 8L, 9L);
    }
}
