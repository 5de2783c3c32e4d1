// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.TestGateways;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.TrafficSpec;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The memory of a trial does not depend on its length: what it takes, it takes before the first packet. */
final class TrialMemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long SHORT = 100_000;
    private static final long LONG = 10 * SHORT;

    /** Bytes taken by a trial of so many packets. */
    private static long allocated(long packets) {
        TrafficSpec traffic =
                TrafficSpec.read(YamlNode.parse("mix: 64\narrivals: poisson\nsas: 100\nesp: {}\n", "test"));
        GatewaySpec spec = TestGateways.plain(GatewaySpec.Route.ENCRYPT, 2);
        TrialSpec trial = new TrialSpec(spec, traffic, Rational.of(10_000_000), packets, 1, 0);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        TrialResult result = Trial.run(trial);
        long after = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(result.events()).isGreaterThan(5 * packets);
        return after - before;
    }

    @Test
    void shouldTakeNoMoreMemoryWhenTheRunIsTenTimesAsLong() {
        allocated(SHORT);
        long brief = allocated(SHORT);
        // a byte for each packet more would be 900,000; queues that grow once more in the longer run take less
        assertThat(allocated(LONG)).isBetween(brief - 200_000, brief + 200_000);
    }
}
