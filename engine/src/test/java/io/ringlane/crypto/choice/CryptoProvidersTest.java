// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.AlgorithmSelfTest;
import io.ringlane.crypto.jdk.JdkProvider;
import java.util.List;
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

    /** It tests its members while it is tested itself. */
    @Test
    void shouldPassTheTestsOfItsAlgorithmsWhenItStandsForSeveral() {
        List<CryptoAlgorithm> some = CryptoAlgorithm.ALL.stream()
                .filter(algorithm -> algorithm.name().startsWith("aes-128")
                        || algorithm.name().startsWith("aes-192-c"))
                .toList();
        assertThat(some).hasSizeGreaterThan(9);
        assertThat(some)
                .allSatisfy(
                        algorithm -> assertThat(AlgorithmSelfTest.fault(CryptoProviders.best(), algorithm.transform()))
                                .isNull());
    }
}
