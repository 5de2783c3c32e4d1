// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowSettings;
import io.ringlane.bench.load.SinkDevice;
import io.ringlane.dev.Features;
import org.openjdk.jmh.annotations.Param;

/**
 * The whole path by length of the frame, and with a mix of 7 frames of 64, 4 of 594 and 1 of 1,518 bytes (IMIX, 354 on
 * average). Hypothesis: a fixed part and the cipher's bytes; the mix costs what its parts do in their proportion, since
 * nothing in the path depends on the length of the packet before.
 */
public class SizesBenchmark extends PathBenchmark {
    private static final int MTU = 9600;
    private static final int[] IMIX = {64, 594, 64, 64, 594, 64, 1518, 64, 594, 64, 594, 64};

    /** Ethernet frame without FCS, or {@code imix}. */
    @Param({"64", "128", "256", "512", "1024", "1420", "2048", "4096", "9000", "imix"})
    private String size;

    @Override
    FlowSettings settings() {
        return new FlowSettings()
                .device(new SinkDevice(Features.SG, MTU, null))
                .frames("imix".equals(size) ? IMIX : new int[] {Integer.parseInt(size)});
    }
}
