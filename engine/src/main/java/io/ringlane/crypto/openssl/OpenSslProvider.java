// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-GCM of OpenSSL's libcrypto 3 where it is installed: no garbage, on any processor that OpenSSL knows. It does not
 * notice a nonce that comes twice under a key; that none does is the caller's promise. Thread safe, set-up only.
 */
public final class OpenSslProvider implements CryptoProvider {
    public static final String NAME = "openssl";

    private final OpenSslLibrary library;

    /** With the installed library, which is looked for when first needed. */
    public OpenSslProvider() {
        this(null);
    }

    /** @param library null for the installed one. */
    OpenSslProvider(OpenSslLibrary library) {
        this.library = library;
    }

    private OpenSslLibrary library() {
        return library == null ? OpenSslLibrary.installed() : library;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String absence() {
        return library().absence();
    }

    @Override
    public boolean supports(EspTransform transform) {
        return absence() == null && transform.name().equals(EspTransform.AES_GCM);
    }

    /** The cipher key alone: the expanded ones stand in contexts, which libcrypto allocates. */
    @Override
    public long keyBytes(EspTransform transform) {
        return transform.keyLength();
    }

    /**
     * Copies the cipher key and makes the first context; the salt is part of the nonce, which the caller writes.
     *
     * @throws IllegalArgumentException for another algorithm, or material of the wrong length.
     * @throws IllegalStateException if the library has no memory.
     */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        check(transform, key);
        byte[] copy = new byte[transform.keyLength()];
        key.copyTo(0, copy);
        SecretKey own = new SecretKey(copy);
        try {
            return new OpenSslKey(transform, library(), own.address(), own);
        } catch (IllegalStateException e) {
            own.close();
            throw e;
        }
    }

    /** The same with the cipher key in the caller's memory. */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key, long place) {
        check(transform, key);
        new UnsafeBuffer(place, transform.keyLength())
                .putBytes(0, new UnsafeBuffer(key.address(), transform.keyLength()), 0, transform.keyLength());
        return new OpenSslKey(transform, library(), place, null);
    }

    private void check(EspTransform transform, SecretKey key) {
        if (!supports(transform)) {
            throw new IllegalArgumentException("crypto provider " + NAME + " has no " + transform.name());
        }
        if (key.length() != transform.materialLength()) {
            throw new IllegalArgumentException(transform.name() + " needs " + transform.materialLength()
                    + " key bytes, salt included, has " + key.length());
        }
    }

    @Override
    public BurstCipher newCipher() {
        return new OpenSslCipher(library());
    }

    /** Name and version, or why it is not there. */
    @Override
    public String toString() {
        return NAME + " (" + library() + ")";
    }
}
