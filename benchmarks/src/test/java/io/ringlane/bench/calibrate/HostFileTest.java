// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.bench.rounds.Pauses;
import io.ringlane.bench.rounds.RoundsResult;
import io.ringlane.bench.rounds.Timing;
import io.ringlane.bench.traffic.WorkRow;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.device.host.LengthCost;
import io.ringlane.plan.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostFileTest {
    @TempDir
    private Path folder;

    /** 60 ns, 0.1 ns a byte, 2 ns a step of SAs, 3 ns a change of length; no other than bursts of 32. */
    private static CostFit.Choice fit(List<WorkRow> rows, double fixed) {
        return CostFit.choose(rows.stream()
                .map(row -> new CostPoint(
                        row,
                        fixed
                                + 0.1 * row.frames().meanBytes()
                                + 2 * (Math.log(row.states()) / Math.log(4))
                                + 3 * row.frames().changes()
                                + 320.0 / row.burst()))
                .toList());
    }

    static HostFile file(Pauses pauses) {
        return file(pauses, RoundsResult.Open.NONE);
    }

    private static HostFile file(Pauses pauses, RoundsResult.Open open) {
        HostStages stages = new HostStages(Map.of("seal", new HostStages.Line(40, 0.1)));
        return new HostFile(
                "amd-epyc",
                "ipsec-mb",
                fit(CostRuns.outbound(), 60),
                fit(CostRuns.inbound(), 80),
                stages,
                41,
                open,
                new Timing(7.5, 20),
                pauses);
    }

    private HostProfile read(HostFile file) throws IOException {
        Path path = folder.resolve(HostFile.NAME);
        Files.writeString(path, file.text());
        return Scenario.parse(
                        "device: plain-100g\npath: {route: source, crypto: host}\n"
                                + "traffic: {mix: 512 B, arrivals: constant, sas: 1}\nhost: {from: '" + path + "'}\n",
                        "test")
                .host();
    }

    private static long ps(HostProfile.Work work, long states, int bytes) {
        LengthCost cost = work.lengths().stream()
                .filter(one -> one.tunnels() == states)
                .findFirst()
                .orElseThrow();
        return cost.at(bytes);
    }

    @Test
    void shouldBeAHostOfScenariosWhenItWasWritten() throws IOException {
        HostProfile host = read(file(Pauses.of(new long[0], new long[0], 1e9)));

        // lengths there count the FCS; 64 SAs are three steps of four
        assertThat(ps(host.encrypt(), 64, 516)).isCloseTo(60_000 + 51_200 + 6_000, within(2L));
        assertThat(ps(host.encrypt(), 1, 68)).isCloseTo(60_000 + 6_400, within(2L));
        assertThat(ps(host.encrypt(), 4_096, 1_424)).isCloseTo(60_000 + 142_000 + 12_000, within(2L));
        assertThat(ps(host.decrypt(), 64, 516)).isCloseTo(80_000 + 51_200 + 6_000, within(2L));
        assertThat(host.encrypt().changePs()).isCloseTo(3_000, within(2L));
        assertThat(host.cyclePs()).isCloseTo(320_000, within(20L));
        assertThat(host.idlePs()).isEqualTo(41_000);
        assertThat(host.pauses()).isNull();
    }

    @Test
    void shouldTellWhatTimingCostsWhenItWasWritten() throws IOException {
        Path path = folder.resolve(HostFile.NAME);
        Files.writeString(path, file(Pauses.of(new long[0], new long[0], 1e9)).text());

        assertThat(Timing.read(path)).isEqualTo(new Timing(7.5, 20));
        Files.writeString(path, "name: older\n");
        assertThat(Timing.read(path)).isEqualTo(new Timing(0, 0));
    }

    @Test
    void shouldTakeTheCycleOfRandomBurstsWhenItIsKnown() throws IOException {
        Pauses none = Pauses.of(new long[0], new long[0], 1e9);
        // 450 ns, of which timing takes 20 and 4 times 7.5
        HostProfile host = read(file(none, new RoundsResult.Open(450, 4)));

        assertThat(host.cyclePs()).isCloseTo(400_000, within(20L));
        // a burst of 32 costs what it did: 320 / 32 ns a packet go to the cycle, now 400 / 32
        assertThat(ps(host.encrypt(), 64, 516)).isCloseTo(60_000 + 51_200 + 6_000 - 2_500, within(2L));
    }

    @Test
    void shouldTakeThePausesOutOfTheCostsWhenTheCoreIsTakenAway() throws IOException {
        // 20 of 1000 microseconds
        Pauses pauses = Pauses.of(new long[] {400_000, 560_000}, new long[] {5_000, 15_000}, 1e6);
        HostProfile host = read(file(pauses));

        assertThat(ps(host.encrypt(), 64, 516)).isCloseTo(Math.round(0.98 * 117_200), within(2L));
        assertThat(host.cyclePs()).isCloseTo(313_600, within(20L));
        assertThat(host.pauses().gaps().getLast().ps()).isEqualTo(560_000_000);
        assertThat(host.pauses().lengths().getFirst().ps()).isEqualTo(5_000_000);
    }

    @Test
    void shouldTellFormsAndErrorsWhenItIsShown() {
        String text = CostTables.text(file(Pauses.of(new long[0], new long[0], 1e9)));

        assertThat(text)
                .contains("outbound: form", "inbound: form", "(taken)", "a burst 320.0 ns, a change of length 3.0 ns")
                .contains("the core is held up 0 times a second")
                .contains(
                        "idle duty cycle 41.0 ns; a burst among others of random sizes 320.0 ns; timing costs 7.5 ns a"
                                + " packet and 20.0 a cycle beside");
    }
}
