// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Gives each run of entries in a burst to the cipher that their keys belong to. One thread owns it, with the ciphers of
 * all members.
 */
final class ChosenCipher implements BurstCipher {
    private final BurstCipher[] ciphers;
    private final AtomicReferenceArray<Class<?>> keyClasses;

    /** @param keyClasses of which class the keys of each member are; null for a member that has made none. */
    ChosenCipher(List<CryptoProvider> members, AtomicReferenceArray<Class<?>> keyClasses) {
        this.keyClasses = keyClasses;
        ciphers = new BurstCipher[members.size()];
        for (int i = 0; i < ciphers.length; i++) {
            ciphers[i] = members.get(i).newCipher();
        }
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        for (int start = from; start < to; ) {
            int member = member(burst.key(start));
            int end = runEnd(burst, start, to, member);
            if (member < 0) {
                fail(burst, start, end);
            } else {
                ciphers[member].seal(burst, start, end);
            }
            start = end;
        }
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        for (int start = from; start < to; ) {
            int member = member(burst.key(start));
            int end = runEnd(burst, start, to, member);
            if (member < 0) {
                fail(burst, start, end);
            } else {
                ciphers[member].open(burst, start, end);
            }
            start = end;
        }
    }

    private int runEnd(CryptoBurst burst, int start, int to, int member) {
        int end = start + 1;
        while (end < to && member(burst.key(end)) == member) {
            end++;
        }
        return end;
    }

    private static void fail(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            burst.outcome(i, CryptoBurst.FAILED);
        }
    }

    /** Whose key it is; -1 for nobody's. */
    private int member(CryptoKey key) {
        for (int i = 0; i < ciphers.length; i++) {
            if (key != null && key.getClass() == keyClasses.get(i)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        for (BurstCipher cipher : ciphers) {
            cipher.close();
        }
    }
}
