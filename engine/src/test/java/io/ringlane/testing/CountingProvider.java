// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import io.ringlane.crypto.AlgorithmSelfTest;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.function.LongPredicate;

/**
 * Another provider, and how many packets each of its ciphers sealed. A core without workers asks for one cipher for
 * ESP behind validate, and for a second one for its short way, if it has one.
 */
public final class CountingProvider implements CryptoProvider {
    private static final int MOST = 8;

    private final CryptoProvider real;
    private final LongPredicate fails;
    private final long[] sealed = new long[MOST];
    private final long[] elsewhere = new long[MOST];
    private int ciphers;
    private boolean testing;

    public CountingProvider(CryptoProvider real) {
        this(real, number -> false);
    }

    /** @param fails numbers of packets that its ciphers cannot seal. */
    public CountingProvider(CryptoProvider real, LongPredicate fails) {
        this.real = real;
        this.fails = fails;
    }

    /** Ciphers given out so far. */
    public int ciphers() {
        return ciphers;
    }

    /** Packets that left by the long way, sealed in software. */
    public long sealedByLongWay() {
        return sealed[0];
    }

    /** Packets that left by the short way, sealed in software. */
    public long sealedByShortWay() {
        return sealed[1];
    }

    /** Segments among them that the short way has cut: they are read in the super-packet. */
    public long cutByShortWay() {
        return elsewhere[1];
    }

    @Override
    public String name() {
        return real.name();
    }

    /** Has the algorithm tested now, so that no cipher of the test is counted. */
    @Override
    public boolean supports(EspTransform transform) {
        if (!testing) {
            testing = true;
            AlgorithmSelfTest.fault(this, transform);
            testing = false;
        }
        return real.supports(transform);
    }

    @Override
    public long keyBytes(EspTransform transform) {
        return real.keyBytes(transform);
    }

    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        return real.newKey(transform, key);
    }

    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key, long place) {
        return real.newKey(transform, key, place);
    }

    @Override
    public BurstCipher newCipher() {
        if (testing) {
            return real.newCipher();
        }
        return new CountingCipher(real.newCipher(), fails, sealed, elsewhere, ciphers++);
    }

    private record CountingCipher(BurstCipher cipher, LongPredicate fails, long[] sealed, long[] elsewhere, int number)
            implements BurstCipher {
        @Override
        public void seal(CryptoBurst burst, int from, int to) {
            sealed[number] += to - from;
            cipher.seal(burst, from, to);
            for (int i = from; i < to; i++) {
                elsewhere[number] += burst.isElsewhere(i) ? 1 : 0;
                if (fails.test(burst.sequence(i))) {
                    burst.outcome(i, CryptoBurst.FAILED);
                }
            }
        }

        @Override
        public void open(CryptoBurst burst, int from, int to) {
            cipher.open(burst, from, to);
        }

        @Override
        public void close() {
            cipher.close();
        }
    }
}
