// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowSettings;
import org.openjdk.jmh.annotations.Param;

/**
 * The whole path with slots that are warm, and with slots in turn over 16 MiB, as after a device has written them to
 * memory. Hypothesis: a frame from memory costs a miss for each line that the hardware does not see coming: a fixed
 * part for the metadata and the headers, little for the rest, which is read in order.
 */
public class BuffersBenchmark extends PathBenchmark {
    /** Slots in turn; with 1,024 the pool's own order is kept, and the warmest is taken. */
    @Param({"1024", "9216"})
    private int slots;

    /** Ethernet frame without FCS. */
    @Param({"64", "512", "1420"})
    private int size;

    @Override
    FlowSettings settings() {
        return new FlowSettings().slots(slots).frames(size);
    }
}
