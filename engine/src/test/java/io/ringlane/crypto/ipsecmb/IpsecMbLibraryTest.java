// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What happens without the library, or with another: these run on every machine. */
final class IpsecMbLibraryTest {
    @Test
    void shouldNameFilesAndPackageWhenNothingIsInstalled() {
        IpsecMbLibrary library = IpsecMbLibrary.open(List.of("libnot-there.so.7", "libnot-there.so.6"));

        assertThat(library.absence())
                .isEqualTo("none of libnot-there.so.7, libnot-there.so.6 is installed (Debian, Ubuntu: apt-get install"
                        + " libipsec-mb1 or libipsec-mb2; Fedora: dnf install intel-ipsec-mb)");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldSayWhatIsMissingWhenFileIsAnotherLibrary() {
        IpsecMbLibrary library = IpsecMbLibrary.open(List.of("libnot-there.so.7", "libc.so.6"));

        assertThat(library.absence())
                .isEqualTo("libc.so.6: has no function imb_get_version_str, so it is not IPsec-MB");
    }

    @Test
    void shouldServeNothingWhenLibraryIsAbsent() {
        IpsecMbProvider provider = new IpsecMbProvider(IpsecMbLibrary.open(List.of("libnot-there.so.7")));
        EspTransform transform = EspTransform.aesGcm(128, 128);

        assertThat(provider.absence()).startsWith("none of libnot-there.so.7 is installed");
        assertThat(provider.supports(transform)).isFalse();
        try (SecretKey secret = new SecretKey(new byte[20])) {
            assertThatThrownBy(() -> provider.newKey(transform, secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("crypto provider ipsec-mb has no rfc4106(gcm(aes))");
        }
    }

    @Test
    void shouldKnowAVersionOnlyWhenItsTableWasRead() {
        assertThat(LibraryVersion.of("1.1.0")).isEqualTo(LibraryVersion.V1_1);
        assertThat(LibraryVersion.of("1.3.0")).isEqualTo(LibraryVersion.V1_1);
        assertThat(LibraryVersion.of("1.4.0")).isEqualTo(LibraryVersion.V1_4);
        assertThat(LibraryVersion.of("1.5.0-dev")).isEqualTo(LibraryVersion.V1_4);
        assertThat(LibraryVersion.of("2.0.1")).isEqualTo(LibraryVersion.V2_0);
        for (String unknown : List.of("", "0.55.0", "1.0.0", "1.30.0", "1.6.0", "2.1.0", "3.0.0", "1", "one")) {
            assertThat(LibraryVersion.of(unknown)).as(unknown).isNull();
        }
    }

    @Test
    void shouldFindKernelsWhereTheHeadersHaveThem() {
        for (LibraryVersion version : LibraryVersion.values()) {
            assertThat(List.of(version.sealOffset(16), version.sealOffset(24), version.sealOffset(32)))
                    .containsExactly(256L, 264L, 272L);
            assertThat(List.of(version.openOffset(16), version.openOffset(24), version.openOffset(32)))
                    .containsExactly(280L, 288L, 296L);
            assertThat(List.of(version.expandOffset(16), version.expandOffset(24), version.expandOffset(32)))
                    .containsExactly(448L, 456L, 464L);
        }
    }
}
