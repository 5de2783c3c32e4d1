// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TeamGateTest {
    private final OneAnswer calm = new OneAnswer(1.5, 1.0, 2.0);
    private final OneAnswer busy = new OneAnswer(2.5, 0.6, 3.0);

    @Test
    void shouldCountTheWorstWhenMembersDiffer() {
        try (CpuTeam team = new CpuTeam(2)) {
            Gate gate = new TeamGate(team, calm, busy);
            gate.start();

            assertThat(gate.sample()).isEqualTo(2.5);
            assertThat(gate.share()).isEqualTo(0.6);
            assertThat(gate.isQuiet(2.5))
                    .as("not for the one that knows better")
                    .isFalse();
            assertThat(gate.isQuiet(1.9)).isTrue();
        }
    }

    @Test
    void shouldAskEachGateOnItsMembersThreadWhenTheTeamSamples() {
        try (CpuTeam team = new CpuTeam(2)) {
            Thread[] members = new Thread[2];
            team.run(member -> members[member] = Thread.currentThread());
            Gate gate = new TeamGate(team, calm, busy);
            gate.sample();

            assertThat(calm.asked).isSameAs(members[0]);
            assertThat(busy.asked).isSameAs(members[1]).isNotSameAs(members[0]);
        }
    }

    private static final class OneAnswer implements Gate {
        private final double sample;
        private final double share;
        private final double limit;
        private Thread asked;

        private OneAnswer(double sample, double share, double limit) {
            this.sample = sample;
            this.share = share;
            this.limit = limit;
        }

        @Override
        public double sample() {
            asked = Thread.currentThread();
            return sample;
        }

        @Override
        public void start() {}

        @Override
        public double share() {
            return share;
        }

        @Override
        public boolean isQuiet(double cycles) {
            return cycles <= limit;
        }
    }
}
