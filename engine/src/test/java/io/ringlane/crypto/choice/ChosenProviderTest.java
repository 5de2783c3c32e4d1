// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.crypto.SealFixture;
import io.ringlane.crypto.choice.CryptoChoice.Cell;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two providers with different algorithms behind one: the JDK's AES-GCM and the NULL cipher. */
final class ChosenProviderTest {
    private static final EspTransform GCM = EspTransform.aesGcm(128, 128);
    private static final EspTransform NONE = EspTransform.nullForBenchmarks();

    private final CryptoProvider jdk = new JdkProvider();
    private final CryptoProvider none = new NullProvider();
    private final CryptoProvider both =
            new ChosenProvider("both", List.of(jdk, none), shape -> shape.isNull() ? none : jdk);

    @Test
    void shouldSealEachEntryByTheProviderOfItsKeyWhenABurstIsMixed() {
        byte[] plain = new byte[48];
        byte[] nonce = new byte[12];
        byte[] aad = new byte[8];
        try (SealFixture fixture = new SealFixture(2000);
                CryptoKey sealing = SealFixture.key(both, 128, new byte[16]);
                CryptoKey plainKey = both.newKey(NONE, null);
                BurstCipher cipher = both.newCipher()) {
            fixture.whole(sealing, nonce, aad, plain, 0);
            CryptoBurst burst = fixture.burst();
            long first = burst.headAddress(0);
            CryptoKey[] keys = {plainKey, plainKey, null, sealing};
            for (int i = 1; i <= keys.length; i++) {
                burst.add(null, keys[i - 1], 0, i);
                burst.text(i, first + 128L * i, 48, 0, 0, 0);
                burst.aad(i, burst.aadAddress(0), aad.length);
                SealFixture.write(burst.nonceAddress(i), new byte[] {(byte) i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
                SealFixture.write(first + 128L * i, plain);
            }
            cipher.seal(burst);

            assertThat(List.of(
                            burst.outcome(0), burst.outcome(1), burst.outcome(2), burst.outcome(3), burst.outcome(4)))
                    .containsExactly(
                            CryptoBurst.DONE, CryptoBurst.DONE, CryptoBurst.DONE, CryptoBurst.FAILED, CryptoBurst.DONE);
            assertThat(fixture.read(0, 48)).isNotEqualTo(plain);
            assertThat(fixture.read(128, 48)).isEqualTo(plain);
            assertThat(fixture.read(4 * 128, 48)).isNotEqualTo(plain).isNotEqualTo(fixture.read(0, 48));

            cipher.open(burst);
            assertThat(burst.outcome(4)).isEqualTo(CryptoBurst.DONE);
            assertThat(burst.outcome(3)).isEqualTo(CryptoBurst.FAILED);
            assertThat(fixture.read(4 * 128, 48)).isEqualTo(plain);
        }
    }

    @Test
    void shouldRefuseWhenNoMemberHasTheAlgorithm() {
        EspTransform other = new EspTransform("cbc(camellia)", 16, 0, 16, 0, 16);

        assertThat(both.supports(GCM)).isTrue();
        assertThat(both.supports(NONE)).isTrue();
        assertThat(both.supports(other)).isFalse();
        assertThat(both.keyBytes(other)).isZero();
        try (SecretKey secret = new SecretKey(new byte[16])) {
            assertThatThrownBy(() -> both.newKey(other, secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no crypto provider has cbc(camellia)");
        }
    }

    @Test
    void shouldHaveTheNameOfTheOneThatDoesAllOfAesGcm() {
        CryptoProvider chosen = choose("first", "first", "first");

        assertThat(chosen.name()).isEqualTo("first");
        assertThat(chosen.keyBytes(GCM)).isZero();
    }

    @Test
    void shouldHaveANameOfItsOwnWhenWinnersDiffer() {
        CryptoProvider chosen = choose("first", "first", "second");

        assertThat(chosen.name()).isEqualTo("auto");
        assertThat(chosen.supports(EspTransform.aesGcm(256, 64))).isTrue();
        assertThat(chosen.keyBytes(GCM)).isZero();
        assertThat(chosen.keyBytes(EspTransform.aesGcm(256, 64))).isEqualTo(77);
    }

    /** @param winners by length of key. */
    private CryptoProvider choose(String... winners) {
        return CryptoProviders.choose(
                List.of(new Renamed("first", 0, jdk), new Renamed("second", 77, jdk)),
                jdk,
                (able, algorithm) ->
                        choice(algorithm.name(), winners[algorithm.transform().keyLength() / 8 - 2]));
    }

    /** A win that leaves a doubt. */
    private static CryptoChoice choice(String algorithm, String winner) {
        List<Cell> cells = new ArrayList<>();
        for (String provider : List.of("first", "second")) {
            cells.add(new Cell(provider, algorithm, 64, provider.equals(winner) ? 80 : 100, Double.NaN));
        }
        return new CryptoChoice(List.of("first", "second"), cells);
    }

    /** A provider under another name. */
    private record Renamed(String name, long keyBytes, CryptoProvider provider) implements CryptoProvider {
        @Override
        public boolean supports(EspTransform transform) {
            return provider.supports(transform);
        }

        @Override
        public long keyBytes(EspTransform transform) {
            return keyBytes;
        }

        @Override
        public CryptoKey newKey(EspTransform transform, SecretKey key) {
            return provider.newKey(transform, key);
        }

        @Override
        public BurstCipher newCipher() {
            return provider.newCipher();
        }
    }
}
