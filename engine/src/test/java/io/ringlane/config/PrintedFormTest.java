// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Text as {@code ip} prints it, and as our own printer does. */
class PrintedFormTest {
    private static final String KEY = "00112233445566778899aabbccddeeff01020304";
    private static final String STATE = """
        src 192.0.2.1 dst 198.51.100.2
        \tproto esp spi 0x00001001 reqid 100 mode tunnel
        \treplay-window 32 flag noecn nopmtudisc
        \tmark 0x5/0xff\s
        \toutput-mark 0x5a/0xf0
        \taead rfc4106(gcm(aes)) 0x%s 96
        \tencap type espinudp sport 4500 dport 4501 addr 0.0.0.0
        \tanti-replay context: seq 0x7, oseq 0x2a, bitmap 0x0000007f
        \ttfcpad 100
        \tcrypto offload parameters: dev hw0 dir out
        \tsel src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 443\s
        """.formatted(KEY);
    private static final String STATE_WITH_STATISTICS = """
        src 2001:db8::1 dst 2001:db8::2
        \tproto esp spi 0x00001002(4098) reqid 100(0x00000064) mode transport
        \treplay-window 0 seq 0x00000000 flag esn (0x80)
        \taead rfc4106(gcm(aes)) 0x%s (160 bits) 128
        \tanti-replay esn context:
        \t seq-hi 0x1, seq 0x2, oseq-hi 0x3, oseq 0xfffffffe
        \t replay_window 64, bitmap-length 2
        \t 00000000 00000003\s
        \tlastused 2026-01-02 03:04:05
        \tsel src ::/0 dst ::/0 uid 0
        \tlifetime config:
        \t  limit: soft 1000(bytes), hard (INF)(bytes)
        \t  limit: soft (INF)(packets), hard 77(packets)
        \t  expire add: soft 1(sec), hard 2(sec)
        \t  expire use: soft 3(sec), hard 4(sec)
        \tlifetime current:
        \t  168(bytes), 2(packets)
        \t  add 2026-01-02 03:04:05 use -
        \tstats:
        \t  replay-window 0 replay 0 failed 0
        """.formatted(KEY);
    private static final String POLICIES = """
        src 10.0.0.0/8 dst 10.4.0.0/16\s
        \tdir out priority 0 ptype main\s
        \ttmpl src 0.0.0.0 dst 0.0.0.0
        \t\tproto esp reqid 3 mode tunnel
        src fd00::/64 dst fd01::/64 proto ipv6-icmp type 3 code 1\s
        \tdir fwd priority 0 ptype main\s
        src 10.0.0.0/8 dst 10.0.0.0/8 proto gre key 16909060\s
        \tdir out priority 0 ptype main\s
        src 10.0.0.0/8 dst 10.2.0.0/16\s
        \tdir out priority 5 ptype main\s
        \tmark 0x3/0x7\s
        \ttmpl src 192.0.2.1 dst 198.51.100.2
        \t\tproto esp spi 0x00001001 reqid 100 mode tunnel
        \ttmpl src 192.0.2.1 dst 198.51.100.2
        \t\tproto esp reqid 0 mode transport
        \t\tlevel use\s
        src 0.0.0.0/0 dst 0.0.0.0/0\s
        \tsocket out priority 0 ptype main\s
        """;
    private static final String POLICIES_WITH_STATISTICS = """
        src 10.0.0.0/8 dst 10.2.0.0/16 proto udp dport 53 uid 0
        \tdir in action block index 8 priority 0 ptype main share any flag icmp (0x00000010)
        \tlifetime config:
        \t  limit: soft 10(bytes), hard (INF)(bytes)
        \t  limit: soft (INF)(packets), hard (INF)(packets)
        \t  expire add: soft 0(sec), hard 0(sec)
        \t  expire use: soft 0(sec), hard 0(sec)
        \tlifetime current:
        \t  0(bytes), 0(packets)
        \t  add 2026-11-22 16:07:32 use -
        src 10.0.0.0/8 dst 10.4.0.0/16 uid 0
        \tdir out action allow index 25 priority 0 ptype main share any flag  (0x00000000)
        \tlifetime config:
        \t  limit: soft (INF)(bytes), hard (INF)(bytes)
        \t  limit: soft (INF)(packets), hard (INF)(packets)
        \t  expire add: soft 0(sec), hard 0(sec)
        \t  expire use: soft 0(sec), hard 0(sec)
        \tlifetime current:
        \t  0(bytes), 0(packets)
        \t  add 2026-11-22 16:15:22 use 2026-11-22 16:15:23
        \ttmpl src 0.0.0.0 dst 0.0.0.0
        \t\tproto esp spi 0x00000000(0) reqid 3(0x00000003) mode tunnel
        \t\tlevel required share any\s
        \t\tenc-mask ffffffff auth-mask ffffffff comp-mask ffffffff
        """;

    private final XfrmConfigReader reader = new XfrmConfigReader(() -> 42);

