// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.bench.load.FlowSettings;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {
    private static final long RUN_NS = TimeUnit.MILLISECONDS.toNanos(20);

    @Test
    void shouldCountEachPacketInTheRunInWhichItWasSent() {
        try (OpenLoop loop = new OpenLoop(new FlowSettings().cipher("jdk"), 1)) {
            // more than it can do, so that as much as may be is under way at the end
            assertThat(loop.run(new Schedule(1, false), RUN_NS, null)).isLessThan(1);
            long before = loop.sent();
            Histogram histogram = OpenLoop.newHistogram();

            loop.run(new Schedule(RUN_NS / 4.0, false), RUN_NS, histogram);

            assertThat(loop.sent()).isGreaterThan(before);
            assertThat(histogram.getTotalCount()).isEqualTo(loop.sent() - before);
        }
    }
}
