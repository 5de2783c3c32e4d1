// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.util.Arrays;

/**
 * A gate over all CPUs of a team: every member calibrates on its own thread, all at the same time, and the worst one
 * counts. CPUs are taken to be alike: what is quiet on one is quiet on all. Asked by the team's owner.
 */
public final class TeamGate implements Gate {
    private final CpuTeam team;
    private final Gate[] gates;
    private final double[] answers;

    /** @param gates of the members; each is asked on its member's thread only. */
    public TeamGate(CpuTeam team, Gate... gates) {
        this.team = team;
        this.gates = gates.clone();
        answers = new double[gates.length];
    }

    /** Gives each member but the first a calibration of its own. @param first of the calling thread. */
    public static TeamGate calibrated(CpuTeam team, Gate first) {
        Gate[] gates = new Gate[team.size()];
        gates[0] = first;
        team.run(member -> gates[member] = member == 0 ? first : new Calibration());
        return new TeamGate(team, gates);
    }

    @Override
    public double sample() {
        team.run(member -> answers[member] = gates[member].sample());
        return Arrays.stream(answers).max().orElseThrow();
    }

    @Override
    public void start() {
        team.run(member -> gates[member].start());
    }

    @Override
    public double share() {
        team.run(member -> answers[member] = gates[member].share());
        return Arrays.stream(answers).min().orElseThrow();
    }

    @Override
    public boolean isQuiet(double sample) {
        return Arrays.stream(gates).allMatch(gate -> gate.isQuiet(sample));
    }
}
