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

    /** Expands the material of one SA. The provider does not keep a reference to {@code key}. */
    CryptoKey newKey(EspTransform transform, SecretKey key);

    /** A cipher for the calling thread to own. */
    BurstCipher newCipher();
}
