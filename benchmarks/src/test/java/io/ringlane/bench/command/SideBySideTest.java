// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SideBySideTest {
    private final Side then = new Side("then", "", Path.of("flags"));
    private final Side now = new Side("now", "", Path.of("flags"));
    private final List<String> order = new ArrayList<>();

    @Test
    void shouldRunThenNowNowThenWhenARoundIsDone() throws IOException {
        new SideBySide(then, now, 2).run(side -> {
            order.add(side.name());
            return Map.of();
        });

        assertThat(order).containsExactly("then", "now", "now", "then", "then", "now", "now", "then");
    }

    /** The machine slows down by a tenth with each run; A B B A takes that out. */
    @Test
    void shouldSeeNoDifferenceWhenOnlyTheMachineGetsSlower() throws IOException {
        SideBySide sides = new SideBySide(then, now, 3);
        double[] cost = {100};
        sides.run(side -> Map.of("row", cost[0] += 10));

        Verdict verdict = sides.verdicts().get("row");

        assertThat(verdict.rounds()).isEqualTo(3);
        assertThat(verdict.ratio()).isBetween(0.999, 1.001);
    }

    @Test
    void shouldSayFasterWhenNowCostsLess() throws IOException {
        SideBySide sides = new SideBySide(then, now, 3);
        sides.run(side -> Map.of("row", side == now ? 50.0 : 100.0));

        assertThat(sides.verdicts().get("row").ratio()).isEqualTo(2.0);
    }

    @Test
    void shouldLeaveRoundOutWhenARunCannotBeTrusted() throws IOException {
        SideBySide sides = new SideBySide(then, now, 3);
        int[] run = {0};
        sides.run(side -> run[0]++ == 5 ? Map.of() : Map.of("row", 1.0));

        assertThat(sides.verdicts().get("row").rounds()).isEqualTo(2);
    }
}
