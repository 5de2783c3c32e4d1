// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code transmit --explain}: what is told of a packet is what its frames show. */
final class TransmitExplainTest {
    private static final Path EXAMPLE = Path.of("src", "main", "resources", "example");
    private static final String KEY = "0x000102030405060708090a0b0c0d0e0f";
    private static final Pattern FORETOLD = Pattern.compile("ESP of spi 0x0000100\\d: payload .*: (\\d+) bytes");
    private static final Pattern SEEN = Pattern.compile("frame \\d+: (\\d+) bytes, .* seq (\\d+)");

    @TempDir
    private Path folder;

    private String transmit(Object... more) {
        List<Object> words = new ArrayList<>(List.of("transmit", "--crypto", "jdk"));
        words.addAll(List.of(more));
        if (!words.contains("--out")) {
            words.addAll(List.of("--out", folder.resolve("out.pcap")));
        }
        CommandRun run = CommandRun.of(words.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void shouldTellEachStepWhenDeviceCutsASuperPacket() {
        assertThat(transmit("--explain", "36"))
                .startsWith("packet 36: of bundled tso-sender.pcap\n")
                .contains("lookup: 10.1.0.2 to 10.2.0.2, protocol 6, ports 34952 to 8443, mark 0x0, 7292 bytes\n")
                .contains("policy dir out: allow priority 0, 1 templates, line 11: protect\n")
                .contains("SA dst 198.51.100.2 spi 0x00001001, line 8: the only one for its template; tunnel mode, ")
                .contains("path MTU: 1446 of the link's 1500\n")
                .contains("super-packet: 7240 bytes behind 52 of headers, 6 segments of at most 1394\n")
                .contains("payload 1446: padding 0 and 2 of trailer make it 1448, a multiple of 4;")
                .contains("nonce: 4 bytes of salt behind the key, 8 of IV; ICV over AAD of 8 bytes (SPI and number)")
                .contains("segments: the device cuts it into 6\n")
                .contains("took numbers 40 to 45, counts 1 of packets, 7292 of bytes\n")
                .contains("ESP by inline-crypto-100g, frame by frame\n")
                .contains("ring: 1 descriptor 35, ")
                .contains("frame 6: 390 bytes, lane 1 at ")
                .contains("completion: sent counts 1, done at ")
                .doesNotContain("52494e474c414e45");
    }

    @Test
    void shouldFindThePacketBySpiAndNumberWhenItIsCutInSoftware() {
        assertThat(transmit("--software", "--explain", "0x1001:44"))
                .startsWith("packet 36: ")
                .contains("segments: the engine cuts it into 6\n")
                .contains("ESP by software, on the core: --software was given\n")
                .contains("completion: sent counts 6, done at ");
    }

    @Test
    void shouldTellWhyWhenPacketIsDroppedOrClearOrMissing() {
        assertThat(transmit("--mtu", "1300", "--gso", "off", "--explain", "36"))
                .contains("path MTU: 1246 of the link's 1300: the packet is longer\n")
                .contains("dropped: larger than the path MTU\n")
                .doesNotContain("frame 1: ");
        assertThat(transmit("--explain", "1"))
                .contains("lookup: not an IP packet\n", "passes in clear\n", "frame 1: 42 bytes, left at ", "no ESP");
        assertThat(transmit("--explain", "191"))
                .contains("--explain: there is no such packet in bundled tso-sender.pcap");
    }

    @Test
    void shouldBePartOfTheObjectWhenJsonIsAsked() throws IOException {
        JsonNode lines = new ObjectMapper()
                .readTree(transmit("--json", "--explain", "7"))
                .get("explanation");
        assertThat(lines.get(0).asText()).isEqualTo("packet 7: of bundled tso-sender.pcap");
        assertThat(lines.size()).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nic inline-crypto-100g", "--software --async 3"})
    void shouldSendTheSameFramesWhenAPacketIsExplained(String options) throws IOException {
        List<Object> words = List.of((Object[]) options.split(" "));
        Path plain = folder.resolve("plain.pcap");
        transmit(with(words, "--out", plain));
        transmit(with(words, "--explain", "36"));

        List<byte[]> expected = Pcap.read(plain).packets();
        List<byte[]> got = Pcap.read(folder.resolve("out.pcap")).packets();
        assertThat(got).usingElementComparator(Arrays::compare).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Object[] with(List<Object> words, Object... more) {
        List<Object> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all.toArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mode transport | aead rfc4106(gcm(aes)) KEY01020304 64 |",
                "mode transport replay-window 32 flag esn | aead rfc4309(ccm(aes)) KEY010203 128 |",
                "mode tunnel | enc cbc(aes) KEY auth-trunc hmac(sha1) KEY01020304 96 | encap espinudp 4511 4512"
                        + " 0.0.0.0",
                "mode tunnel replay-window 32 flag esn | enc rfc3686(ctr(aes)) KEY01020304 auth-trunc xcbc(aes) KEY 96"
                        + " |",
                "mode beet | enc cbc(des3_ede) KEY0102030405060708 auth-trunc cmac(aes) KEY 96 |",
                "mode tunnel | enc ecb(cipher_null) \"\" auth-trunc hmac(sha256) KEYKEY 128 |"
            })
    void shouldForetellTheLengthThatIsSeenWhenSaIsOfAnyKind(String words) throws IOException {
        String[] parts = words.replace("KEYKEY", KEY + KEY.substring(2))
                .replace("KEY", KEY)
                .split("\\|");
        boolean transport = words.startsWith("mode transport");
        String ends = transport ? "src 10.1.0.2 dst 10.2.0.2" : "src 192.0.2.1 dst 198.51.100.2";
        Path sa = folder.resolve("sa.conf");
        Files.writeString(
                sa,
                ends + "\n\tproto esp spi 0x00001001 reqid 1 " + parts[0].trim() + "\n\t" + parts[1].trim() + "\n\t"
                        + (parts.length > 2 ? parts[2].trim() + "\n" : "\n")
                        + "src 10.1.0.0/16 dst 10.2.0.0/16\n\tdir out\n\ttmpl " + ends + " proto esp reqid 1 "
                        + parts[0].trim().replace(" replay-window 32 flag esn", "") + "\n");

        String text = transmit(
                "--in", EXAMPLE.resolve("tso-sender.pcap"), "--sa", sa, "--explain", "7", "--allow-unauthenticated");

        Matcher foretold = FORETOLD.matcher(text);
        Matcher seen = SEEN.matcher(text);
        assertThat(foretold.find()).as(text).isTrue();
        assertThat(seen.find()).as(text).isTrue();
        assertThat(Integer.parseInt(seen.group(1))).as(text).isEqualTo(14 + Integer.parseInt(foretold.group(1)));
        assertThat(text).contains("took number " + seen.group(2));
        assertThat(text.contains("high half")).isEqualTo(words.contains("esn"));
    }
}
