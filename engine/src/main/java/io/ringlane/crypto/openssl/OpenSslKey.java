// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Key of one SA with the contexts of each thread that uses it. A context changes with every packet, so each cipher has
 * its own and no lock is needed; this key owns them all, and frees and zeroes them on close, which is for when no
 * packet of the SA is in flight.
 */
final class OpenSslKey implements CryptoKey {
    private final EspTransform transform;
    private final OpenSslLibrary library;
    /** Address of the cipher key, for contexts that are made later. */
    private final long material;
    /** What holds the cipher key; null when it is the caller's memory. */
    private final SecretKey own;
    /** The newest; only ever put in front of, until closed. Null once closed. */
    private final AtomicReference<GcmContexts> first;

    /**
     * Makes the context that the first cipher seals with.
     *
     * @param material address of the cipher key, where it stays while this key is open.
     * @param own what holds it, closed with this key; null when the caller zeroes it.
     * @throws IllegalStateException if the library has no memory.
     */
    OpenSslKey(EspTransform transform, OpenSslLibrary library, long material, SecretKey own) {
        this.transform = transform;
        this.library = library;
        this.material = material;
        this.own = own;
        GcmContexts unused = new GcmContexts(null, null);
        if (unused.sealing(this) == 0) {
            throw new IllegalStateException("OpenSSL has no memory for a context");
        }
        first = new AtomicReference<>(unused);
    }

    @Override
    public EspTransform transform() {
        return transform;
    }

    /** The contexts of a cipher, which calls this on its thread; null once closed. */
    GcmContexts contexts(OpenSslCipher cipher) {
        GcmContexts newest = first.get();
        for (GcmContexts contexts = newest; contexts != null; contexts = contexts.next()) {
            if (contexts.isOf(cipher)) {
                return contexts;
            }
        }
        return newest == null ? null : newContexts(cipher);
    }

    /** First packet of a cipher: takes over what nobody uses, or puts new ones in front. */
    private GcmContexts newContexts(OpenSslCipher cipher) {
        for (GcmContexts contexts = first.get(); contexts != null; contexts = contexts.next()) {
            if (contexts.takeOver(cipher)) {
                return contexts;
            }
        }
        while (true) {
            GcmContexts next = first.get();
            if (next == null) {
                return null;
            }
            GcmContexts contexts = new GcmContexts(cipher, next);
            if (first.compareAndSet(next, contexts)) {
                return contexts;
            }
        }
    }

    /** A new context of the library, 0 if there is no memory for it. */
    long newContext(int direction) {
        return library.calls().newContext(library.cipher(transform.keyLength()), material, direction);
    }

    @Override
    public void close() {
        for (GcmContexts contexts = first.getAndSet(null); contexts != null; contexts = contexts.next()) {
            contexts.free(library.calls());
        }
        if (own != null) {
            own.close();
        }
    }

    @Override
    public String toString() {
        return "OpenSslKey(" + transform.keyLength() + " bytes)";
    }
}
