// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The self-test lets the JDK pass and finds each fault that a provider can have. */
final class CryptoSelfTestTest {
    @Test
    void shouldPassWhenProviderIsTheJdk() {
        assertThatCode(() -> CryptoSelfTest.check(new JdkProvider())).doesNotThrowAnyException();
    }

    @Test
    void shouldNameProviderAndAlgorithmWhenIcvIsWrong() {
        assertThatThrownBy(() -> CryptoSelfTest.check(new Faulty() {
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
        assertFault("the ciphertext is wrong", new Faulty() {
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
        assertFault("sealing gave outcome 2", new Faulty() {
            @Override
            void afterSeal(CryptoBurst burst) {
                burst.outcome(0, CryptoBurst.FAILED);
            }
        });
    }

    @Test
    void shouldFailWhenBrokenIcvIsAccepted() {
        assertFault("a broken ICV was not noticed", new Faulty() {
            @Override
            void afterOpen(CryptoBurst burst) {
                burst.outcome(0, CryptoBurst.DONE);
            }
        });
    }

    @Test
    void shouldFailWhenTextIsReleasedWithBrokenIcv() {
        assertFault("text was released although the ICV was wrong", new Faulty() {
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
        assertFault("opening gave outcome 3", new Faulty() {
            @Override
            void afterOpen(CryptoBurst burst) {
                burst.outcome(0, CryptoBurst.BAD_ICV);
            }
        });
    }

    @Test
    void shouldFailWhenOpenedTextIsWrong() {
        assertFault("the opened text is wrong", new Faulty() {
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
        assertFault("no such library", new Faulty() {
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

    /** The JDK's provider with something done wrong afterwards. */
    private abstract static class Faulty implements CryptoProvider {
        private final JdkProvider right = new JdkProvider();

        void afterSeal(CryptoBurst burst) {}

        void afterOpen(CryptoBurst burst) {}

        static void flip(long address) {
            UnsafeBuffer at = new UnsafeBuffer(address, 1);
            at.putByte(0, (byte) (at.getByte(0) ^ 0x40));
        }

        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public boolean supports(EspTransform transform) {
            return right.supports(transform);
        }

        @Override
        public CryptoKey newKey(EspTransform transform, SecretKey key) {
            return right.newKey(transform, key);
        }

        @Override
        public BurstCipher newCipher() {
            BurstCipher cipher = right.newCipher();
            return new BurstCipher() {
                @Override
                public void seal(CryptoBurst burst, int from, int to) {
                    cipher.seal(burst, from, to);
                    afterSeal(burst);
                }

                @Override
                public void open(CryptoBurst burst, int from, int to) {
                    cipher.open(burst, from, to);
                    afterOpen(burst);
                }

                @Override
                public void close() {
                    cipher.close();
                }
            };
        }
    }
}
