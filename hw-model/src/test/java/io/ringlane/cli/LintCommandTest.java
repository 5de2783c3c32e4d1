// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LintCommandTest {
    private static final String STATE = "state add src 192.0.2.1 dst 198.51.100.2 proto esp mode tunnel"
            + " replay-window 32 limit byte-hard 1000000 ";
    private static final String GCM = " aead rfc4106(gcm(aes)) 0xf3a9";
    private static final String REST = "12b4c5d6e7f80192a3b4c5d6e7f8a9b0c1 128";
    private static final String TEMPLATE = " tmpl src 192.0.2.1 dst 198.51.100.2 proto esp reqid 7 mode tunnel";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("ipsec.conf");
    }

    private static String state(int spi, String key) {
        return STATE + "spi " + spi + " reqid 7" + GCM + key + REST;
    }

    private static String policy(String selector, String more) {
        return "policy add " + selector + " dir out " + more + TEMPLATE;
    }

    private CommandRun lint(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
        return CommandRun.of("lint", file);
    }

    private static List<String> findings(CommandRun run) {
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        return lines.subList(0, lines.size() - 1).stream()
                .map(line -> line.substring(line.indexOf(".conf:") + 6))
                .toList();
    }

    @Test
    void shouldFindNothingWhenAllIsWell() throws IOException {
        CommandRun run = lint(state(256, "01"), policy("src 10.1.0.0/16 dst 10.2.0.0/16", ""));

        assertThat(findings(run)).isEmpty();
        assertThat(run.out()).isEqualTo("1 SAs, 1 policies: 0 findings\n");
        assertThat(run.code()).isZero();
    }

    @Test
    void shouldNameThePolicyThatHidesAnotherOne() throws IOException {
        CommandRun run = lint(
                state(256, "01"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16", "priority 5"),
                policy("src 10.1.2.0/24 dst 10.2.0.0/16 proto tcp dport 80", "action block priority 10"),
                policy("src 10.1.3.0/24 dst 10.2.0.0/16", "priority 10"),
                policy("src 10.1.3.0/24 dst 10.2.4.0/24", "priority 1 action block"),
                policy("src 10.0.0.0/8 dst 10.2.0.0/16", "priority 10"),
                "policy add src 10.1.4.0/24 dst 10.2.0.0/16 dir in priority 10" + TEMPLATE);

        assertThat(findings(run))
                .containsExactly(
                        "3: warning: the policy never takes a packet: the one in line 2 (priority 5) takes all of them"
                                + " first",
                        "4: note: the policy never takes a packet: the one in line 2 (priority 5) takes all of them"
                                + " first and does the same");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void shouldTakeMarksAndPortsIntoAccountWhenAPolicySeemsHidden() throws IOException {
        CommandRun run = lint(
                state(256, "01"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16 proto udp sport 53", "priority 5"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16 proto udp", "priority 6"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16", "priority 7 mark 1 mask 1"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16", "priority 8 mark 3 mask 3"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16", "priority 9 mark 2 mask 3"));

        assertThat(findings(run))
                .singleElement()
                .asString()
                .startsWith("5: note: ")
                .contains("line 4");
    }

    @Test
    void shouldNameThePoliciesThatHideAnotherOneTogether() throws IOException {
        CommandRun run = lint(
                state(256, "01"),
                policy("src 10.1.0.0/17 dst 10.2.0.0/16", "priority 3"),
                policy("src 10.1.128.0/17 dst 10.2.0.0/17", "priority 4 action block"),
                policy("src 10.1.0.0/16 dst 10.2.128.0/17 proto tcp", "priority 5"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 80", "priority 9"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16 proto udp", "priority 9"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 81", "priority 1"));

        assertThat(findings(run))
                .containsExactly("5: warning: the policy never takes a packet: those in lines 2, 3 and 4 take all of"
                        + " them first, together");
    }

    @Test
    void shouldNotTakeManyThatCoverNotQuiteAllForThoseThatHide() throws IOException {
        List<String> lines = new ArrayList<>(List.of(state(256, "01")));
        for (int i = 0; i < 255; i++) {
            lines.add(policy("src 10.1." + i + ".0/24 dst 10.2.0.0/16", "priority 1"));
        }
        lines.add(policy("src 10.1.0.0/16 dst 10.2.0.0/16", "priority 2"));
        assertThat(findings(lint(lines.toArray(String[]::new)))).isEmpty();

        lines.add(256, policy("src 10.1.255.0/24 dst 10.2.0.0/16", "priority 1"));
        assertThat(findings(lint(lines.toArray(String[]::new))))
                .singleElement()
                .asString()
                .startsWith("258: warning: the policy never takes a packet: those in lines 2, 3, ")
                .endsWith("256 and 257 take all of them first, together");
    }

    @Test
    void shouldRefuseInOneLineWhenAnOptionIsWrong() {
        for (Object[] words : new Object[][] {{"lint"}, {"lint", file, "--xml"}, {"lint", file, file}}) {
            CommandRun run = CommandRun.of(words);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("ringlane lint: ");
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void shouldNameStatesWithoutPolicyAndPoliciesWithoutState() throws IOException {
        CommandRun run = lint(
                state(256, "01").replace("reqid 7", "reqid 8"),
                policy("src 10.1.0.0/16 dst 10.2.0.0/16", ""),
                "policy add src 10.2.0.0/16 dst 10.1.0.0/16 dir out tmpl proto esp reqid 9 level use mode transport");

        assertThat(findings(run))
                .containsExactly(
                        "1: warning: no policy leads to the SA dst 198.51.100.2 spi 0x00000100 reqid 8 mode tunnel",
                        "2: warning: there is no SA for a template of the policy: its packets are dropped until there"
                                + " is one",
                        "3: warning: all templates of the policy are 'level use': without SAs its packets leave in"
                                + " clear");
    }

    @Test
    void shouldFollowTemplatesInTransportModeByThePoliciesPackets() throws IOException {
        String transport =
                "state add src 10.1.0.2 dst 10.2.0.2 proto esp spi 300 reqid 7 mode transport replay-window 32" + GCM
                        + "01" + REST;
        CommandRun run = lint(
                transport,
                transport.replace("dst 10.2.0.2", "dst 10.3.0.2"),
                "policy add src 10.1.0.0/16 dst 10.2.0.0/16 dir out tmpl proto esp reqid 7 mode transport");

        assertThat(findings(run))
                .contains("2: warning: no policy leads to the SA dst 10.3.0.2 spi 0x0000012c reqid 7 mode transport")
                .noneMatch(line -> line.startsWith("1: "));
    }

    @Test
    void shouldNameKeysThatAreUsedTwiceOrArePatterns() throws IOException {
        String zeros = STATE + "spi 258 reqid 7 aead rfc4106(gcm(aes)) 0x" + "00".repeat(20) + " 128";
        CommandRun run = lint(state(256, "01"), state(257, "01"), zeros, policy("src 10.1.0.0/16 dst 10.2.0.0/16", ""));

        assertThat(findings(run))
                .containsExactly(
                        "2: error: the SA dst 198.51.100.2 spi 0x00000101 has the key of the SA in line 1: both will"
                                + " use the same nonces",
                        "3: error: the SA dst 198.51.100.2 spi 0x00000102 has a key that is a pattern, not a random"
                                + " number");
        assertThat(run.out()).doesNotContain("f3a9");
    }

    @Test
    void shouldNameWeakNumbersAndIcvs() throws IOException {
        String weak = state(256, "01").replace("replay-window 32", "extra-flag oseq-may-wrap");
        CommandRun run = lint(
                weak.substring(0, weak.length() - 3) + "64",
                policy("src 10.1.0.0/16 dst 10.2.0.0/16", "mark 4 mask 3"));

        assertThat(findings(run))
                .anyMatch(line -> line.startsWith("1: warning: ") && line.endsWith("has an ICV of 64 bits only"))
                .anyMatch(line -> line.startsWith("1: warning: ") && line.contains("numbers begin again"))
                .anyMatch(line -> line.startsWith("1: note: ") && line.contains("no replay window"))
                .contains("2: error: the policy's mark has bits outside its mask: no packet has it");
    }

    @Test
    void shouldPrintOneObjectWhenJsonIsAsked() throws IOException {
        Files.writeString(file, state(256, "01") + "\n");
        CommandRun run = CommandRun.of("lint", file, "--json");

        JsonNode findings = new ObjectMapper().readTree(run.out()).get("findings");
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).get("line").asInt()).isEqualTo(1);
        assertThat(findings.get(0).get("kind").asText()).isEqualTo("warning");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void shouldStayQuickWhenThereAreManyPolicies() throws IOException {
        StringBuilder text = new StringBuilder(state(256, "01")).append('\n');
        for (int i = 0; i < 20_000; i++) {
            text.append(policy("src 10." + (i >> 8) + "." + (i & 255) + ".0/24 dst 10.2.0.0/16", ""))
                    .append('\n');
        }
        text.append(policy("src 10.5.5.5/32 dst 10.2.0.0/16", "priority 1")).append('\n');
        Files.writeString(file, text);

        CommandRun run = CommandRun.of("lint", file);

        assertThat(run.out()).endsWith("1 SAs, 20,001 policies: 1 findings\n").contains("20002: note: ");
    }

    @Test
    void shouldRefuseInOneLineWhenTheFileCannotBeRead() {
        CommandRun run = CommandRun.of("lint", file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("ringlane lint: ").contains("no such file");
        assertThat(run.err().lines()).hasSize(1);
    }
}
