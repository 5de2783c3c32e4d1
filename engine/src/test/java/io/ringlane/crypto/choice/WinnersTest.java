// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoChoice.Cell;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Made-up providers and made-up times. */
final class WinnersTest {
    private static final EspTransform CBC_128 = cbc(16, EspAuth.HMAC_SHA1);
    private static final EspTransform CBC_256 = cbc(32, EspAuth.HMAC_SHA1);
    private static final EspTransform CBC_CMAC = cbc(16, EspAuth.AES_CMAC);
    private static final EspTransform CHACHA = EspTransform.aead(EspCipher.CHACHA20_POLY1305, 32, 16);
    private static final EspTransform CCM = EspTransform.aead(EspCipher.AES_CCM, 24, 16);

    private final CryptoProvider fast = new Named("fast", Set.of(CBC_128, CBC_256, CBC_CMAC));
    private final CryptoProvider slow = new Named("slow", Set.of(CBC_128, CBC_256, CBC_CMAC, CHACHA));
    private final CryptoProvider last = new Named("last", Set.of(CBC_128, CBC_256, CBC_CMAC, CHACHA, CCM));
    private final List<String> measured = new ArrayList<>();
    private double slowness = 2;
    private CryptoProvider faulty;

    private final Winners winners =
            new Winners(List.of(slow, fast), last, (provider, shape) -> isSound(provider), (able, algorithm) -> {
                measured.add(algorithm.name());
                return new CryptoChoice(
                        able.stream().map(CryptoProvider::name).toList(),
                        List.of(
                                new Cell("fast", algorithm.name(), 64, 100, Double.NaN),
                                new Cell("slow", algorithm.name(), 64, 100 * slowness, Double.NaN)));
            });

    private boolean isSound(CryptoProvider provider) {
        return provider != faulty;
    }

    private static EspTransform cbc(int keyLength, EspAuth auth) {
        return EspTransform.cipher(EspCipher.AES_CBC, keyLength, auth, auth.keyLength(), 12);
    }

    private record Named(String name, Set<EspTransform> able) implements CryptoProvider {
        @Override
        public boolean supports(EspTransform transform) {
            return able.contains(transform);
        }

        @Override
        public CryptoKey newKey(EspTransform transform, SecretKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BurstCipher newCipher() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void shouldMeasureOnceWhenTwoHaveTheAlgorithm() {
        assertThat(winners.apply(CBC_128)).isSameAs(fast);
        assertThat(winners.apply(CBC_128)).isSameAs(fast);
        assertThat(measured).containsExactly("aes-128-cbc+sha1");
    }

    @Test
    void shouldNotMeasureWhenOneAloneHasIt() {
        assertThat(winners.apply(CHACHA)).isSameAs(slow);
        assertThat(winners.apply(CCM)).as("no native one").isSameAs(last);
        assertThat(measured).isEmpty();
    }

    @Test
    void shouldPassByAProviderThatDoesTheAlgorithmWrong() {
        faulty = fast;
        assertThat(winners.apply(CBC_128)).isSameAs(slow);
        faulty = slow;
        assertThat(winners.apply(CHACHA)).isSameAs(last);
        assertThat(measured).isEmpty();
    }

    @Test
    void shouldNotMeasureAnotherLengthOfKeyWhenTheFirstLeftNoDoubt() {
        winners.apply(CBC_128);
        assertThat(winners.apply(CBC_256)).isSameAs(fast);
        winners.apply(CBC_CMAC);
        assertThat(measured).containsExactly("aes-128-cbc+sha1", "aes-128-cbc+cmac");
    }

    @Test
    void shouldMeasureAnotherLengthOfKeyWhenTheFirstWasNear() {
        slowness = 1.2;
        winners.apply(CBC_128);
        assertThat(winners.apply(CBC_256)).isSameAs(fast);
        assertThat(measured).containsExactly("aes-128-cbc+sha1", "aes-256-cbc+sha1");
    }
}
