// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.ipsecmb.IpsecMbProvider;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.crypto.openssl.OpenSslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands on every provider against the same on the JDK; one whose library is missing is skipped and named. */
final class NativeCryptoTest {
    private static final List<String> OPTIONS = List.of("", "--async 3", "--nic plain-25g --gso-size 536 --udp-gso");

    @TempDir
    private Path folder;

    static List<Named<CryptoProvider>> natives() {
        return Stream.<CryptoProvider>of(new IpsecMbProvider(), new OpenSslProvider())
                .map(provider -> Named.of(provider.name(), provider))
                .toList();
    }

    static List<Named<CryptoProvider>> all() {
        CryptoProvider jdk = new JdkProvider();
        return Stream.concat(Stream.of(Named.of(jdk.name(), jdk)), natives().stream())
                .toList();
    }

    private static void skipIfMissing(CryptoProvider provider) {
        String absence = provider.absence();
        assumeTrue(absence == null, () -> provider.name() + " is skipped: " + absence);
    }

    @ParameterizedTest
    @MethodSource("natives")
    void shouldWriteTheSameBytesAsTheJdkWhenSealedInSoftware(CryptoProvider provider) throws Exception {
        skipIfMissing(provider);
        for (String options : OPTIONS) {
            byte[] jdk = transmit("jdk", options);
            assertThat(jdk).hasSizeGreaterThan(100_000);
            assertThat(transmit(provider.name(), options)).as(options).isEqualTo(jdk);
        }
    }

    private byte[] transmit(String crypto, String options) throws Exception {
        Path out = folder.resolve(crypto + ".pcap");
        List<Object> words =
                new ArrayList<>(List.of("transmit", "--software", "--crypto", crypto, "--out", out.toString()));
        words.addAll(options.isEmpty() ? List.of() : Arrays.asList(options.split(" ")));
        CommandRun run = CommandRun.of(words.toArray());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("crypto provider " + crypto + ",").contains("balanced");
        return Files.readAllBytes(out);
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldDoWhatTheKernelDidWhenRunOnItsCases(CryptoProvider provider) {
        skipIfMissing(provider);
        CommandRun run = CommandRun.of("conformance", "--crypto", provider.name());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).containsPattern("[1-9]\\d+ cases run: .* 0 different;");
        assertThat(run.code()).isZero();
    }
}
