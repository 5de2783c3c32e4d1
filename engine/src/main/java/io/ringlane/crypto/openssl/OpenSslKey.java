// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.openssl.evp.EvpCalls;
import io.ringlane.crypto.openssl.evp.Parameters;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keys of one SA with the contexts of each thread that uses them. A context changes with every packet, so each cipher
 * has its own and no lock is needed; this key owns them all, and frees and zeroes them on close, which is for when no
 * packet of the SA is in flight.
 */
final class OpenSslKey implements CryptoKey {
    private final EspTransform transform;
    private final EspCipher cipher;
    private final EspAuth auth;
    private final boolean cbc;
    private final OpenSslLibrary library;
    /** Address of the cipher key, then of what authenticates, for contexts that are made later. */
    private final long material;
    /** What holds them; null when it is the caller's memory. */
    private final SecretKey own;
    /** The newest; only ever put in front of, until closed. Null once closed. */
    private final AtomicReference<Contexts> first;

    /**
     * Makes the contexts that the first cipher seals with.
     *
     * @param material address of the keys, where they stay while this key is open.
     * @param own what holds them, closed with this key; null when the caller zeroes them.
     * @throws IllegalStateException if the library has no memory.
     */
    OpenSslKey(EspTransform transform, OpenSslLibrary library, long material, SecretKey own) {
        this.transform = transform;
        this.library = library;
        this.material = material;
        this.own = own;
        cipher = transform.cipher();
        auth = cipher.isAead() ? EspAuth.NONE : transform.auth();
        cbc = cipher.hasEncryptedIv();
        Contexts unused = new Contexts(null, null);
        if (hasCipher() && unused.sealing(this) == 0 || auth != EspAuth.NONE && unused.authenticating(this) == 0) {
            unused.free(this);
            throw new IllegalStateException("OpenSSL has no memory for a context");
        }
        first = new AtomicReference<>(unused);
    }

    @Override
    public EspTransform transform() {
        return transform;
    }

    EspCipher cipher() {
        return cipher;
    }

    /** What authenticates beside the cipher. */
    EspAuth auth() {
        return auth;
    }

    boolean hasCipher() {
        return cipher != EspCipher.NULL;
    }

    boolean isCbc() {
        return cbc;
    }

    int ivLength() {
        return transform.ivLength();
    }

    int icvLength() {
        return transform.icvLength();
    }

    /** Address of the keys of {@link CbcMac}. */
    long subkeys() {
        return material + transform.keyLength();
    }

    /** The contexts of a cipher, which calls this on its thread; null once closed. */
    Contexts contexts(OpenSslCipher asking) {
        Contexts newest = first.get();
        for (Contexts contexts = newest; contexts != null; contexts = contexts.next()) {
            if (contexts.isOf(asking)) {
                return contexts;
            }
        }
        return newest == null ? null : newContexts(asking);
    }

    /** First packet of a cipher: takes over what nobody uses, or puts new ones in front. */
    private Contexts newContexts(OpenSslCipher asking) {
        for (Contexts contexts = first.get(); contexts != null; contexts = contexts.next()) {
            if (contexts.takeOver(asking)) {
                return contexts;
            }
        }
        while (true) {
            Contexts next = first.get();
            if (next == null) {
                return null;
            }
            Contexts contexts = new Contexts(asking, next);
            if (first.compareAndSet(next, contexts)) {
                return contexts;
            }
        }
    }

    /** A new context of the cipher, 0 if there is no memory for it. */
    long newContext(int direction) {
        long fetched = library.cipher(cipher, transform.keyLength());
        long parameters = Parameters.of(cipher, transform.icvLength());
        return library.calls().newContext(fetched, material, direction, parameters);
    }

    void freeContext(long context) {
        library.calls().freeContext(context);
    }

    /** A new context of what authenticates beside the cipher, 0 if there is no memory for it. */
    long newMac() {
        if (auth.isHmac()) {
            long parameters = Parameters.of(auth);
            return library.macCalls().newContext(library.hmac(), subkeys(), transform.authKeyLength(), parameters);
        }
        long fetched = library.cipher(EspCipher.AES_CBC, auth.keyLength());
        return library.calls().newContext(fetched, subkeys(), EvpCalls.SEAL, 0);
    }

    void freeMac(long context) {
        if (auth.isHmac()) {
            library.macCalls().freeContext(context);
        } else {
            library.calls().freeContext(context);
        }
    }

    @Override
    public void close() {
        for (Contexts contexts = first.getAndSet(null); contexts != null; contexts = contexts.next()) {
            contexts.free(this);
        }
        if (own != null) {
            own.close();
        }
    }

    @Override
    public String toString() {
        return "OpenSslKey(" + transform.name() + ")";
    }
}
