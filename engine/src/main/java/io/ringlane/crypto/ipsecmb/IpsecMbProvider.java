// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.ipsecmb.job.ExpandedKey;
import io.ringlane.crypto.ipsecmb.job.JobLibrary;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Intel's multi-buffer library where it is installed: every algorithm but AES-192-CCM, no garbage, keys expanded once.
 * It does not notice a nonce that comes twice under a key; that none does is the caller's promise. Thread safe, set-up
 * only.
 */
public final class IpsecMbProvider implements CryptoProvider {
    public static final String NAME = "ipsec-mb";

    private static final int ALIGNMENT = 64;

    private final IpsecMbLibrary library;
    /** Keys of AES-GCM that are open. */
    private final AtomicInteger openKeys = new AtomicInteger();
    /** Keys of everything else. */
    private final AtomicInteger otherKeys = new AtomicInteger();

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
        return absence() == null && (isDirect(transform) || library().jobs().supports(transform));
    }

    /** What the kernels of AES-GCM do; all else goes by jobs. */
    private static boolean isDirect(EspTransform transform) {
        return transform.cipher() == EspCipher.AES_GCM || transform.cipher() == EspCipher.AES_GMAC;
    }

    /** The same for every algorithm, so that pages of SAs fit them all. */
    @Override
    public long keyBytes(EspTransform transform) {
        return supports(transform) ? Math.max(library().scheduleBytes(), JobLibrary.KEY_BYTES) : 0;
    }

    /**
     * Expands the keys; the salt is part of the nonce, which the caller writes.
     *
     * @throws IllegalArgumentException for another algorithm, or material of the wrong length.
     */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        return newKey(transform, key, 0);
    }

    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key, long place) {
        check(transform, key);
        return isDirect(transform)
                ? newDirectKey(transform, key, place)
                : library().jobs().newKey(transform, key, place, otherKeys);
    }

    @SuppressWarnings("restricted") // the caller has that many bytes there
    private CryptoKey newDirectKey(EspTransform transform, SecretKey key, long place) {
        int bytes = library().scheduleBytes();
        Arena arena = place == 0 ? Arena.ofShared() : null;
        MemorySegment schedule = place == 0
                ? arena.allocate(bytes, ALIGNMENT)
                : MemorySegment.ofAddress(place).reinterpret(bytes);
        AtomicInteger open = transform.cipher() == EspCipher.AES_GCM ? openKeys : otherKeys;
        int shape = transform.cipher() == EspCipher.AES_GMAC ? GmacCipher.shape(transform) : GcmCipher.shape(transform);
        GcmKernels kernels = library().kernels(transform.keyLength());
        return new ExpandedKey(
                transform, shape, schedule, arena, open, address -> kernels.expand(key.address(), address));
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
        GcmCipher gcm = new GcmCipher(openKeys, library().usedBytes());
        return new IpsecMbCipher(gcm, library().jobs().newCipher(otherKeys), otherKeys);
    }

    /** Name, version and instruction set, or why it is not there. */
    @Override
    public String toString() {
        return NAME + " (" + library() + ")";
    }
}
