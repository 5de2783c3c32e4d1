// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;

/**
 * OpenSSL's libcrypto 3 where it is installed: every algorithm that its configuration gives, no garbage, on any
 * processor that OpenSSL knows. It does not notice a nonce that comes twice under a key; that none does is the caller's
 * promise. Thread safe, set-up only.
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
        return library().supports(transform);
    }

    /** The keys alone: what is expanded stands in contexts, which libcrypto allocates. */
    @Override
    public long keyBytes(EspTransform transform) {
        return (long) transform.keyLength() + authBytes(transform);
    }

    private static int authBytes(EspTransform transform) {
        return isCbcMac(transform) ? CbcMac.KEYS : transform.authKeyLength();
    }

    private static boolean isCbcMac(EspTransform transform) {
        EspAuth auth = transform.auth();
        return auth == EspAuth.AES_XCBC || auth == EspAuth.AES_CMAC;
    }

    /**
     * Copies the keys and makes the first contexts; the salt is part of the nonce, which the caller writes.
     *
     * @throws IllegalArgumentException for another algorithm, or material of the wrong length.
     * @throws IllegalStateException if the library has no memory.
     */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        check(transform, key);
        SecretKey own = new SecretKey(new byte[(int) keyBytes(transform)]);
        try {
            expand(transform, key, own.address());
            return new OpenSslKey(transform, library(), own.address(), own);
        } catch (IllegalStateException e) {
            own.close();
            throw e;
        }
    }

    /** The same with the keys in the caller's memory. */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key, long place) {
        check(transform, key);
        expand(transform, key, place);
        return new OpenSslKey(transform, library(), place, null);
    }

    /** Leaves the salt out; what authenticates by CBC gets its subkeys. */
    private void expand(EspTransform transform, SecretKey key, long place) {
        int keyLength = transform.keyLength();
        Scratch.copy(key.address(), place, keyLength);
        long auth = key.address() + keyLength + transform.saltLength();
        if (!isCbcMac(transform)) {
            Scratch.copy(auth, place + keyLength, transform.authKeyLength());
            return;
        }
        long cipher = library().cipher(EspCipher.AES_CBC, transform.authKeyLength());
        if (!CbcMac.expand(library().calls(), cipher, transform.auth(), auth, place + keyLength)) {
            throw new IllegalStateException("OpenSSL has no memory for a context");
        }
    }

    private void check(EspTransform transform, SecretKey key) {
        if (!supports(transform)) {
            throw new IllegalArgumentException("crypto provider " + NAME + " has no " + words(transform));
        }
        if (key.length() != transform.materialLength()) {
            throw new IllegalArgumentException(words(transform) + " needs " + transform.materialLength()
                    + " key bytes, salt included, has " + key.length());
        }
    }

    private static String words(EspTransform transform) {
        return transform.authName().isEmpty() ? transform.name() : transform.name() + " with " + transform.authName();
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
