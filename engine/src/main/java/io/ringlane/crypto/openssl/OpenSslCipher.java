// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.openssl.evp.EvpCalls;

/**
 * All that libcrypto does for one thread: gives each packet to the family of its key's algorithm. No allocation on the
 * heap, no lock. One thread owns it with its scratch memory and, in each key, its contexts.
 */
final class OpenSslCipher implements BurstCipher {
    private final Scratch scratch = new Scratch();
    private final StreamAead streamAead;
    private final Gmac gmac;
    private final Ccm ccm;
    private final EncryptThenMac encryptThenMac;
    private volatile boolean closed;

    OpenSslCipher(OpenSslLibrary library) {
        EvpCalls calls = library.calls();
        streamAead = new StreamAead(calls, scratch);
        gmac = new Gmac(calls, scratch);
        ccm = new Ccm(calls, scratch);
        encryptThenMac = new EncryptThenMac(calls, library.macCalls(), scratch);
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            burst.outcome(i, sealOne(burst, i));
        }
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            burst.outcome(i, openOne(burst, i));
        }
    }

    private byte sealOne(CryptoBurst burst, int index) {
        Contexts contexts = contexts(burst, index);
        if (contexts == null) {
            return CryptoBurst.FAILED;
        }
        OpenSslKey key = (OpenSslKey) burst.key(index);
        return family(key.cipher()).seal(burst, index, key, contexts);
    }

    private byte openOne(CryptoBurst burst, int index) {
        Contexts contexts = contexts(burst, index);
        if (contexts == null) {
            return CryptoBurst.FAILED;
        }
        OpenSslKey key = (OpenSslKey) burst.key(index);
        return family(key.cipher()).open(burst, index, key, contexts);
    }

    private PacketFamily family(EspCipher cipher) {
        return switch (cipher) {
            case AES_GCM, CHACHA20_POLY1305 -> streamAead;
            case AES_GMAC -> gmac;
            case AES_CCM -> ccm;
            case AES_CBC, AES_CTR, DES3_CBC, NULL -> encryptThenMac;
        };
    }

    /** This cipher's contexts of the entry's key; null unless that is open and of this provider, and lengths fit. */
    private Contexts contexts(CryptoBurst burst, int index) {
        return burst.key(index) instanceof OpenSslKey key && burst.hasLengthsInRange(index) ? key.contexts(this) : null;
    }

    /** True when its thread uses it no more, so that its contexts can be given to another cipher. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        scratch.close();
    }
}
