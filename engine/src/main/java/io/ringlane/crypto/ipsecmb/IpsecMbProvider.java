// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * AES-GCM of Intel's multi-buffer library where it is installed: no garbage, keys expanded once. It does not notice a
 * nonce that comes twice under a key; that none does is the caller's promise. Thread safe, set-up only.
 */
public final class IpsecMbProvider implements CryptoProvider {
    public static final String NAME = "ipsec-mb";

    private static final int ALIGNMENT = 64;

    private final IpsecMbLibrary library;
    private final AtomicInteger openKeys = new AtomicInteger();

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

    @Override
    public long keyBytes(EspTransform transform) {
        return supports(transform) ? library().scheduleBytes() : 0;
    }

    /**
     * Expands the cipher key; the salt is part of the nonce, which the caller writes.
     *
     * @throws IllegalArgumentException for another algorithm, or material of the wrong length.
     */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        check(transform, key);
        Arena arena = Arena.ofShared();
        return newKey(transform, key, arena.allocate(library().scheduleBytes(), ALIGNMENT), arena);
    }

    @Override
    @SuppressWarnings("restricted") // the caller has that many bytes there
    public CryptoKey newKey(EspTransform transform, SecretKey key, long place) {
        check(transform, key);
        return newKey(
                transform,
                key,
                MemorySegment.ofAddress(place).reinterpret(library().scheduleBytes()),
                null);
    }

    private GcmKey newKey(EspTransform transform, SecretKey key, MemorySegment schedule, Arena arena) {
        return new GcmKey(transform, library().kernels(transform.keyLength()), schedule, arena, key, openKeys);
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
        return new GcmCipher(openKeys, library().usedBytes());
    }

    /** Name, version and instruction set, or why it is not there. */
    @Override
    public String toString() {
        return NAME + " (" + library() + ")";
    }
}
