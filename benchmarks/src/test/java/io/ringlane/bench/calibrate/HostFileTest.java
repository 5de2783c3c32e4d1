// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.plan.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostFileTest {
    @TempDir
    private Path folder;

    @Test
    void shouldBeAHostOfScenariosWhenItWasWritten() throws IOException {
        HostFit.Line seal = new HostFit.Line(40, 0.1);
        HostFit fit = new HostFit(Map.of("seal", seal), 320, new TreeMap<>(Map.of(1, -4.0, 4096, 20.0)), List.of());
        Pauses pauses = Pauses.of(new long[] {600, 700, 90_000}, 1_000_000_000);
        Path file = folder.resolve(HostFile.NAME);
        Files.writeString(file, new HostFile("amd-epyc", "ipsec-mb", fit, pauses).text());

        HostProfile host = Scenario.parse(
                        "device: plain-100g\npath: {route: source, crypto: host}\n"
                                + "traffic: {mix: 512 B, arrivals: constant, sas: 1}\nhost: {from: '" + file + "'}\n",
                        "test")
                .host();

        // lengths there count the FCS, and the fewest SAs are where nothing is added
        assertThat(host.encrypt().packetPs()).isEqualTo(35_600);
        assertThat(host.encrypt().bytePs().asDouble()).isEqualTo(100);
        assertThat(host.cyclePs()).isEqualTo(320_000);
        assertThat(host.workingSetPs(1)).isZero();
        assertThat(host.workingSetPs(64)).isEqualTo(4_000);
        assertThat(host.workingSetPs(4096)).isEqualTo(24_000);
    }
}
