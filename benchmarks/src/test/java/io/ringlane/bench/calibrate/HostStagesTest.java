// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.traffic.WorkRow;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HostStagesTest {
    private static final double TINY = 1e-9;

    private static List<CostPoint> line(double fixed, double perByte) {
        return Stream.of(64, 512, 1420)
                .map(size -> new CostPoint(WorkRow.of(64, 32, size), fixed + perByte * size))
                .toList();
    }

    @Test
    void shouldAddUpToTheWholeWhenStagesAreDifferences() {
        HostStages stages = HostStages.of(
                Map.of(
                        Stage.BUF, line(10, 0.01),
                        Stage.FIND, line(22, 0.01),
                        Stage.WRITE, line(45, 0.015),
                        Stage.SEAL, line(55, 0.085)),
                line(70, 0.09));

        assertThat(stages.lines()).hasSize(5);
        assertThat(stages.lines().get("read and find").fixedNs()).isCloseTo(12, within(TINY));
        assertThat(stages.lines().get("read and find").perByteNs()).isCloseTo(0, within(TINY));
        assertThat(stages.lines().get("seal").perByteNs()).isCloseTo(0.07, within(TINY));
        assertThat(stages.lines().values().stream()
                        .mapToDouble(line -> line.at(512))
                        .sum())
                .isCloseTo(70 + 0.09 * 512, within(TINY));
    }

    @Test
    void shouldRefuseWhenAStageWasNotQuiet() {
        assertThatThrownBy(() -> HostStages.of(Map.of(Stage.BUF, line(10, 0.01)), line(70, 0.09)))
                .hasMessage("stage find: 0 quiet rows, 2 are needed");
    }
}
