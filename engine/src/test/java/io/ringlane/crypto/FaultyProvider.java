// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import org.agrona.concurrent.UnsafeBuffer;

/** The JDK's provider with something done wrong afterwards, for tests that must notice it. */
abstract class FaultyProvider implements CryptoProvider {
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
