// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.cli.Main;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.CaptureTrace;
import io.ringlane.plan.traffic.TrafficSpec;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrafficExportTest {
    private static final Rational RATE = Rational.of(1_000_000);

    @TempDir
    private Path folder;

    private static TrafficSpec read(String yaml) {
        return TrafficSpec.read(YamlNode.parse(yaml, "s.yaml"));
    }

    @Test
    void shouldReadSamePacketsAgainWhenTheyWereWritten() {
        TrafficSpec spec =
                read("{mix: csit-v4-1, arrivals: poisson, sas: 300, popularity: cyclic, " + "esp: {clear-vlan: yes}}");
        Path file = folder.resolve("t.pcap");
        assertThat(TrafficExport.writeCapture(spec, RATE, 4, 1000, file)).isEqualTo(1000);

        CaptureTrace trace = CaptureTrace.read(file);
        Traffic traffic = spec.open(RATE, 4, 0);
        long firstNanos = 0;
        for (int at = 0; at < 1000; at++) {
            long nanos = traffic.next() / 1000;
            firstNanos = at == 0 ? nanos : firstNanos;
            assertThat(trace.timePs(at)).isEqualTo((nanos - firstNanos) * 1000);
            assertThat(trace.size(at)).isEqualTo(traffic.clearBytes() - 4);
            assertThat(trace.flow(at)).isEqualTo(traffic.state());
        }
        assertThat(trace.flowCount()).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{mix: csit-v4-1, arrivals: constant, sas: 3}",
                "{mix: csit-v4-1, arrivals: constant, sas: 3, esp: {mode: transport}}",
                "{mix: csit-v6, arrivals: constant, sas: 3, esp: {outer: ipv6}}",
                "{mix: csit-v4-1, arrivals: constant, sas: 3, esp: {algorithm: cbc(aes), auth: hmac(sha256)}}",
                "{mix: csit-v4-1, arrivals: constant, sas: 3, esp: {udp: yes}}"
            })
    void shouldComeOutAsLongAsPlannedWhenTheEngineSendsIt(String yaml) throws Exception {
        TrafficSpec spec = read(yaml);
        Path clear = folder.resolve("clear.pcap");
        Path states = folder.resolve("sa.conf");
        Path esp = folder.resolve("esp.pcap");
        TrafficExport.writeCapture(spec, RATE, 4, 200, clear);
        TrafficExport.writeStates(spec, states);

        assertThat(transmit("--in", clear, "--sa", states, "--out", esp, "--mtu", 1700))
                .isZero();
        CaptureTrace sent = CaptureTrace.read(esp);
        Traffic traffic = spec.open(RATE, 4, 0);
        assertThat(sent.packets()).isEqualTo(200);
        for (int at = 0; at < 200; at++) {
            traffic.next();
            assertThat(sent.size(at)).as("packet " + at).isEqualTo(traffic.wireBytes());
        }
        assertThat(Files.readAllLines(states))
                .filteredOn(line -> line.startsWith("xfrm state"))
                .hasSize(3);
        assertThat(List.of("aead", "enc"))
                .anySatisfy(word -> assertThat(states).content().contains(word));
    }

    /** Runs the command with its summary thrown away. */
    private static int transmit(Object... words) {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            Stream<String> args =
                    Stream.concat(Stream.of("transmit"), Stream.of(words).map(Object::toString));
            return Main.execute(args.toArray(String[]::new));
        } finally {
            System.setOut(out);
        }
    }
}
