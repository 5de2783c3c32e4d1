// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;

/**
 * A source of ciphers: the JDK, a native library, or none at all for benchmarks. One that is listed as a service of
 * this interface can be chosen by its name. Thread safe, set-up only.
 */
public interface CryptoProvider {
    /** Short name for options and reports, for example {@code jdk}. */
    String name();

    /** Why it cannot be used on this machine, in one line; null when it can. The same each time it is asked. */
    default String absence() {
        return null;
    }

    boolean supports(EspTransform transform);

    /**
     * Bytes that the expanded key of one SA needs at the place given to {@link #newKey(EspTransform, SecretKey, long)};
     * 0 when the provider keeps keys in memory of its own.
     */
    default long keyBytes(EspTransform transform) {
        return 0;
    }

    /** Expands the material of one SA. The provider does not keep a reference to {@code key}. */
    CryptoKey newKey(EspTransform transform, SecretKey key);

    /**
     * Expands the material of one SA into memory of the caller's, which has {@link #keyBytes} bytes there and zeroes
     * them when the key is closed. Where that is 0, the place is not used.
     *
     * @param place absolute address, a multiple of 64.
     */
    default CryptoKey newKey(EspTransform transform, SecretKey key, long place) {
        return newKey(transform, key);
    }

    /** A cipher for the calling thread to own. */
    BurstCipher newCipher();
}
