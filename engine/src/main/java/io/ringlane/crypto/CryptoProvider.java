// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;

/** A source of ciphers: the JDK, a native library, or none at all for benchmarks. Thread safe, set-up only. */
public interface CryptoProvider {
    /** Short name for options and reports, for example {@code jdk}. */
    String name();

    boolean supports(EspTransform transform);

    /** Expands the material of one SA. The provider does not keep a reference to {@code key}. */
    CryptoKey newKey(EspTransform transform, SecretKey key);

    /** A cipher for the calling thread to own. */
    BurstCipher newCipher();
}
