// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.sa.EspTransform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each algorithm passes with the JDK's provider, each fault is found, and an algorithm is tested once. */
final class AlgorithmSelfTestTest {
    private static final JdkProvider JDK = new JdkProvider();
    private static final EspTransform CBC = EspTransform.cipher(EspCipher.AES_CBC, 16, EspAuth.HMAC_SHA256, 32, 16);

    @ParameterizedTest
    @MethodSource("io.ringlane.crypto.EspSample#transforms")
    void shouldPassWhenProviderIsRight(EspTransform transform) {
        assertThat(AlgorithmSelfTest.fault(JDK, transform)).isNull();
    }

    /** Else an algorithm without a line in the table would pass untested. */
    @ParameterizedTest
    @MethodSource("io.ringlane.crypto.EspSample#transforms")
    void shouldFindTheFaultOfEachAlgorithm(EspTransform transform) {
        FaultyProvider faulty = new FaultyProvider() {
            @Override
            void afterSeal(CryptoBurst burst) {
                flip(burst.headAddress(7) + 3);
            }
        };
        assertThat(AlgorithmSelfTest.fault(faulty, transform))
                .startsWith("crypto provider faulty failed its self-test: " + transform.label() + ", "
                        + transform.keyLength() * 8 + "-bit key, ")
                .endsWith("the sealed packets are wrong");
    }

    @Test
    void shouldNameTheFaultWhenOpeningIsWrong() {
        assertThat(AlgorithmSelfTest.fault(
                        new FaultyProvider() {
                            @Override
                            void afterOpen(CryptoBurst burst) {
                                burst.outcome(3, CryptoBurst.DONE);
                            }
                        },
                        CBC))
                .endsWith("a broken ICV was not noticed");
        assertThat(AlgorithmSelfTest.fault(
                        new FaultyProvider() {
                            @Override
                            void afterOpen(CryptoBurst burst) {
                                flip(burst.headAddress(0));
                            }
                        },
                        CBC))
                .endsWith("text was released although the ICV was wrong");
        assertThat(AlgorithmSelfTest.fault(
                        new FaultyProvider() {
                            @Override
                            void afterOpen(CryptoBurst burst) {
                                flip(burst.headAddress(1));
                            }
                        },
                        CBC))
                .contains("opening 32 bytes gave outcome 1 or a wrong text");
        assertThat(AlgorithmSelfTest.fault(
                        new FaultyProvider() {
                            @Override
                            void afterSeal(CryptoBurst burst) {
                                throw new UnsupportedOperationException("no such instruction");
                            }
                        },
                        CBC))
                .endsWith("no such instruction");
    }

    @Test
    void shouldTestOnceWhenAskedAgain() {
        int[] seals = {0};
        FaultyProvider counting = new FaultyProvider() {
            @Override
            void afterSeal(CryptoBurst burst) {
                seals[0]++;
            }
        };
        assertThat(AlgorithmSelfTest.fault(counting, CBC)).isNull();
        assertThat(AlgorithmSelfTest.fault(counting, CBC)).isNull();
        assertThat(AlgorithmSelfTest.fault(counting, CBC.authenticatedBy("hmac(sha256)", 7, 16)))
                .isNull();
        assertThat(seals[0]).isEqualTo(1);
    }

    @Test
    void shouldPassWhenTheAlgorithmIsNotOneOfEsp() {
        assertThat(AlgorithmSelfTest.fault(new NullProvider(), EspTransform.nullForBenchmarks()))
                .isNull();
    }
}
