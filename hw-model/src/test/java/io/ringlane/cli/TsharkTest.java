// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.testing.RequiresCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wireshark's ESP dissector, given the example's keys, opens what the main job wrote. */
@RequiresCommand("tshark")
final class TsharkTest {
    private static final String ALGORITHM = "\"AES-GCM with 16 octet ICV [RFC4106]\"";
    private static final List<String> STATES = List.of(
            "\"IPv4\",\"*\",\"198.51.100.2\",\"0x00001001\"," + ALGORITHM
                    + ",\"0x52494e474c414e452d6578616d706c65a1b2c3d4\",\"NULL\",\"\"",
            "\"IPv6\",\"*\",\"2001:db8::2\",\"0x00001002\"," + ALGORITHM
                    + ",\"0x52494e474c414e452d6578616d706c652d6b65792d6f662d333262797465732ea5b6c7d8\",\"NULL\",\"\"");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "--software --async 3 --speed flat-out", "--nic plain-25g"})
    void shouldFindOnlySoundPacketsInsideWhenItDecrypts(String options) throws Exception {
        Path out = folder.resolve("out.pcap");
        List<Object> words = new ArrayList<>(List.of("transmit", "--out", out));
        words.addAll(options.isEmpty() ? List.of() : Arrays.asList(options.split(" ")));
        assertThat(CommandRun.of(words.toArray()).code()).isZero();

        List<String[]> lines = tshark(out);

        assertThat(lines).hasSize(468);
        List<String[]> esp =
                lines.stream().filter(line -> line[0].contains("esp")).toList();
        assertThat(esp).hasSize(466);
        assertThat(esp)
                .allMatch(line -> line[0].matches("eth:ethertype:ip(v6)?:esp:ip(v6)?:(tcp|udp|icmp|icmpv6)\\b.*"));
        assertThat(esp).allMatch(line -> !line[1].equals("1") && !line[1].equals("True"));
        // TCP and UDP checksums: 1 is good, empty for ICMP
        assertThat(esp).allMatch(line -> line[2].matches("1|") && line[3].matches("1|"));
        assertThat(esp.stream().filter(line -> line[2].equals("1"))).hasSize(370);
        assertThat(lines).allMatch(line -> !line[0].contains("malformed"));
    }

    /** Protocols, bad ICV, TCP and UDP checksum status of each frame. */
    private static List<String[]> tshark(Path capture) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", capture.toString()));
        for (String preference : List.of(
                "esp.enable_encryption_decode:TRUE",
                "esp.enable_authentication_check:TRUE",
                "tcp.check_checksum:TRUE",
                "udp.check_checksum:TRUE")) {
            command.addAll(List.of("-o", preference));
        }
        STATES.forEach(state -> command.addAll(List.of("-o", "uat:esp_sa:" + state)));
        command.addAll(List.of("-T", "fields", "-E", "separator=;"));
        for (String field : List.of("frame.protocols", "esp.icv_bad", "tcp.checksum.status", "udp.checksum.status")) {
            command.addAll(List.of("-e", field));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text.lines().map(line -> line.split(";", -1)).toList();
    }
}
