// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowSettings;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;

/**
 * The whole path by number of SAs, each with a policy and a flow of its own, in random order. Hypothesis: flat while
 * the SAs' pages and key schedules fit the caches, then a few cache misses a packet, which a burst overlaps; no step
 * grows with the number itself. Memory per SA is told by {@link StateMemory}.
 */
@Fork(value = 1, jvmArgsAppend = "-Xmx8g")
public class StatesBenchmark extends PathBenchmark {
    @Param({"1", "16", "256", "4096", "65536", "1000000"})
    private int states;

    /** Ethernet frame without FCS. */
    @Param({"64", "1420"})
    private int size;

    @Override
    FlowSettings settings() {
        return new FlowSettings().states(states).random(true).frames(size);
    }
}
