// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Every command that set the recorded kernel cases up: what is supported is read in full, everything else is refused
 * with its reason. What is compared is taken from the line by regular expressions.
 */
class KernelCommandsTest {
    private static final String GCM = "aead rfc4106(gcm(aes)) ";

    private final XfrmConfigReader reader = new XfrmConfigReader(() -> 0x0123456789abcdefL).allowUnauthenticated(true);

    private static List<String> commands() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(KernelCommandsTest.class.getResourceAsStream("kernel-commands.txt.gz")),
                StandardCharsets.US_ASCII))) {
            return in.lines().toList();
        }
    }

    private XfrmConfig read(String text) {
        return reader.read("case", text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String find(String line, String regex, String otherwise) {
        Matcher matcher = Pattern.compile(regex).matcher(line);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static long number(String line, String keyword) {
        return Long.decode(find(line, " " + keyword + " (0x[0-9a-f]+|[0-9]+)", "0"));
    }

    @Test
    void shouldReadEachStateWhenAlgorithmIsSupported() throws IOException {
        int read = 0;
        for (String line : commands()) {
            if (line.startsWith("xfrm state add") && reason(line) == null) {
                try (XfrmConfig config = read(line)) {
                    assertThat(config.states()).as(line).hasSize(1);
                    assertSame(config.states().getFirst(), line);
                }
                read++;
            }
        }
        assertThat(read).isGreaterThan(600);
    }

    @Test
    void shouldPrintWhatItReadsBackWhenAlgorithmIsAny() throws IOException {
        XfrmConfigPrinter printer = new XfrmConfigPrinter(true);
        for (String line : commands()) {
            if (line.startsWith("xfrm state add") && reason(line) == null) {
                try (XfrmConfig config = read(line)) {
                    String printed = printer.print(config);
                    try (XfrmConfig again = read(printed)) {
                        assertThat(again.states().getFirst().config())
                                .as(line)
                                .isEqualTo(config.states().getFirst().config());
                        assertThat(printer.print(again)).as(line).isEqualTo(printed);
                    }
                }
            }
        }
    }

    @Test
    void shouldRefuseWhenNothingAuthenticates() throws IOException {
        XfrmConfigReader careful = new XfrmConfigReader();
        int refused = 0;
        for (String line : commands()) {
            if (line.startsWith("xfrm state add") && reason(line) == null && !line.contains(" auth")) {
                if (line.contains(" enc ")) {
                    byte[] text = line.getBytes(StandardCharsets.US_ASCII);
                    assertThatThrownBy(() -> careful.read("case", text))
                            .isInstanceOf(ConfigException.class)
                            .hasMessage("case:1:1: cbc(aes) without 'auth' lets packets be forged: add auth-trunc, or"
                                    + " allow it with --allow-unauthenticated");
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    private static void assertSame(XfrmConfig.SaEntry entry, String line) {
        SaConfig config = entry.config();
        String head = line.substring(0, line.indexOf(" proto"));
        assertThat(config.source().toString()).as(line).isEqualTo(find(head, "src (\\S+)", ""));
        assertThat(config.id().destination().toString()).as(line).isEqualTo(find(head, "dst (\\S+)", ""));
        assertThat(Integer.toUnsignedLong(config.id().spi())).as(line).isEqualTo(number(line, "spi"));
        assertThat(config.reqid()).as(line).isEqualTo((int) number(line, "reqid"));
        assertThat(config.mode().label()).as(line).isEqualTo(find(line, "mode (\\S+)", ""));
        assertThat(config.replayWindow()).as(line).isEqualTo((int) number(line, "replay-window"));
        assertThat(config.sequenceLow()).as(line).isEqualTo((int) number(line, "replay-oseq"));
        assertThat(config.sequenceHigh()).as(line).isEqualTo((int) number(line, "replay-oseq-hi"));
        assertThat(entry.replaySequenceLow()).as(line).isEqualTo((int) number(line, "replay-seq"));
        assertThat(entry.replaySequenceHigh()).as(line).isEqualTo((int) number(line, "replay-seq-hi"));
        assertThat(config.esn()).as(line).isEqualTo(line.contains("flag esn"));
        assertThat(config.encapDestinationPort())
                .as(line)
                .isEqualTo(Integer.parseInt(find(line, "espinudp(?:-nonike)? [0-9]+ ([0-9]+)", "0")));
        assertThat(config.has(SaFlags.NON_IKE)).as(line).isEqualTo(line.contains("espinudp-nonike"));
        assertThat(config.outputMark()).as(line).isEqualTo((int) number(line, "output-mark"));
        assertThat(config.ivSalt()).isEqualTo(0x0123456789abcdefL);
        assertKey(entry, line);
        assertSelector(config, line);
        assertThat(entry.offload() != null).as(line).isEqualTo(line.contains("offload dev hw0 dir out"));
    }

    private static void assertKey(XfrmConfig.SaEntry entry, String line) {
        EspTransform transform = entry.config().transform();
        Matcher cipher = Pattern.compile("(?:aead|enc) (\\S+) (?:0x([0-9a-f]+)|\"\")(?: (\\d+))?")
                .matcher(line);
        Matcher auth = Pattern.compile("auth-trunc (\\S+) 0x([0-9a-f]+) (\\d+)").matcher(line);
        assertThat(cipher.find()).as(line).isTrue();
        boolean hasAuth = auth.find();
        byte[] material = new byte[entry.key().length()];
        entry.key().copyTo(0, material);
        String keys = (cipher.group(2) == null ? "" : cipher.group(2)) + (hasAuth ? auth.group(2) : "");
        assertThat(HexFormat.of().formatHex(material)).as(line).isEqualTo(keys);
        assertThat(transform.name()).as(line).isEqualTo(cipher.group(1));
        assertThat(transform.authName()).as(line).isEqualTo(hasAuth ? auth.group(1) : "");
        String icv = hasAuth ? auth.group(3) : cipher.group(3);
        assertThat(transform.icvLength() * 8).as(line).isEqualTo(icv == null ? 0 : Integer.parseInt(icv));
        assertThat(transform.materialLength()).as(line).isEqualTo(material.length);
        assertThat(transform.isEsp()).as(line).isTrue();
    }

    private static void assertSelector(SaConfig config, String line) {
        Matcher matcher =
                Pattern.compile("sel src (\\S+)/(\\d+) dst (\\S+)/(\\d+)").matcher(line);
        if (matcher.find()) {
            assertThat(config.selector().source()).as(line).isEqualTo(IpAddress.parse(matcher.group(1)));
            assertThat(config.selector().sourcePrefix()).as(line).isEqualTo(Integer.parseInt(matcher.group(2)));
            assertThat(config.selector().destination()).as(line).isEqualTo(IpAddress.parse(matcher.group(3)));
            assertThat(config.selector().destinationPrefix()).as(line).isEqualTo(Integer.parseInt(matcher.group(4)));
        } else {
            assertThat(config.selector().family())
                    .as(line)
                    .isEqualTo(line.contains("flag af-unspec") ? 0 : config.outerFamily());
            assertThat(config.selector().sourcePrefix()).as(line).isZero();
            assertThat(config.selector().destinationPrefix()).as(line).isZero();
        }
    }

    @Test
    void shouldReadEachPolicy() throws IOException {
        int read = 0;
        for (String line : commands()) {
            if (line.startsWith("xfrm policy add")) {
                XfrmConfig config = read(line);
                assertThat(config.policies()).as(line).hasSize(1);
                assertSame(config.policies().getFirst().policy(), line);
                read++;
            }
        }
        assertThat(read).isGreaterThan(150);
    }

    private static void assertSame(Policy policy, String line) {
        assertThat(policy.selector().source() + "/" + policy.selector().sourcePrefix())
                .as(line)
                .isEqualTo(network(find(line, "add src (\\S+)", "")));
        assertThat(policy.direction().label()).as(line).isEqualTo(find(line, "dir (\\S+)", ""));
        assertThat(policy.action().label()).as(line).isEqualTo(find(line, "action (\\S+)", "allow"));
        assertThat(policy.priority()).as(line).isEqualTo(number(line, "priority"));
        String[] templates = line.split(" tmpl ", -1);
        assertThat(policy.templates()).as(line).hasSize(templates.length - 1);
        for (int i = 1; i < templates.length; i++) {
            Template template = policy.templates().get(i - 1);
            assertThat(template.source().toString()).as(line).isEqualTo(find(templates[i], "src (\\S+)", ""));
            assertThat(template.destination().toString()).as(line).isEqualTo(find(templates[i], "dst (\\S+)", ""));
            assertThat(template.protocol()).as(line).isEqualTo(templates[i].contains("proto ah") ? 51 : 50);
            assertThat(template.mode().label()).as(line).isEqualTo(find(templates[i], "mode (\\S+)", ""));
            assertThat(template.reqid()).as(line).isEqualTo((int) number(templates[i], "reqid"));
            assertThat(template.level().label()).as(line).isEqualTo(find(templates[i], "level (\\S+)", "required"));
        }
    }

    private static String network(String text) {
        return text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32");
    }

    @Test
    void shouldSayWhyWhenCommandIsRefused() throws IOException {
        int refused = 0;
        for (String line : commands()) {
            String reason = reason(line);
            if (reason != null) {
                refused++;
                try (XfrmConfig config = read(line)) {
                    fail("read as " + config + ": " + line);
                } catch (ConfigException e) {
                    assertThat(e.getMessage()).as(line).startsWith("case:1:").contains(reason);
                    assertThat(e.getMessage().lines()).as(line).hasSize(1);
                    for (String key : keys(line)) {
                        assertThat(e.getMessage()).doesNotContain(key);
                    }
                }
            }
        }
        assertThat(refused).isGreaterThan(6);
    }

    private static String reason(String line) {
        if (line.startsWith("route")) {
            return "unknown keyword 'route'";
        }
        if (line.startsWith("xfrm policy")) {
            return null;
        }
        if (!line.startsWith("xfrm state add")) {
            return "allowed: add";
        }
        if (line.contains(" proto ah ")) {
            return "supported: proto esp";
        }
        if (line.contains("flag esn") && !line.contains("replay-window")) {
            return "flag esn needs a 'replay-window'";
        }
        return null;
    }

    private static List<String> keys(String line) {
        return Pattern.compile("\\) 0x([0-9a-f]+)")
                .matcher(line)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @Test
    void shouldReadWholeCaseWhenItsCommandsAreJoined() {
        String text = "# a comment, then one state and its policy\n\n"
                + "ip xfrm state add src 192.0.2.1 dst 198.51.100.2 proto esp spi 0x1000 reqid 100 mode tunnel \\\n"
                + "    " + GCM + "0x" + "0f".repeat(20) + " 128 # behind a line\n"
                + "xfrm policy add src 10.1.0.0/16 dst 10.2.0.0/16 dir out tmpl proto esp reqid 100 mode tunnel\r\n";
        try (XfrmConfig config = read(text)) {
            assertThat(config.states()).hasSize(1);
            assertThat(config.states().getFirst().line()).isEqualTo(3);
            assertThat(config.policies()).hasSize(1);
            assertThat(config.policies().getFirst().line()).isEqualTo(5);
        }
        assertThatThrownBy(() -> read(text + text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 3");
    }
}
