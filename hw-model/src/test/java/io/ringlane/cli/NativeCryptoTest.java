// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.crypto.ipsecmb.IpsecMbProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on IPsec-MB against the same on the JDK; skipped, with the reason, where it is not installed. */
final class NativeCryptoTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void skipWithoutLibrary() {
        String absence = new IpsecMbProvider().absence();
        assumeTrue(absence == null, () -> "skipped: " + absence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--async 3", "--nic plain-25g --gso-size 536 --udp-gso"})
    void shouldWriteTheSameBytesAsTheJdkWhenSealedInSoftware(String options) throws Exception {
        byte[] jdk = transmit("jdk", options);
        assertThat(jdk).hasSizeGreaterThan(100_000);
        assertThat(transmit("ipsec-mb", options)).isEqualTo(jdk);
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

    @Test
    void shouldDoWhatTheKernelDidWhenRunOnItsCases() {
        CommandRun run = CommandRun.of("conformance", "--crypto", "ipsec-mb");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).containsPattern("[1-9]\\d+ cases run: .* 0 different;");
        assertThat(run.code()).isZero();
    }
}
