// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.jdk.JdkProvider;
import org.junit.jupiter.api.Test;

final class CryptoProvidersTest {
    @Test
    void shouldGiveJdkWhenAskedByName() {
        assertThat(CryptoProviders.named("jdk")).isInstanceOf(JdkProvider.class);
    }

    @Test
    void shouldGiveAProviderWhenAskedForTheBest() {
        assertThat(CryptoProviders.names()).contains(CryptoProviders.best().name());
        assertThat(CryptoProviders.named("auto")).isSameAs(CryptoProviders.best());
    }

    @Test
    void shouldListNamesWhenNameIsUnknown() {
        assertThatThrownBy(() -> CryptoProviders.named("qat"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown crypto provider 'qat', allowed: " + CryptoProviders.names());
        assertThat(CryptoProviders.names()).startsWith("auto, ").endsWith("jdk");
    }

    @Test
    void shouldRefuseWhenNullCipherIsAskedForByName() {
        assertThatThrownBy(() -> CryptoProviders.named("null")).isInstanceOf(IllegalArgumentException.class);
    }
}
