// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoProviderContract;
import io.ringlane.crypto.SealFixture;
import io.ringlane.crypto.choice.CryptoProviders;
import org.junit.jupiter.api.Test;

/** The installed libcrypto. */
final class OpenSslProviderTest extends CryptoProviderContract {
    private final OpenSslProvider provider = new OpenSslProvider();

    OpenSslProviderTest() {
        super(new OpenSslProvider(), 0);
    }

    @Test
    void shouldBeThereWhenAskedForByName() {
        assertThat(CryptoProviders.named("openssl")).isInstanceOf(OpenSslProvider.class);
        assertThat(CryptoProviders.names()).contains("openssl");
        assertThat(provider.toString()).startsWith("openssl (OpenSSL 3.");
    }

    @Test
    void shouldGiveEachCipherContextsOfItsOwnWhenTheyShareAKey() {
        try (OpenSslKey key = (OpenSslKey) SealFixture.key(provider, 128, bytes(16));
                OpenSslCipher second = (OpenSslCipher) provider.newCipher()) {
            Contexts mine = key.contexts((OpenSslCipher) cipher);
            Contexts other = key.contexts(second);
            assertThat(other).isNotSameAs(mine);
            assertThat(other.sealing(key)).isNotZero().isNotEqualTo(mine.sealing(key));
            assertThat(key.contexts((OpenSslCipher) cipher)).isSameAs(mine);
            assertThat(key.contexts(second)).isSameAs(other);
        }
    }

    @Test
    void shouldReuseContextsWhenTheirCipherIsClosed() {
        try (OpenSslKey key = (OpenSslKey) SealFixture.key(provider, 128, bytes(16))) {
            Contexts mine = key.contexts((OpenSslCipher) cipher);
            for (int i = 0; i < 3; i++) {
                cipher.close();
                cipher = provider.newCipher();
                assertThat(key.contexts((OpenSslCipher) cipher)).isSameAs(mine);
            }
            assertThat(mine.next()).isNull();
        }
    }
}
