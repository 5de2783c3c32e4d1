// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.header.Ipv4;
import io.ringlane.testing.TestStates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Table 5.1 of the semantics, its cross-checks, and the table of a real kernel ({@code mtu.csv}). */
final class StateMtuTest {
    private static final EspTransform GCM128 = EspTransform.aesGcm(128, 128);
    private static final EspTransform GCM96 = EspTransform.aesGcm(128, 96);
    private static final EspTransform CBC_SHA1 = new EspTransform("test(cbc,sha1-96)", 16, 0, 16, 12, 16);
    private static final EspTransform CBC_SHA256 = new EspTransform("test(cbc,sha256-128)", 16, 0, 16, 16, 16);
    private static final EspTransform NULL_SHA1 = new EspTransform("test(null,sha1-96)", 0, 0, 0, 12, 4);

    private static XfrmState state(
            EspTransform transform, XfrmMode mode, int outer, int selectorFamily, boolean encapsulated) {
        SaConfigBuilder settings = new SaConfigBuilder()
                .between(outer == 4 ? "192.0.2.1" : "2001:db8::1", outer == 4 ? "198.51.100.2" : "2001:db8::2")
                .spi(0x1000)
                .mode(mode)
                .transform(transform);
        if (selectorFamily != 0) {
            IpAddress any = IpAddress.any(selectorFamily);
            settings.selector(Selector.of(any, 0, any, 0));
        }
        if (encapsulated) {
            settings.encap(4500, 4500);
        }
        return TestStates.of(settings);
    }

    private static EspTransform transform(String name) {
        return switch (name) {
            case "GCM128" -> GCM128;
            case "CBC/SHA1" -> CBC_SHA1;
            case "CBC/SHA256" -> CBC_SHA256;
            case "NULL/SHA1" -> NULL_SHA1;
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest(name = "5.1: {0} v{2} {1}, selector v{3}, NAT-T {4}: header_len {5}, MTU {6} {7} {8} {9}")
    @CsvSource({
        "GCM128,TRANSPORT,4,4,false,16,542,1246,1466,8966",
        "GCM128,TRANSPORT,4,4,true,24,534,1238,1458,8958",
        "GCM128,TUNNEL,4,4,false,36,522,1226,1446,8946",
        "GCM128,TUNNEL,4,4,true,44,514,1218,1438,8938",
        "GCM128,TRANSPORT,6,6,false,16,542,1246,1466,8966",
        "GCM128,TUNNEL,6,6,false,56,502,1206,1426,8926",
        "GCM128,TUNNEL,6,6,true,64,494,1198,1418,8918",
        "GCM128,BEET,4,4,false,24,534,1238,1458,8958",
        "GCM128,BEET,4,6,false,16,542,1246,1466,8966",
        "GCM128,BEET,6,4,false,44,514,1218,1438,8938",
        "GCM128,BEET,6,6,false,16,542,1246,1466,8966",
        "CBC/SHA1,TRANSPORT,4,4,false,24,530,1234,1458,8962",
        "CBC/SHA1,TUNNEL,4,4,false,44,510,1214,1438,8942",
        "CBC/SHA1,TRANSPORT,6,6,false,24,534,1238,1462,8950",
        "CBC/SHA1,TUNNEL,6,6,false,64,494,1198,1422,8910",
        "CBC/SHA256,TRANSPORT,4,4,false,24,530,1234,1458,8946",
        "CBC/SHA256,TUNNEL,4,4,false,44,510,1214,1438,8926",
        "CBC/SHA256,TRANSPORT,6,6,false,24,534,1238,1446,8950",
        "CBC/SHA256,TUNNEL,6,6,false,64,494,1198,1406,8910",
        "NULL/SHA1,TUNNEL,4,4,false,28,534,1238,1458,8958"
    })
    void shouldGiveTheTablesMtuWhenLinkMtuIs(
            String algorithm,
            XfrmMode mode,
            int outer,
            int selector,
            boolean encapsulated,
            int headerLength,
            int at576,
            int at1280,
            int at1500,
            int at9000) {
        XfrmState state = state(transform(algorithm), mode, outer, selector, encapsulated);
        assertThat(state.headerLength()).isEqualTo(headerLength);
        assertThat(new int[] {state.mtu(576), state.mtu(1280), state.mtu(1500), state.mtu(9000)})
                .containsExactly(at576, at1280, at1500, at9000);
    }

    @Test
    @DisplayName("5.1: pmtu.sh: vti4 at 1500 gives 1446, with UDP encapsulation 1438")
    void shouldAgreeWithPmtuSelftestWhenTunnelIsIpv4() {
        assertThat(state(GCM128, XfrmMode.TUNNEL, 4, 0, false).mtu(1500)).isEqualTo(1446);
        assertThat(state(GCM128, XfrmMode.TUNNEL, 4, 0, true).mtu(1500)).isEqualTo(1438);
    }

    @Test
    @DisplayName("5.1: xfrm_state.sh: IPv6 tunnel with an ICV of 96 bits at 1300 gives 1230")
    void shouldAgreeWithStateSelftestWhenTunnelIsIpv6() {
        assertThat(state(GCM96, XfrmMode.TUNNEL, 6, 0, false).mtu(1300)).isEqualTo(1230);
    }

    @Test
    @DisplayName("5.1: an SA that is not valid: link MTU less header_len")
    void shouldSubtractHeaderLengthOnlyWhenStateIsNotValid() {
        XfrmState state = state(GCM128, XfrmMode.TUNNEL, 4, 0, false);
        state.kill();
        assertThat(state.mtu(1500)).isEqualTo(1464);
    }

    @Test
    @DisplayName("0.1: trailer_len: GCM-128 21, CBC with SHA1-96 29")
    void shouldGiveTrailerLengthWhenTransformIs() {
        assertThat(state(GCM128, XfrmMode.TUNNEL, 4, 0, false).trailerLength()).isEqualTo(21);
        assertThat(state(CBC_SHA1, XfrmMode.TUNNEL, 4, 0, false).trailerLength())
                .isEqualTo(29);
    }

    /** Every row, with the lengths that our own names of the algorithms give. */
    @Test
    @DisplayName("mtu.csv: every algorithm, mode and MTU of a real kernel")
    void shouldAgreeWithTheKernelWhenMtuWasRecorded() throws IOException {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (String line : recorded()) {
            String[] columns = line.split(",");
            for (String pair : columns[8].split(" ")) {
                String[] numbers = pair.split(":");
                int expected = recordedState(columns).mtu(Integer.parseInt(numbers[0]));
                if (numbers[1].startsWith("E")) {
                    continue;
                }
                compared++;
                // a link too small for the SA: the kernel says 1 for whatever leaves no room for an IP header
                int said = numbers[1].equals("1") && expected < Ipv4.LENGTH ? expected : Integer.parseInt(numbers[1]);
                if (expected != said) {
                    wrong.add(line.substring(0, 40) + " at " + pair + ": " + expected);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(10_000);
    }

    private static List<String> recorded() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(StateMtuTest.class.getResourceAsStream("/mtu.csv.gz")),
                StandardCharsets.US_ASCII))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("alg,"))
                    .toList();
        }
    }

