// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringlane.crypto.NullProvider;
import io.ringlane.dev.Route;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.testing.SinkDevice;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What an SA costs on the heap; counted on the thread that adds it, which no other one disturbs. */
final class StateCostTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STATES = 1_000;
    private static final int LONGEST_BURST = 256;
    /** Places for the packets of a burst cost five bytes each. */
    private static final long LESS_THAN_PLACES = 4 * LONGEST_BURST;

    private final SinkDevice device = new SinkDevice("sink0", 0, null);

    @Test
    void shouldKeepNoPlacesForPacketsInFlightWhenTheCoreSeals() {
        bytesOfAState(1, 0);

        assertThat(bytesOfAState(LONGEST_BURST, 0) - bytesOfAState(1, 0)).isLessThan(LESS_THAN_PLACES);
    }

    @Test
    void shouldKeepPlacesForPacketsInFlightWhenWorkersSeal() {
        bytesOfAState(1, 1);

        assertThat(bytesOfAState(LONGEST_BURST, 1) - bytesOfAState(1, 1)).isGreaterThan(LESS_THAN_PLACES);
    }

    private long bytesOfAState(int burst, int workers) {
        try (Engine engine = Engine.launch(new EngineContext()
                .burst(burst)
                .asyncWorkers(workers)
                .crypto(new NullProvider())
                .route(new Route(device, device.mtu(), new byte[0], Route.DEFAULT_HOP_LIMIT)))) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < STATES; i++) {
                SaConfig config = new SaConfigBuilder()
                        .between("192.0.2.1", "198.51.100.2")
                        .spi(0x1000 + i)
                        .reqid(i + 1)
                        .transform(EspTransform.nullForBenchmarks())
                        .build();
                assertThat(engine.addState(config, new SecretKey(new byte[0])).isRefused())
                        .isFalse();
            }
            return (THREADS.getCurrentThreadAllocatedBytes() - before) / STATES;
        }
    }
}
