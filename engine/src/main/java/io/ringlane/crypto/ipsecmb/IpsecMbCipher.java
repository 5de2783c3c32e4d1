// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.ipsecmb.job.JobLibrary;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that the library does for one thread. As long as no key of another algorithm is open every burst is AES-GCM's
 * and goes there at once; else runs of AES-GCM and GMAC go to their kernels, and all the rest of a burst together goes
 * by jobs.
 */
final class IpsecMbCipher implements BurstCipher {
    private final GcmCipher gcm;
    private final GmacCipher gmac = new GmacCipher();
    /** Null where the library's jobs cannot be used. */
    private final BurstCipher jobs;

    private final AtomicInteger otherKeys;

    /** @param otherKeys how many keys of other algorithms than AES-GCM are open. */
    IpsecMbCipher(GcmCipher gcm, BurstCipher jobs, AtomicInteger otherKeys) {
        this.gcm = gcm;
        this.jobs = jobs;
        this.otherKeys = otherKeys;
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        if (otherKeys.getPlain() == 0) {
            gcm.seal(burst, from, to);
            return;
        }
        mixed(burst, from, to, true);
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        if (otherKeys.getPlain() == 0) {
            gcm.open(burst, from, to);
            return;
        }
        mixed(burst, from, to, false);
    }

    private void mixed(CryptoBurst burst, int from, int to, boolean seal) {
        int jobEntries = 0;
        for (int start = from; start < to; ) {
            BurstCipher cipher = cipherOf(burst, start);
            int end = runEnd(burst, start, to, cipher);
            if (cipher == jobs) {
                jobEntries += end - start;
            } else {
                run(cipher, burst, start, end, seal);
            }
            start = end;
        }
        if (jobEntries > 0) {
            run(jobs, burst, from, to, seal);
        }
    }

    private static void run(BurstCipher cipher, CryptoBurst burst, int from, int to, boolean seal) {
        if (seal) {
            cipher.seal(burst, from, to);
        } else {
            cipher.open(burst, from, to);
        }
    }

    private int runEnd(CryptoBurst burst, int start, int to, BurstCipher cipher) {
        int end = start + 1;
        while (end < to && cipherOf(burst, end) == cipher) {
            end++;
        }
        return end;
    }

    /** What is nobody's goes to AES-GCM, which fails it. */
    private BurstCipher cipherOf(CryptoBurst burst, int index) {
        int shape = burst.keyShape(index);
        if (jobs != null && JobLibrary.isJob(shape)) {
            return jobs;
        }
        return GmacCipher.isOurs(shape) ? gmac : gcm;
    }

    @Override
    public void close() {
        gcm.close();
        gmac.close();
        if (jobs != null) {
            jobs.close();
        }
    }
}
