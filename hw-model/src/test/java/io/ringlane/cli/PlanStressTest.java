// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.plan.traffic.CaptureTrace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worst traffic of a plan, out of the planner and through the engine. */
final class PlanStressTest {
    private static final String SCENARIO = """
        device: plain-100g
        path: {route: encrypt, crypto: host}
        traffic: {mix: 1518, arrivals: constant, sas: 4}
        host: {cores: 1, burst: 16, cycle: 50 ns, encrypt: {packet: 150 ns, byte: 0.1 ns/B}}
        questions:
          stress: {vary: {traffic.mix: [1518, 256], traffic.sas: [4, 3]}, rounds: 1}
        """;

    @TempDir
    private Path folder;

    @Test
    void shouldSendWorstTrafficThroughTheEngineWhenItWasExported() throws Exception {
        Path scenario = Files.writeString(folder.resolve("s.yaml"), SCENARIO);
        CommandRun plan = CommandRun.of("plan", scenario, "--out", folder, "--budget", "20k");
        assertThat(plan.code()).as(plan.err()).isZero();
        // short packets bring fewest bits through a core
        assertThat(plan.out()).contains("traffic.mix 256");

        Path capture = folder.resolve("worst.pcap");
        CaptureTrace trace = CaptureTrace.read(capture);
        assertThat(trace.packets()).isEqualTo(100_000);
        assertThat(trace.mix().sizes()).containsExactly(256);

        CommandRun sent = CommandRun.of(
                "transmit",
                "--in",
                capture,
                "--sa",
                folder.resolve("worst-sa.conf"),
                "--out",
                folder.resolve("e.pcap"));
        assertThat(sent.err()).isEmpty();
        assertThat(sent.code()).isZero();
        assertThat(sent.out()).contains("100,000 packets").contains("0 without a policy");
    }
}
