// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.openssl.evp.EvpCalls;
import java.util.concurrent.atomic.AtomicReference;

/**
 * libcrypto's contexts of one key for one cipher: to seal, to open and to authenticate, each made when first needed,
 * off-heap and about 1.2 KiB. A node in the key's list. Used by the cipher's thread alone; freed by whoever closes the
 * key.
 */
final class Contexts {
    /** Null when nobody has used them yet. */
    private final AtomicReference<OpenSslCipher> cipher;

    private final Contexts next;
    private long sealing;
    private long opening;
    private long authenticating;

    Contexts(OpenSslCipher cipher, Contexts next) {
        this.cipher = new AtomicReference<>(cipher);
        this.next = next;
    }

    Contexts next() {
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

    /** Address of the context for HMAC, or of the cipher's for the other ICVs; 0 if there is no memory for it. */
    long authenticating(OpenSslKey key) {
        if (authenticating == 0) {
            authenticating = key.newMac();
        }
        return authenticating;
    }

    /** Zeroes and frees what there is. */
    void free(OpenSslKey key) {
        key.freeContext(sealing);
        key.freeContext(opening);
        key.freeMac(authenticating);
        sealing = 0;
        opening = 0;
        authenticating = 0;
    }
}
