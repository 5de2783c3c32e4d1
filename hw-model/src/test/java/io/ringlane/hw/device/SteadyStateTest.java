// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SteadyStateTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM_UP_PS = 20_000_000_000L;
    private static final int EVENTS = 500_000;

    @ParameterizedTest
    @EnumSource(
            value = GatewaySpec.Route.class,
            names = {"BOTH", "SERIES", "MIXED"})
    void shouldMakeNoObjectForAnEventWhenItHasWarmedUp(GatewaySpec.Route route) {
        GatewaySpec spec = TestGateways.connectX7(route, 2);
        List<Traffic> traffic = List.of(endless(), endless());
        GatewayModel model = new GatewayModel(spec, traffic, Probe.NONE);
        model.start();
        Simulation simulation = model.simulation();
        simulation.run(WARM_UP_PS);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < EVENTS; i++) {
            simulation.step();
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        // one object for each event would be 8 million bytes; what the measuring itself takes is some hundred
        assertThat(allocated).isLessThan(EVENTS / 10);
    }

    /** Overload: every queue and every wait is in use. */
    private static Traffic endless() {
        return new SteadyTraffic(100_000, 1024, 1024 + TestGateways.ADDED, 1000, Long.MAX_VALUE);
    }
}
