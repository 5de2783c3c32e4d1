// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Run on any CPU, as many as there are: a thread that misses a turn would hang here. */
@Timeout(120)
final class CpuTeamTest {
    private static final int ROUNDS = 2_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldHaveEachMemberDoItsPartOnceWhenTheTeamRuns(int size) {
        int[] turns = new int[size];
        try (CpuTeam team = new CpuTeam(size)) {
            for (int i = 0; i < ROUNDS; i++) {
                team.run(member -> turns[member]++);
            }
        }
        assertThat(turns).containsOnly(ROUNDS);
    }

    @Test
    void shouldBeginTogetherWhenPartsWaitForEachOther() {
        AtomicInteger there = new AtomicInteger();
        try (CpuTeam team = new CpuTeam(3)) {
            team.run(_ -> {
                there.incrementAndGet();
                for (int spins = 0; there.get() < 3; spins++) {
                    CpuTeam.rest(spins);
                }
            });
        }
        assertThat(there).hasValue(3);
    }

    @Test
    void shouldTellWhyAndLetOthersGoWhenAPartFails() {
        try (CpuTeam team = new CpuTeam(2)) {
            assertThatThrownBy(() -> team.run(member -> {
                        if (member == 1) {
                            throw new IllegalArgumentException("nothing to do");
                        }
                        for (int spins = 0; !team.isBroken(); spins++) {
                            CpuTeam.rest(spins);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("nothing to do");
        }
    }

    @Test
    void shouldSayThatMemberIsNotBoundWhenCpuIsNotThere() {
        try (CpuTeam team = new CpuTeam(2, CpuAffinity.MOST_CPUS - 2, CpuAffinity.MOST_CPUS - 1)) {
            assertThat(team.refusals())
                    .hasSize(2)
                    .allMatch(line -> line.matches("thread [01] is not bound to CPU 102[23]: .+"));
        }
    }
}
