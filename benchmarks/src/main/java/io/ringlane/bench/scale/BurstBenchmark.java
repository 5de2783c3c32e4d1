// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowSettings;
import org.openjdk.jmh.annotations.Param;

/**
 * The whole path by burst: so many packets are sent, then duty cycles run until all are home. Hypothesis: the fixed
 * part of a cycle, the clock, the rings and the doorbell, is spread over the burst; from 32 on there is little left to
 * win, and past what the nearest cache holds it is lost again.
 */
public class BurstBenchmark extends PathBenchmark {
    @Param({"1", "2", "4", "8", "16", "32", "64", "128", "256"})
    private int burst;

    /** Ethernet frame without FCS. */
    @Param({"64", "1420"})
    private int size;

    @Override
    FlowSettings settings() {
        return new FlowSettings().burst(burst).frames(size);
    }

    @Override
    int together() {
        return burst;
    }
}
