// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.sa.EspTransform;
import java.util.List;

/**
 * An algorithm as the choice sees it: providers are compared for each of these, whatever the ICV's length. Immutable.
 *
 * @param name for people.
 * @param transform that is measured in its place.
 */
public record CryptoAlgorithm(String name, EspTransform transform) {
    /** All that providers are compared for. */
    public static final List<CryptoAlgorithm> ALL = List.of(
            new CryptoAlgorithm("aes-128-gcm", EspTransform.aesGcm(128, 128)),
            new CryptoAlgorithm("aes-192-gcm", EspTransform.aesGcm(192, 128)),
            new CryptoAlgorithm("aes-256-gcm", EspTransform.aesGcm(256, 128)));

    /** Whether an SA of this shape is protected by this algorithm. */
    boolean fits(EspTransform shape) {
        return shape.name().equals(transform.name())
                && shape.keyLength() == transform.keyLength()
                && shape.authName().equals(transform.authName());
    }

    /** Whether it is the same cipher, perhaps with a key of another length. */
    boolean isKin(CryptoAlgorithm other) {
        return transform.name().equals(other.transform.name())
                && transform.authName().equals(other.transform.authName());
    }
}
