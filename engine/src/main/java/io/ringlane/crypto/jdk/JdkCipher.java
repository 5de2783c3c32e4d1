// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import javax.crypto.AEADBadTagException;

/**
 * Takes the entries of a burst one by one, each with the JDK's objects of its own key. One thread owns an instance and
 * its scratch arrays: the JDK is fastest from array to array.
 */
final class JdkCipher implements BurstCipher {
    private final Scratch scratch = new Scratch();

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            byte outcome = CryptoBurst.FAILED;
            try {
                if (isUsable(burst, i)) {
                    outcome = ((JdkKey) burst.key(i)).session(this).seal(burst, i, scratch);
                }
            } catch (GeneralSecurityException | ProviderException | IllegalStateException _) {
                outcome = CryptoBurst.FAILED;
            }
            burst.outcome(i, outcome);
        }
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            byte outcome = CryptoBurst.FAILED;
            try {
                if (isUsable(burst, i)) {
                    outcome = ((JdkKey) burst.key(i)).session(this).open(burst, i, scratch);
                }
            } catch (AEADBadTagException _) {
                outcome = CryptoBurst.BAD_ICV;
            } catch (GeneralSecurityException | ProviderException | IllegalStateException _) {
                outcome = CryptoBurst.FAILED;
            }
            burst.outcome(i, outcome);
        }
    }

    /** True when the entry's key is open and of this provider, and its lengths fit the scratch arrays. */
    private static boolean isUsable(CryptoBurst burst, int index) {
        return burst.key(index) instanceof JdkKey key && !key.isClosed() && burst.hasLengthsInRange(index);
    }

    @Override
    public void close() {
        scratch.wipe();
    }
}
