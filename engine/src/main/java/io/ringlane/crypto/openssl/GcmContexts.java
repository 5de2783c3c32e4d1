// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import java.util.concurrent.atomic.AtomicReference;

/**
 * libcrypto's contexts of one key for one cipher: one to seal and one to open, each made when first needed, off-heap
 * and about 1.2 KiB. A node in the key's list. Used by the cipher's thread alone; freed by whoever closes the key.
 */
final class GcmContexts {
    /** Null when nobody has used them yet. */
    private final AtomicReference<OpenSslCipher> cipher;

    private final GcmContexts next;
    private long sealing;
    private long opening;

    GcmContexts(OpenSslCipher cipher, GcmContexts next) {
        this.cipher = new AtomicReference<>(cipher);
        this.next = next;
    }

    GcmContexts next() {
        return next;
    }

    boolean isOf(OpenSslCipher asking) {
        return cipher.get() == asking;
    }

    /** Gives them to a cipher if theirs is closed. @return false if another has them. */
    boolean takeOver(OpenSslCipher asking) {
        OpenSslCipher before = cipher.get();
        return (before == null || before.isClosed()) && cipher.compareAndSet(before, asking);
    }

    /** Address of the context for sealing, 0 if there is no memory for it. */
    long sealing(OpenSslKey key) {
        if (sealing == 0) {
            sealing = key.newContext(EvpCalls.SEAL);
        }
        return sealing;
    }

    /** Address of the context for opening, 0 if there is no memory for it. */
    long opening(OpenSslKey key) {
        if (opening == 0) {
            opening = key.newContext(EvpCalls.OPEN);
        }
        return opening;
    }

    /** Zeroes and frees what there is. */
    void free(EvpCalls calls) {
        calls.freeContext(sealing);
        calls.freeContext(opening);
        sealing = 0;
        opening = 0;
    }
}
