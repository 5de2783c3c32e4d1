// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProviderContract;
import io.ringlane.crypto.SealFixture;
import org.junit.jupiter.api.Test;

/** The JDK's own garbage is stated in {@link AesGcm}: this fails if it grows, so that the statement stays true. */
final class JdkProviderTest extends CryptoProviderContract {
    private final JdkProvider provider = new JdkProvider();

    JdkProviderTest() {
        super(new JdkProvider(), 2_600);
    }

    @Test
    void shouldFailAndWriteNothingWhenNonceIsRepeated() {
        byte[] first = bytes(40);
        byte[] second = bytes(40);
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, first, 0);
            cipher.seal(burst);
            fixture.whole(key, nonce, aad, second, 0);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
            assertThat(fixture.read(0, 40)).isEqualTo(second);
            fixture.whole(key, bytes(12), aad, second, 0);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
        }
    }
}
