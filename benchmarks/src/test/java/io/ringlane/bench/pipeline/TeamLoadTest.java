// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.bench.quiet.CpuTeam;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The load itself opens every frame, and notices numbers that come twice or out of order, and packets lost. */
@Timeout(300)
final class TeamLoadTest {
    private static final CryptoProvider JDK = CryptoProviders.named("jdk");

    @ParameterizedTest
    @CsvSource({"2,2,32,false", "2,65,32,false", "3,7,5,false", "2,1,32,true", "3,1,7,true", "2,1,256,true"})
    void shouldProveEachSizeWhenCoresShareTheWork(int cores, int states, int burst, boolean spread) {
        try (CpuTeam team = new CpuTeam(cores);
                TeamLoad load = new TeamLoad(JDK, team, states, burst, spread)) {
            for (int size : new int[] {FrameSource.LEAST_SIZE, 1420}) {
                load.size(size);
                load.prove();
                assertThat(load.run(50)).isPositive();
                load.check();
            }
        }
    }

    @Test
    void shouldHandNothingOverWhenEachCoreHasSasOfItsOwn() {
        try (CpuTeam team = new CpuTeam(2);
                TeamLoad load = new TeamLoad(JDK, team, 8, 32, false)) {
            load.size(64);
            load.prove();

            assertThat(load.handedOver()).containsExactly(0L, 0L);
        }
    }

    @Test
    void shouldSealOnBothCoresWhenOneSaIsSpread() {
        try (CpuTeam team = new CpuTeam(2);
                TeamLoad load = new TeamLoad(JDK, team, 1, 32, true)) {
            load.size(64);
            load.prove();

            assertThat(load.handedOver()).containsOnlyOnce(0L).anyMatch(count -> count == TeamLoad.SPREAD_PROOF * 32L);
        }
    }
}
