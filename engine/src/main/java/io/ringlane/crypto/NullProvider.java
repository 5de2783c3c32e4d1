// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * No protection at all: moves a borrowed body to its place and writes an ICV of zeros, so that benchmarks and
 * allocation gates see the path around the cipher. Cannot be chosen by name, serves {@link EspTransform#isNull} only.
 */
public final class NullProvider implements CryptoProvider {
    @Override
    public String name() {
        return "null";
    }

    @Override
    public boolean supports(EspTransform transform) {
        return transform.isNull();
    }

    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        if (!supports(transform)) {
            throw new IllegalArgumentException("the NULL cipher does not stand in for " + transform.name());
        }
        return new NullKey(transform);
    }

    @Override
    public BurstCipher newCipher() {
        return new NullCipher();
    }

    /** A key without material. */
    private record NullKey(EspTransform transform) implements CryptoKey {
        @Override
        public void close() {
            // there is nothing to wipe
        }
    }

    /** Allocates nothing; opening accepts zeros as ICV and nothing else. One thread owns it. */
    static final class NullCipher implements BurstCipher {
        private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
        private final UnsafeBuffer body = new UnsafeBuffer(0, 0);

        @Override
        public void seal(CryptoBurst burst, int from, int to) {
            for (int i = from; i < to; i++) {
                int length = burst.textLength(i);
                int icvLength = burst.key(i).transform().icvLength();
                text.wrap(burst.headAddress(i), length + icvLength);
                bringBody(burst, i);
                text.setMemory(length, icvLength, (byte) 0);
                burst.outcome(i, CryptoBurst.DONE);
            }
        }

        @Override
        public void open(CryptoBurst burst, int from, int to) {
            for (int i = from; i < to; i++) {
                int length = burst.textLength(i);
                int icvLength = burst.key(i).transform().icvLength();
                text.wrap(burst.headAddress(i), length + icvLength);
                bringBody(burst, i);
                burst.outcome(i, isZero(length, icvLength) ? CryptoBurst.DONE : CryptoBurst.BAD_ICV);
            }
        }

        private void bringBody(CryptoBurst burst, int index) {
            int length = burst.bodyLength(index);
            if (length > 0) {
                body.wrap(burst.bodyAddress(index), length);
                text.putBytes(burst.headLength(index), body, 0, length);
            }
        }

        private boolean isZero(int offset, int length) {
            int bits = 0;
            for (int i = 0; i < length; i++) {
                bits |= text.getByte(offset + i);
            }
            return bits == 0;
        }

        @Override
        public void close() {
            // there is nothing to wipe
        }
    }
}
