// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SecretKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user gets to read when a file is wrong; and that nothing else ever comes out. */
class ConfigErrorTest {
    private static final String SECRET = "5ec4e7".repeat(6) + "5ec4";
    private static final String STATE = "src 192.0.2.1 dst 198.51.100.2 proto esp spi 0x1000 reqid 1 mode tunnel "
            + "replay-window 32 aead rfc4106(gcm(aes)) 0x" + SECRET + " 128";
    private static final String POLICY =
            "src 10.1.0.0/16 dst 10.2.0.0/16 dir out tmpl src 192.0.2.1 dst 198.51.100.2 proto esp mode tunnel";

    private final XfrmConfigReader reader = new XfrmConfigReader();

    private XfrmConfig read(String text) {
        return reader.read("sa.conf", text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String fault(String text) {
        try (XfrmConfig config = read(text)) {
            throw new AssertionError("read as " + config);
        } catch (ConfigException e) {
            assertThat(e.getMessage().lines()).hasSize(1);
            assertThat(e.getMessage()).doesNotContain("5ec4e7");
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        spi 0x1000      | spy 0x1000           | unknown keyword 'spy'; allowed: src, dst
        spi 0x1000      | spi 0xgg             | 'spi' must be a number from 0 to 4294967295, decimal or 0x, is '0xgg'
        spi 0x1000      | spi 0x100000000      | 'spi' must be a number
        spi 0x1000      | spi 010              | 'spi' must be a number
        spi 0x1000      | spi 255              | spi must be 0x100 or above, is 0xff
        spi 0x1000      | spi 1000 spi 1001    | 'spi' is given twice
        src 192.0.2.1   | src 192.0.2.300      | 'src' must be a numeric IPv4 or IPv6 address, is '192.0.2.300'
        src 192.0.2.1   | src host.example     | 'src' must be a numeric IPv4 or IPv6 address, is 'host.example'
        src 192.0.2.1   | src 2001:db8::1      | outer addresses must be of one family: 2001:db8::1, 198.51.100.2
        dst 198.51.100.2| seq 1                | the SA has no 'dst'
        proto esp       | proto ah             | supported: proto esp
        proto esp       | proto tcp            | unknown proto 'tcp'; allowed: esp, ah, comp
        proto esp       | reqid 2              | 'reqid' is given twice
        mode tunnel     | mode funnel          | unknown mode 'funnel'; allowed: transport, tunnel, beet
        mode tunnel     | mode ro              | mode ro does not go with esp; allowed: transport, tunnel, beet
        gcm(aes)) 0x    | gcm(aes)) 0xaa       | has 21 bytes; allowed: 20, 28 or 36
        gcm(aes)) 0x    | gcm(aes)) 0xa        | odd number of hexadecimal digits: 41
        gcm(aes)) 0x    | gcm(aes)) 0xz1       | has a character that is no hexadecimal digit
        gcm(aes)) 0x    | gcm(aes)) 1x         | must be 0x and hexadecimal digits
        gcm(aes)) 0x    | gcm(aes)) 128 0x     | must be 0x and hexadecimal digits
        gcm(aes)) 0x    | gcm(aes)) 0x01 0x    | has 1 bytes; allowed: 20, 28 or 36
        aead rfc4106(gcm(aes)) | aead aes-gcm  | unknown algorithm 'aes-gcm' behind 'aead'; supported: aead
        aead rfc4106(gcm(aes)) | enc cbc(aes)  | the key of cbc(aes) has 20 bytes; allowed: 16, 24 or 32
        aead rfc4106(gcm(aes)) | aead rfc4309(ccm(aes)) | 20 bytes; allowed: 19, 27 or 35 (16, 24 or 32 and 3 of salt)
        aead rfc4106(gcm(aes)) | aead rfc7539esp(chacha20,poly1305) | has 20 bytes; allowed: 36 (32 and 4 of salt)
        aead rfc4106(gcm(aes)) | enc cbc(des3_ede)      | the key of cbc(des3_ede) has 20 bytes; allowed: 24
        aead rfc4106(gcm(aes)) | enc ecb(cipher_null)   | the key of ecb(cipher_null) must be empty
        aead rfc4106(gcm(aes)) | enc cbc(camellia)      | algorithm 'cbc(camellia)' is not supported; supported: aead
        aead rfc4106(gcm(aes)) | auth-trunc hmac(md5)   | algorithm 'hmac(md5)' is not supported
        aead rfc4106(gcm(aes)) | auth-trunc cmac(aes)   | the key of cmac(aes) has 20 bytes; allowed: 16
        aead rfc4106(gcm(aes)) | auth-trunc hmac(sha256)| the SA has no 'enc'; to authenticate only: enc ecb
        aead rfc4106(gcm(aes)) | auth-trunc hmac(sha512)| behind the key of hmac(sha512) must be 256 bits
        aead rfc4106(gcm(aes)) | enc cipher_null "" auth-trunc hmac(sha384) | key of hmac(sha384) must be 192 bits
        replay-window 32 | enc cipher_null "" | 'aead' is given, but the SA has ecb(cipher_null) already
        replay-window 32 | auth sha1 0x5ec4 | rfc4106(gcm(aes)) authenticates by itself
        aead rfc4106(gcm(aes)) | comp deflate           | algorithm 'deflate' is not supported
        aead rfc4106(gcm(aes)) | auth cbc(aes) | algorithm 'cbc(aes)' belongs behind 'enc', not 'auth'
        aead rfc4106(gcm(aes)) | enc rfc4106(gcm(aes)) | belongs behind 'aead', not 'enc'
        aead rfc4106(gcm(aes)) | reqid_        | unknown keyword 'reqid_'
        aead rfc4106(gcm(aes)) | aead          | unknown algorithm a word of 42 characters behind 'aead'
        replay-window 32 | replay-window 5000  | 'replay-window' must be a number from 0 to 4096
        replay-window 32 | flag esn            | flag esn needs a 'replay-window' of 1 to 4096
        replay-window 32 | replay-oseq-hi 1    | need flag esn
        replay-window 32 | flag bogus          | unknown flag 'bogus' behind 'flag'; allowed: af-unspec, align4
        replay-window 32 | extra-flag esn      | unknown flag 'esn' behind 'extra-flag'; allowed: dont
        replay-window 32 | limit byte-hard x   | 'byte-hard' must be a number
        replay-window 32 | limit bytes 1       | unknown limit 'bytes'; allowed: byte-soft
        replay-window 32 | encap esp 1 2 ::    | unknown encap 'esp'; supported: espinudp
        replay-window 32 | encap espintcp 1 2 ::          | encap espintcp is not supported; supported: espinudp
        replay-window 32 | encap espinudp 0 2 0.0.0.0     | encap ports must be 1 to 65535
        replay-window 32 | encap espinudp 70000 2 0.0.0.0 | 'encap source port' must be a number from 0 to 65535
        replay-window 32 | offload dev hw0 dir up         | unknown direction 'up' behind 'dir'; allowed: in, out
        replay-window 32 | offload hw0                    | 'dev' expected, not 'hw0'
        replay-window 32 | offload packet dev hw0 dir out | packet offload is not supported yet
        replay-window 32 | coa ::1             | 'coa' does not go with proto esp
        replay-window 32 | ctx system_u:r:x    | security contexts are not supported
        replay-window 32 | if_id x             | 'if_id' must be a number from 0
        replay-window 32 | iv-salt 12          | 'iv-salt' must be 0x and 1 to 16 or 32 hexadecimal digits, is '12'
        replay-window 32 | iv-salt 0x00112233445566778899aabbccddeeff | of rfc4106(gcm(aes)) must have 1 to 16
        replay-window 32 | sel src 10.0.0.0/33 | 'prefix length' must be a number from 0 to 32
        replay-window 32 | sel src 10.0.0.0/8 dst ::/0    | selector addresses must be of one family
        replay-window 32 | sel proto bogus     | unknown upper-layer protocol 'bogus'
        replay-window 32 | sel proto icmp sport 3         | 'sport' and 'dport' do not fit proto icmp
        replay-window 32 | sel type 3          | 'type' and 'code' do not fit proto any
        replay-window 32 | sel proto tcp key 3 | 'key' do not fit proto tcp
        replay-window 32 | sel dev eth0        | selectors with 'dev' are not supported yet
        mode tunnel      | mode transport sel src ::/0    | mode transport needs a selector of the SA's own
        mode tunnel      | mode transport flag af-unspec  | mode transport needs a selector of the SA's own
        mode tunnel      | mode beet tfcpad 3  | 'tfcpad' needs mode tunnel
        """)
    void shouldNameFaultWhenStateIsWrong(String part, String instead, String fault) {
        String text = STATE.replace(part, instead);
        assertThat(text).as("the row changes something").isNotEqualTo(STATE);
        assertThat(fault("\n# line 2\n" + text)).startsWith("sa.conf:3:").contains(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        dir out         | dir up           | unknown direction 'up'; allowed: in, out, fwd
        dir out         | priority 1       | the policy has no 'dir'; allowed: in, out, fwd
        dir out         | dir              | unknown direction 'tmpl'
        dir out         | dir out action drop    | unknown action 'drop'; allowed: allow, block
        dir out         | dir out priority -1    | 'priority' must be a number from 0 to 4294967295
        dir out         | dir out ptype sub      | ptype 'sub' is not supported; supported: main
        dir out         | dir out flag esn       | unknown flag 'esn'; allowed: localok, icmp
        dir out         | dir out bogus 1        | unknown keyword 'bogus'; allowed: src, dst
        dst 10.2.0.0/16 | dst fd00::/8           | selector addresses must be of one family: 10.1.0.0, fd00::
        dst 10.2.0.0/16 | dst 10.2.0.0/x         | 'prefix length' must be a number from 0 to 32
        proto esp       | proto udp              | unknown proto 'udp'; allowed: esp, ah, comp
        proto esp       | reqid 1                | the template has no 'proto'; allowed: esp, ah, comp
        mode tunnel     | mode tunnel level use  | level use is not allowed with mode tunnel in direction out
        mode tunnel     | level maybe            | unknown level 'maybe'; allowed: required, use
        tmpl src 192.0.2.1 | tmpl src ::1        | template addresses must be of one family: ::1, 198.51.100.2
        mode tunnel     | mode tunnel tmpl src ::1 dst ::2 proto esp | a template in mode transport must have addresses
        mode tunnel     | mode tunnel tmpl       | the template has no 'proto'
        """)
    void shouldNameFaultWhenPolicyIsWrong(String part, String instead, String fault) {
        String text = POLICY.replace(part, instead);
        assertThat(text).as("the row changes something").isNotEqualTo(POLICY);
        assertThat(fault(text)).startsWith("sa.conf:1:").contains(fault);
    }

    @Test
    void shouldNameBothLinesWhenEntryComesTwice() {
        assertThat(fault(STATE + "\n" + STATE.replace("src 192.0.2.1", "src 192.0.2.9") + "\n"))
                .isEqualTo("sa.conf:2:1: the SA dst 198.51.100.2 spi 0x00001000 proto esp is there already, in line 1");
        assertThat(fault(POLICY + "\n" + STATE + "\n" + POLICY + " priority 3\n"))
                .startsWith("sa.conf:3:1: a policy for this selector, mark and direction is there already, in line 1");
        try (XfrmConfig config = read(STATE + "\n" + STATE + " mark 1 mask 1\n")) {
            assertThat(config.states()).hasSize(2);
        }
    }

    @Test
    void shouldNameMostTemplatesWhenThereAreMore() {
        String transport = " tmpl proto esp mode transport";
        assertThat(fault("src 10.0.0.0/8 dir in" + transport.repeat(7))).contains("at most 6 templates, has 7");
    }

    @Test
    void shouldNameCommandWhenItIsNoAdd() {
        assertThat(fault("ip xfrm state flush")).contains("command 'flush' cannot be read from a file; allowed: add");
        assertThat(fault("ip xfrm state")).contains("command without an object");
        assertThat(fault("echo hello")).contains("unknown keyword 'echo'");
    }

    @Test
    void shouldSayHowToPrintWhenKeysAreHidden() {
        assertThat(fault(STATE.replace("0x" + SECRET, "<<Keys hidden>>"))).contains("print the SAs without 'nokeys'");
    }

    @Test
    void shouldNotShowKeyWhenItStandsInTheWrongPlace() {
        fault("0x" + SECRET);
        fault(STATE + " 0x" + SECRET);
        fault(STATE.replace("spi 0x1000", "spi 0x" + SECRET));
        fault(STATE.replace("0x" + SECRET, "0x" + SECRET.substring(0, 8) + " " + SECRET.substring(8, 20)));
        fault(STATE.replace("rfc4106(gcm(aes))", ""));
        fault(STATE.replace("mode tunnel", "mode " + SECRET));
        fault(STATE.replace("src 192.0.2.1", "src " + SECRET));
    }

    @Test
    void shouldNameLineOfWordWhenEntryHasSeveral() {
        assertThat(fault(STATE.replace(" mode tunnel", "\n\tmode tunnels"))).startsWith("sa.conf:2:7: ");
        assertThat(fault("src \"192.0.2.1 dst\n")).startsWith("sa.conf:1:5: a quotation mark has no counterpart");
    }

    @Test
    void shouldCountColumnsFromTheLineThatTheWordIsOn() {
        assertThat(fault("\n  " + STATE.replace("mode tunnel", "\\\n    mode   tunnels")))
                .startsWith("sa.conf:3:12: ");
        assertThat(fault(STATE + "\n\nsrc 10.0.0.0/8")).startsWith("sa.conf:3:1: the policy has no 'dir'");
    }

    @Test
    void shouldWarnOfWordsThatMeanNothingHere() {
        String policy =
                POLICY.replace("dir out", "dir out flag icmp limit byte-hard 7") + " enc-mask 1 auth-mask ffffffff";
        try (XfrmConfig config = read(STATE + " nat-keepalive-interval 20\n" + policy)) {
            assertThat(config.warnings())
                    .hasSize(4)
                    .anyMatch(line -> line.startsWith("sa.conf:1:") && line.contains("no keep-alives are sent"))
                    .anyMatch(line -> line.startsWith("sa.conf:2:") && line.contains("the flag is left out"))
                    .anyMatch(line -> line.contains("limits of policies are left out"))
                    .anyMatch(line -> line.contains("'enc-mask 1' is left out"));
        }
        try (XfrmConfig config = read(STATE + "\n" + POLICY)) {
            assertThat(config.warnings()).isEmpty();
        }
    }

    @Test
    void shouldReadWhatShellAcceptsWhenTyped() {
        String shell = "ip -6 xfrm state add "
                + STATE.replace("rfc4106(gcm(aes))", "\"rfc4106(gcm(aes))\"")
                        .replace("src 192.0.2.1", "src '192.0.2.1'")
                + " \\\n extra-flag dont-encap-dscp oseq-may-wrap flag noecn flag icmp\n"
                + STATE.replace("0x1000", "0x1001").replace("rfc4106(gcm(aes))", "rfc4106\\(gcm\\(aes\\)\\)");
        try (XfrmConfig config = read(shell)) {
            assertThat(config.states()).hasSize(2);
            assertThat(config.states().getFirst().config().flags())
                    .isEqualTo(SaFlags.DONT_ENCAP_DSCP | SaFlags.OSEQ_MAY_WRAP | SaFlags.NOECN | SaFlags.ICMP);
        }
    }

    @Test
    void shouldNameFirstFaultWhenFileHasSeveral() {
        assertThat(fault(STATE + "\n" + STATE.replace("spi 0x1000", "spi x") + "\n" + POLICY + " \"\nbogus"))
                .startsWith("sa.conf:2:" + (STATE.indexOf("0x1000") + 1) + ": 'spi' must be a number");
    }

    @Test
    void shouldKeepEqualValuesOnceWhenEntriesShareThem() {
        String other = STATE.replace("0x1000", "0x1001");
        String policies = POLICY + "\n" + POLICY.replace("10.2.", "10.3.") + "\n";
        try (XfrmConfig config = read(STATE + "\n" + other + "\n" + policies)) {
            SaConfig one = config.states().getFirst().config();
            SaConfig two = config.states().getLast().config();
            assertThat(two.source()).isSameAs(one.source());
            assertThat(two.id().destination()).isSameAs(one.id().destination());
            assertThat(two.selector()).isSameAs(one.selector());
            assertThat(two.transform()).isSameAs(one.transform());
            assertThat(two.limits()).isSameAs(one.limits());
            assertThat(config.policies().getLast().policy().templates())
                    .isSameAs(config.policies().getFirst().policy().templates());
        }
    }

    @Test
    void shouldReadAllOfFileWhateverItsLength(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("sa.conf");
        for (int blanks : new int[] {0, 1, 8191 - STATE.length(), 8192 - STATE.length(), 8193 - STATE.length()}) {
            Files.writeString(file, " ".repeat(blanks) + STATE);
            try (XfrmConfig config = reader.read(file)) {
                assertThat(config.states()).hasSize(1);
                assertThat(config.states().getFirst().config().transform().icvLength())
                        .isEqualTo(16);
            }
        }
        Files.writeString(file, "");
        assertThat(reader.read(file).states()).isEmpty();
    }

    @Test
    void shouldKeepSelectorOpenWhenAfUnspec() {
        try (XfrmConfig config = read(STATE + " flag af-unspec")) {
            assertThat(config.states().getFirst().config().selector().family()).isZero();
        }
    }

    @Test
    void shouldReadNothingWhenThereIsNothing() {
        XfrmConfig config = read("\n  \n# only a comment \\\n\t# another");
        assertThat(config.states()).isEmpty();
        assertThat(config.policies()).isEmpty();
    }

    @Test
    void shouldWipeBytesAndKeysWhenDoneOrRefused() {
        byte[] good = STATE.getBytes(StandardCharsets.US_ASCII);
        XfrmConfig config = reader.read("sa.conf", good);
        assertThat(good).containsOnly(0);
        SecretKey key = config.states().getFirst().key();
        assertThat(key.isClosed()).isFalse();
        config.close();
        assertThat(key.isClosed()).isTrue();

        byte[] bad = (STATE + "\nbogus").getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> reader.read("sa.conf", bad)).isInstanceOf(ConfigException.class);
        assertThat(bad).containsOnly(0);
    }

    @Test
    void shouldDrawSaltsInOrderWhenNoneAreGiven() {
        long[] next = {5};
        XfrmConfigReader counting = new XfrmConfigReader(() -> next[0]++);
        String text = STATE + "\n" + STATE.replace("0x1000", "0x1001") + " iv-salt 0xFFFFFFFFFFFFFFFF\n"
                + STATE.replace("0x1000", "0x1002");
        try (XfrmConfig config = counting.read("sa.conf", text.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(config.states())
                    .extracting(entry -> entry.config().ivSalt())
                    .containsExactly(5L, -1L, 6L);
        }
    }

    @Test
    void shouldNameFileWhenItCannotBeRead(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.conf");
        assertThatThrownBy(() -> reader.read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> reader.read(folder)).hasMessage(folder + ": is a directory, not a file");
        Path file = folder.resolve("sa.conf");
        Files.writeString(file, STATE);
        try (XfrmConfig config = reader.read(file)) {
            assertThat(config.states()).hasSize(1);
        }
    }

    /** Mutations of sound text: read or refused with one line, never anything else, and never with a piece of key. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void shouldOnlyEverRefuseWhenTextIsMutated() {
        long seed = 0xf022;
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "\n",
                "\t",
                " ",
                "\\",
                "\\\n",
                "\"",
                "#",
                "src",
                "tmpl",
                "dir out",
                "sel",
                "(",
                ")",
                "0x",
                "limit:",
                "lifetime config:",
                "anti-replay",
                "esn context:",
                "stats:",
                "mark",
                "/",
                "encap type",
                "-1",
                "::");
        String sound = STATE + "\n\tlifetime current:\n\t 0(bytes), 0(packets)\n\t add - use -\n" + POLICY + "\n"
                + STATE.replace("0x1000", "0x1001") + "\n";
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(sound);
            for (int change = random.nextInt(4); change >= 0; change--) {
                mutate(text, random, pieces);
            }
            try (XfrmConfig config = read(text.toString())) {
                assertThat(config.states().size() + config.policies().size())
                        .as("seed %x run %d", seed, i)
                        .isLessThanOrEqualTo(10);
            } catch (ConfigException e) {
                refused++;
                assertThat(e.getMessage().lines()).as("seed %x run %d", seed, i).hasSize(1);
                assertThat(e.getMessage()).as("seed %x run %d", seed, i).doesNotContain("5ec4e75ec4");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " run " + i + ": " + text, e);
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    private static void mutate(StringBuilder text, Random random, List<String> pieces) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, (char) random.nextInt(256));
            case 1 -> text.insert(at, pieces.get(random.nextInt(pieces.size())));
            case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
            default -> {
                int from = random.nextInt(text.length());
                text.insert(at, text.substring(from, Math.min(text.length(), from + random.nextInt(40))));
            }
        }
    }
}
