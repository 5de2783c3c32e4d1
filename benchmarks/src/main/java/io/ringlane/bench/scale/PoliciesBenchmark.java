// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowSettings;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;

/**
 * The whole path by number of policies, one SA, flows in random order over all policies; the selectors are of one shape
 * (host to host) or of sixteen (other lengths of prefix). Hypothesis: a probe a shape for a flow that is new, nothing
 * for one that is known; beyond the caches a miss more, whatever the number.
 */
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class PoliciesBenchmark extends PathBenchmark {
    @Param({"1", "100", "1000", "10000", "100000"})
    private int policies;

    @Param({"1", "16"})
    private int shapes;

    /** Ethernet frame without FCS. */
    @Param("64")
    private int size;

    @Override
    FlowSettings settings() {
        return new FlowSettings()
                .policies(policies)
                .manyShapes(shapes > 1)
                .random(true)
                .frames(size);
    }
}
