// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;

/**
 * AES-GCM of Intel's multi-buffer library where it is installed: no garbage, keys expanded once. It does not notice a
 * nonce that comes twice under a key; that none does is the caller's promise. Thread safe, set-up only.
 */
public final class IpsecMbProvider implements CryptoProvider {
    public static final String NAME = "ipsec-mb";

    private final IpsecMbLibrary library;

    /** With the installed library, which is looked for when first needed. */
    public IpsecMbProvider() {
        this(null);
    }

    /** @param library null for the installed one. */
    IpsecMbProvider(IpsecMbLibrary library) {
        this.library = library;
    }

    private IpsecMbLibrary library() {
        return library == null ? IpsecMbLibrary.installed() : library;
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

    /**
     * Expands the cipher key; the salt is part of the nonce, which the caller writes.
     *
     * @throws IllegalArgumentException for another algorithm, or material of the wrong length.
     */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        if (!supports(transform)) {
            throw new IllegalArgumentException("crypto provider " + NAME + " has no " + transform.name());
        }
        if (key.length() != transform.materialLength()) {
            throw new IllegalArgumentException(transform.name() + " needs " + transform.materialLength()
                    + " key bytes, salt included, has " + key.length());
        }
        return new GcmKey(
                transform, library().kernels(transform.keyLength()), library().scheduleBytes(), key);
    }

    @Override
    public BurstCipher newCipher() {
        return new GcmCipher();
    }

    /** Name, version and instruction set, or why it is not there. */
    @Override
    public String toString() {
        return NAME + " (" + library() + ")";
    }
}