    private XfrmConfig read(String text) {
        return reader.read("printed", text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldReadStateWhenPrinted() {
        try (XfrmConfig config = read(STATE)) {
            XfrmConfig.SaEntry entry = config.states().getFirst();
            SaConfig sa = entry.config();
            assertThat(sa.mode()).isEqualTo(XfrmMode.TUNNEL);
            assertThat(sa.flags()).isEqualTo(SaFlags.NOECN | SaFlags.NOPMTUDISC);
            assertThat(sa.id().mark()).isEqualTo(5);
            assertThat(sa.id().markMask()).isEqualTo(0xff);
            assertThat(sa.outputMark()).isEqualTo(0x5a);
            assertThat(sa.outputMarkMask()).isEqualTo(0xf0);
            assertThat(sa.transform().icvLength()).isEqualTo(12);
            assertThat(sa.encapSourcePort()).isEqualTo(4500);
            assertThat(sa.encapDestinationPort()).isEqualTo(4501);
            assertThat(sa.sequenceLow()).isEqualTo(0x2a);
            assertThat(entry.replaySequenceLow()).isEqualTo(7);
            assertThat(sa.replayWindow()).isEqualTo(32);
            assertThat(sa.tfcPad()).isEqualTo(100);
            assertThat(entry.offload()).isEqualTo(new XfrmConfig.Offload("hw0", false));
            assertThat(sa.selector().protocol()).isEqualTo(6);
            assertThat(sa.selector().destinationPort()).isEqualTo(443);
            assertThat(sa.selector().sourcePortMask()).isZero();
            assertThat(sa.limits()).isEqualTo(SaLimits.NONE);
        }
    }

    @Test
    void shouldReadStateWhenPrintedWithStatistics() {
        try (XfrmConfig config = read(STATE_WITH_STATISTICS)) {
            XfrmConfig.SaEntry entry = config.states().getFirst();
            SaConfig sa = entry.config();
            assertThat(sa.id().spi()).isEqualTo(0x1002);
            assertThat(sa.esn()).isTrue();
            assertThat(sa.replayWindow()).isEqualTo(64);
            assertThat(sa.sequenceHigh()).isEqualTo(3);
            assertThat(sa.sequenceLow()).isEqualTo(-2);
            assertThat(entry.replaySequenceHigh()).isEqualTo(1);
            assertThat(entry.replaySequenceLow()).isEqualTo(2);
            assertThat(sa.limits()).isEqualTo(new SaLimits(1000, SaLimits.INFINITE, SaLimits.INFINITE, 77, 1, 2, 3, 4));
            assertThat(sa.selector().family()).isEqualTo(6);
        }
    }

    @Test
    void shouldReadPoliciesOldestFirstWhenPrinted() {
        XfrmConfig config = read(POLICIES);
        assertThat(config.policies())
                .hasSize(4)
                .extracting(XfrmConfig.PolicyEntry::line)
                .containsExactly(9, 7, 5, 1);

        Policy two = config.policies().getFirst().policy();
        assertThat(two.priority()).isEqualTo(5);
        assertThat(two.mark()).isEqualTo(3);
        assertThat(two.markMask()).isEqualTo(7);
        assertThat(two.templates()).hasSize(2);
        assertThat(two.templates().getFirst().spi()).isEqualTo(0x1001);
        assertThat(two.templates().getLast().level()).isEqualTo(Template.Level.USE);
        Selector gre = config.policies().get(1).policy().selector();
        assertThat(gre.sourcePort()).isEqualTo(0x0102);
        assertThat(gre.destinationPort()).isEqualTo(0x0304);
        Selector icmp = config.policies().get(2).policy().selector();
        assertThat(icmp.sourcePort()).isEqualTo(3);
        assertThat(icmp.destinationPort()).isEqualTo(1);
    }

    @Test
    void shouldReadPoliciesWhenPrintedWithStatistics() {
        XfrmConfig config = read(POLICIES_WITH_STATISTICS);
        assertThat(config.policies()).hasSize(2);
        Policy allow = config.policies().getFirst().policy();
        assertThat(allow.index()).isEqualTo(25);
        assertThat(allow.templates().getFirst().reqid()).isEqualTo(3);
        Policy block = config.policies().getLast().policy();
        assertThat(block.action()).isEqualTo(Policy.Action.BLOCK);
        assertThat(block.direction()).isEqualTo(Policy.Direction.IN);
    }

    @Test
    void shouldReadSameWhenPrintedOnOneLineEach() {
        try (XfrmConfig lines = read(STATE + POLICIES);
                XfrmConfig oneLine = read(oneLine(STATE) + oneLine(POLICIES))) {
            assertThat(facts(oneLine)).isEqualTo(facts(lines));
        }
    }

    private static String oneLine(String printed) {
        return printed.replace("\n\t", "\\\t").replace("\n", "\\\n");
    }

    @Test
    void shouldReadSameWhenPrintedByUsAndRead() {
        try (XfrmConfig first = read(POLICIES
                + STATE
                + STATE_WITH_STATISTICS
                + POLICIES_WITH_STATISTICS.replace("src 10.0.0.0/8", "src 10.0.0.0/9"))) {
            String text = new XfrmConfigPrinter(true).print(first);
            try (XfrmConfig second = read(text)) {
                assertThat(facts(second)).isEqualTo(facts(first));
                assertThat(new XfrmConfigPrinter(true).print(second)).isEqualTo(text);
            }
        }
    }

    @Test
    void shouldReadAndPrintTheKindOfEncapsulationWhenItIsTheOlderOne() {
        String older = STATE.replace("type espinudp ", "type espinudp-nonike ");
        try (XfrmConfig plain = read(STATE);
                XfrmConfig config = read(older)) {
            assertThat(new XfrmConfigPrinter(true).print(plain)).doesNotContain("nonike");
            String text = new XfrmConfigPrinter(true).print(config);
            assertThat(text).contains("\tencap type espinudp-nonike sport 4500 dport 4501 addr 0.0.0.0\n");
            try (XfrmConfig again = read(text)) {
                assertThat(again.states().getFirst().config())
                        .isEqualTo(config.states().getFirst().config());
                assertThat(again.states().getFirst().config().has(SaFlags.NON_IKE))
                        .isTrue();
            }
        }
    }

    @Test
    void shouldReadAndPrintCoreWhenSaIsOfOneCore() {
        try (XfrmConfig config = read("state add src 192.0.2.1 dst 198.51.100.2 proto esp spi 0xabc mode tunnel"
                + " pcpu-num 3 aead rfc4106(gcm(aes)) 0x" + KEY + " 128")) {
            assertThat(config.states().getFirst().config().pcpu()).isEqualTo(3);
            String text = new XfrmConfigPrinter(true).print(config);
            assertThat(text).contains("\n\tpcpu-num 3\n");
            try (XfrmConfig again = read(text)) {
                assertThat(facts(again)).isEqualTo(facts(config));
            }
        }
    }

    /** All that a configuration holds, but lines. */
    private static String facts(XfrmConfig config) {
        StringBuilder facts = new StringBuilder();
        for (XfrmConfig.SaEntry entry : config.states()) {
            byte[] material = new byte[entry.key().length()];
            entry.key().copyTo(0, material);
            facts.append(entry.config())
                    .append(HexFormat.of().formatHex(material))
                    .append(entry.offload());
            facts.append(entry.config().outputMarkMask()).append(' ').append(entry.replaySequenceHigh());
            facts.append(' ').append(entry.replaySequenceLow()).append('\n');
        }
        config.policies().forEach(entry -> facts.append(entry.policy()).append('\n'));
        return facts.toString();
    }

    @Test
    void shouldPrintAsIpDoesWhenStateIsSimple() {
        try (XfrmConfig config = read("src 192.0.2.1 dst 198.51.100.2 proto esp spi 0xabc reqid 1 mode tunnel"
                + " replay-window 32 aead rfc4106(gcm(aes)) 0x" + KEY + " 128 iv-salt 0xff")) {
            assertThat(new XfrmConfigPrinter(false).print(config)).isEqualTo("""
                src 192.0.2.1 dst 198.51.100.2
                \tproto esp spi 0x00000abc reqid 1 mode tunnel
                \treplay-window 32\s
                \taead rfc4106(gcm(aes)) <<Keys hidden>> 128
                \tiv-salt 0x00000000000000ff
                \tanti-replay context: seq 0x0, oseq 0x0, bitmap 0x00000000
                \tsel src 0.0.0.0/0 dst 0.0.0.0/0\s
                """);
        }
    }

    @Test
    void shouldPrintAsIpDoesWhenCipherAndAuthenticationAreTwo() {
        String head = "src 192.0.2.1 dst 198.51.100.2 proto esp spi 0xabc mode tunnel replay-window 32 ";
        try (XfrmConfig config = read(head + "enc aes 0x" + KEY.substring(0, 32) + " auth sha256 0x" + KEY
                + " iv-salt 0x00112233445566778899aabbccddeeff")) {
            assertThat(new XfrmConfigPrinter(true).print(config))
                    .contains("\n\tauth-trunc hmac(sha256) 0x" + KEY + " 96\n\tenc cbc(aes) 0x" + KEY.substring(0, 32)
                            + "\n\tiv-salt 0x00112233445566778899aabbccddeeff\n\tanti-replay");
            assertThat(config.states().getFirst().config().ivSalt()).isEqualTo(0x0011223344556677L);
            assertThat(config.states().getFirst().config().ivSaltRest()).isEqualTo(0x8899aabbccddeeffL);
        }
        try (XfrmConfig config = read(head + "auth hmac(sha512) 0x" + KEY + " enc cipher_null \"\"")) {
            String printed = new XfrmConfigPrinter(true).print(config);
            assertThat(printed)
                    .contains("\n\tauth-trunc hmac(sha512) 0x" + KEY + " 256\n\tenc ecb(cipher_null) \n\tanti-replay");
            try (XfrmConfig again = read(printed)) {
                assertThat(facts(again)).isEqualTo(facts(config));
            }
        }
    }

    @Test
    void shouldPrintAsIpDoesWhenPoliciesAreRead() {
        String expected = POLICIES.substring(0, POLICIES.indexOf("src 0.0.0.0/0"));
        assertThat(new XfrmConfigPrinter(false).print(read(POLICIES))).isEqualTo(expected);
    }
}
