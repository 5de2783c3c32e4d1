// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MtuCommandTest {
    private static final String KEY = "aead rfc4106(gcm(aes)) 0x000102030405060708090a0b0c0d0e0f10111213 ";

    @TempDir
    private Path folder;

    private Path states;

    @BeforeEach
    void makeFile() {
        states = folder.resolve("sa.conf");
    }

    private void write(String... lines) throws IOException {
        Files.writeString(states, String.join("\n", lines) + "\n");
    }

    /** MTUs of docs/kernel tables: see the kernel's {@code xfrm_state_mtu}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 198.51.100.2 | tunnel | 128 | | 1500 | 1446",
                "192.0.2.1 | 198.51.100.2 | tunnel | 128 | encap espinudp 4500 4500 0.0.0.0 | 1500 | 1438",
                "192.0.2.1 | 198.51.100.2 | tunnel | 128 | encap espinudp-nonike 4500 4500 0.0.0.0 | 1500 | 1430",
                "192.0.2.1 | 198.51.100.2 | transport | 128 | | 1500 | 1466",
                "192.0.2.1 | 198.51.100.2 | transport | 128 | | 576 | 542",
                "192.0.2.1 | 198.51.100.2 | beet | 128 | | 1500 | 1458",
                "192.0.2.1 | 198.51.100.2 | beet | 128 | sel src fd00::/8 dst fd00::/8 | 1500 | 1466",
                "2001:db8::1 | 2001:db8::2 | tunnel | 128 | | 1500 | 1426",
                "2001:db8::1 | 2001:db8::2 | tunnel | 96 | | 1300 | 1230",
                "2001:db8::1 | 2001:db8::2 | transport | 128 | | 9000 | 8966",
                "2001:db8::1 | 2001:db8::2 | beet | 128 | sel src 10.0.0.0/8 dst 10.0.0.0/8 | 1500 | 1438"
            })
    void shouldTellWhatTheKernelHasWhenAsked(
            String source, String destination, String mode, int icv, String more, int mtu, int inner) throws Exception {
        write("state add src " + source + " dst " + destination + " proto esp spi 0x1000 reqid 1 mode " + mode + " "
                + KEY + icv + " " + (more == null ? "" : more));

        CommandRun run = CommandRun.of("mtu", "--sa", states, "--mtu", mtu, "--json");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        JsonNode state = new ObjectMapper().readTree(run.out()).get("states").get(0);
        assertThat(state.get("inner_mtu").asInt()).isEqualTo(inner);
    }

    @Test
    void shouldShowEachNumberWhenPrinted() throws IOException {
        write("state add src 192.0.2.1 dst 198.51.100.2 proto esp spi 0x1000 mode tunnel " + KEY + "128");

        CommandRun run = CommandRun.of("mtu", "--sa", states);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("dst 198.51.100.2 spi 0x00001000 tunnel rfc4106(gcm(aes))\n")
                .containsPattern(" +1,500  MTU of the link\n")
                .containsPattern("- +20  outer IPv4 header\n")
                .containsPattern("- +8  IV\n")
                .containsPattern("- +16  ICV\n")
                .containsPattern("= +1,448  room for the text, in whole blocks of 4\n")
                .containsPattern("- +2  pad length and next header\n")
                .containsPattern("= +1,446  largest packet")
                .contains("TCP segments: 1,406 bytes over IPv4, 1,386 over IPv6")
                .doesNotContain("UDP header");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "67 | --mtu is 67; allowed: 68 to 65535",
                "65536 | --mtu is 65536; allowed: 68 to 65535",
                "x | is not an int"
            })
    void shouldRefuseInOneLineWhenTheMtuIsNone(String mtu, String message) throws IOException {
        write("state add src 192.0.2.1 dst 198.51.100.2 proto esp spi 0x1000 mode tunnel " + KEY + "128");
        assertRefused(CommandRun.of("mtu", "--sa", states, "--mtu", mtu), message);
    }

    @Test
    void shouldRefuseInOneLineWhenTheFileIsOfNoUse() throws IOException {
        assertRefused(CommandRun.of("mtu", "--sa", states), "sa.conf: no such file");
        write("# nothing");
        assertRefused(CommandRun.of("mtu", "--sa", states), "sa.conf: has no SA");
        write("state add nonsense");
        assertRefused(CommandRun.of("mtu", "--sa", states), "sa.conf:1:11: unknown keyword");
        assertRefused(CommandRun.of("mtu", "--sa", states, "--table"), "Unknown option: '--table'");
        assertRefused(CommandRun.of("mtu"), "Missing required option: '--sa=FILE'");
    }

    @Test
    void shouldTellTheVersionWhenAsked() {
        assertThat(CommandRun.of("mtu", "--version").out()).startsWith("ringlane ");
        assertThat(CommandRun.of("lint", "--version").out()).startsWith("ringlane ");
    }

    private static void assertRefused(CommandRun run, String message) {
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("ringlane mtu: ").contains(message);
        assertThat(run.out()).isEmpty();
    }
}
