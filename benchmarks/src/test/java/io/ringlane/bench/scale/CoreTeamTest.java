// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.ringlane.bench.load.CoresLoad;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The load itself refuses to close when a packet is missing; a thread that misses the end of a run would hang here. */
final class CoreTeamTest {
    private static final int CORES = 2;
    private static final int PACKETS = 2048;
    private static final int RUNS = 20;

    @ParameterizedTest
    @EnumSource
    @Timeout(120)
    void shouldSendAllPacketsInEveryRunWhenTwoCoresShareTheWork(CoresLoad.Steering steering) throws Exception {
        CoresLoad load = new CoresLoad("null", CORES, steering, 100);
        CoreTeam team = new CoreTeam(load, CORES, false);
        for (int i = 0; i < RUNS; i++) {
            team.run(PACKETS);
        }
        team.close();

        assertThatCode(load::close).doesNotThrowAnyException();
    }
}
