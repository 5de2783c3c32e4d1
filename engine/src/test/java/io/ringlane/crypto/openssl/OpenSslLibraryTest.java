// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What happens without the library, or with another: these run on every machine. */
final class OpenSslLibraryTest {
    @Test
    void shouldNameFilesAndPackageWhenNothingIsInstalled() {
        OpenSslLibrary library = OpenSslLibrary.open(List.of("libnot-there.so.3", "libnot-there.so"));

        assertThat(library.absence())
                .isEqualTo("none of libnot-there.so.3, libnot-there.so is installed (Debian: apt-get install openssl)");
        assertThat(library).hasToString(library.absence());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldSayWhatIsMissingWhenFileIsAnotherLibrary() {
        OpenSslLibrary library = OpenSslLibrary.open(List.of("libnot-there.so.3", "libc.so.6"));

        assertThat(library.absence()).isEqualTo("libc.so.6: has no function OpenSSL_version, so it is not OpenSSL 3");
    }

    @Test
    void shouldRefuseAVersionWhenItIsNot3() {
        assertThat(OpenSslLibrary.refusal("libcrypto.so", 0x1010117fL, "OpenSSL 1.1.1w  11 Sep 2023"))
                .isEqualTo("libcrypto.so is OpenSSL 1.1.1w  11 Sep 2023, needed is OpenSSL 3.x");
        assertThat(OpenSslLibrary.refusal("libcrypto.so", 0x20000000L, "LibreSSL 3.6.0"))
                .isEqualTo("libcrypto.so is LibreSSL 3.6.0, needed is OpenSSL 3.x");
        assertThat(OpenSslLibrary.refusal("libcrypto.so.3", 0x30000130L, "OpenSSL 3.0.19"))
                .isNull();
        assertThat(OpenSslLibrary.refusal("libcrypto.so.3", 0x30600000L, "OpenSSL 3.6.0"))
                .isNull();
    }

    @Test
    void shouldServeNothingWhenLibraryIsAbsent() {
        OpenSslProvider provider = new OpenSslProvider(OpenSslLibrary.open(List.of("libnot-there.so.3")));
        EspTransform transform = EspTransform.aesGcm(128, 128);

        assertThat(provider.absence()).startsWith("none of libnot-there.so.3 is installed");
        assertThat(provider.supports(transform)).isFalse();
        try (SecretKey secret = new SecretKey(new byte[20])) {
            assertThatThrownBy(() -> provider.newKey(transform, secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("crypto provider openssl has no rfc4106(gcm(aes))");
        }
    }
}