    private static XfrmState recordedState(String[] columns) {
        EspTransform transform = recordedTransform(columns[0]);
        assertThat(new int[] {transform.ivLength(), transform.icvLength(), transform.padBlock()})
                .as(columns[0])
                .containsExactly(
                        Integer.parseInt(columns[5]), Integer.parseInt(columns[6]), Integer.parseInt(columns[7]));
        return state(
                transform,
                XfrmMode.valueOf(columns[1].toUpperCase(Locale.ROOT)),
                Integer.parseInt(columns[2]),
                Integer.parseInt(columns[3]),
                columns[4].equals("1"));
    }

    /** The recording's short names, such as {@code gcm256-12} and {@code cbc128-sha256}. */
    private static EspTransform recordedTransform(String name) {
        String[] parts = name.split("-");
        String word = parts[0].replaceAll("[0-9]*$", "");
        int key = word.length() < parts[0].length() ? Integer.parseInt(parts[0].substring(word.length())) / 8 : 0;
        String second = parts.length > 1 ? parts[1] : "16";
        return switch (word) {
            case "gcm" -> EspTransform.aead(EspCipher.AES_GCM, key, Integer.parseInt(second));
            case "gmac" -> EspTransform.aead(EspCipher.AES_GMAC, key, 16);
            case "ccm" -> EspTransform.aead(EspCipher.AES_CCM, key, Integer.parseInt(second));
            case "chacha" -> EspTransform.aead(EspCipher.CHACHA20_POLY1305, 32, 16);
            case "cbc" -> joined(EspCipher.AES_CBC, key, second);
            case "ctr" -> joined(EspCipher.AES_CTR, key, second);
            case "des" -> joined(EspCipher.DES3_CBC, 24, second);
            default -> joined(EspCipher.NULL, 0, second);
        };
    }

    private static EspTransform joined(EspCipher cipher, int key, String name) {
        EspAuth auth = switch (name) {
            case "none" -> EspAuth.NONE;
            case "sha1" -> EspAuth.HMAC_SHA1;
            case "sha256" -> EspAuth.HMAC_SHA256;
            case "sha384" -> EspAuth.HMAC_SHA384;
            case "sha512" -> EspAuth.HMAC_SHA512;
            case "xcbc" -> EspAuth.AES_XCBC;
            default -> throw new IllegalArgumentException(name);
        };
        return EspTransform.cipher(
                cipher, key, auth, auth.keyLength(), auth.icvLengths().getLast());
    }
}
