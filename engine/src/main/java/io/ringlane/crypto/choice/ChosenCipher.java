// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoProvider;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives each run of entries in a burst to the cipher that their keys belong to; all of it where one member made all
 * keys. One thread owns it, with the ciphers of all members.
 */
final class ChosenCipher implements BurstCipher {
    private final BurstCipher[] ciphers;
    private final AtomicReference<KeyOwners> owners;

    /** @param owners of the keys that the members have made. */
    ChosenCipher(List<CryptoProvider> members, AtomicReference<KeyOwners> owners) {
        this.owners = owners;
        ciphers = new BurstCipher[members.size()];
        for (int i = 0; i < ciphers.length; i++) {
            ciphers[i] = members.get(i).newCipher();
        }
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        KeyOwners known = owners.get();
        if (known.only() >= 0) {
            ciphers[known.only()].seal(burst, from, to);
            return;
        }
        for (int start = from; start < to; ) {
            int member = known.of(burst, start);
            int end = runEnd(known, burst, start, to, member);
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
        KeyOwners known = owners.get();
        if (known.only() >= 0) {
            ciphers[known.only()].open(burst, from, to);
            return;
        }
        for (int start = from; start < to; ) {
            int member = known.of(burst, start);
            int end = runEnd(known, burst, start, to, member);
            if (member < 0) {
                fail(burst, start, end);
            } else {
                ciphers[member].open(burst, start, end);
            }
            start = end;
        }
    }

    private static int runEnd(KeyOwners known, CryptoBurst burst, int start, int to, int member) {
        int end = start + 1;
        while (end < to && known.of(burst, end) == member) {
            end++;
        }
        return end;
    }

    private static void fail(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            burst.outcome(i, CryptoBurst.FAILED);
        }
    }

    @Override
    public void close() {
        for (BurstCipher cipher : ciphers) {
            cipher.close();
        }
    }
}
