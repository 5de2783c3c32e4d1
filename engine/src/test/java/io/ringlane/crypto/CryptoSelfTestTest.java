// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.jdk.JdkProvider;
import org.junit.jupiter.api.Test;

/** The self-test lets the JDK pass and finds each fault that a provider can have. */
final class CryptoSelfTestTest {
    @Test
    void shouldPassWhenProviderIsTheJdk() {
        assertThatCode(() -> CryptoSelfTest.check(new JdkProvider())).doesNotThrowAnyException();
    }

    @Test
    void shouldNameProviderAndAlgorithmWhenIcvIsWrong() {
        assertThatThrownBy(() -> CryptoSelfTest.check(new FaultyProvider() {
                    @Override
                    void afterSeal(CryptoBurst burst) {
                        flip(burst.headAddress(0) + burst.textLength(0));
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("crypto provider faulty failed its self-test: rfc4106(gcm(aes)), 128-bit key, 128-bit ICV,"
                        + " 0 bytes: the ICV is wrong");
    }

    @Test
    void shouldFailWhenCiphertextIsWrong() {
        assertFault("the ciphertext is wrong", new FaultyProvider() {
            @Override
            void afterSeal(CryptoBurst burst) {
                if (burst.textLength(0) > 0) {
                    flip(burst.headAddress(0));
                }
            }
        });
    }

    @Test
    void shouldFailWhenSealingFails() {
        assertFault("sealing gave outcome 2", new FaultyProvider() {
            @Override
            void afterSeal(CryptoBurst burst) {
                burst.outcome(0, CryptoBurst.FAILED);
            }
        });
    }

    @Test
    void shouldFailWhenBrokenIcvIsAccepted() {
        assertFault("a broken ICV was not noticed", new FaultyProvider() {
            @Override
            void afterOpen(CryptoBurst burst) {
                burst.outcome(0, CryptoBurst.DONE);
            }
        });
    }

    @Test
    void shouldFailWhenTextIsReleasedWithBrokenIcv() {
        assertFault("text was released although the ICV was wrong", new FaultyProvider() {
            @Override
            void afterOpen(CryptoBurst burst) {
                if (burst.outcome(0) == CryptoBurst.BAD_ICV && burst.textLength(0) > 0) {
                    flip(burst.headAddress(0));
                }
            }
        });
    }

    @Test
    void shouldFailWhenGoodPacketIsRefused() {
        assertFault("opening gave outcome 3", new FaultyProvider() {
            @Override
            void afterOpen(CryptoBurst burst) {
                burst.outcome(0, CryptoBurst.BAD_ICV);
            }
        });
    }

    @Test
    void shouldFailWhenOpenedTextIsWrong() {
        assertFault("the opened text is wrong", new FaultyProvider() {
            @Override
            void afterOpen(CryptoBurst burst) {
                if (burst.outcome(0) == CryptoBurst.DONE && burst.textLength(0) > 0) {
                    flip(burst.headAddress(0));
                }
            }
        });
    }

    @Test
    void shouldFailWhenProviderThrows() {
        assertFault("no such library", new FaultyProvider() {
            @Override
            void afterSeal(CryptoBurst burst) {
                throw new UnsupportedOperationException("no such library");
            }
        });
    }

    private static void assertFault(String fault, CryptoProvider provider) {
        assertThatThrownBy(() -> CryptoSelfTest.check(provider))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("crypto provider faulty failed its self-test: rfc4106(gcm(aes))")
                .hasMessageEndingWith(fault);
    }
}
