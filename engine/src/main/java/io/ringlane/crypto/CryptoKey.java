// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;

/**
 * Key material of one SA as one provider wants it: expanded once, used by every burst. Readable by any thread while
 * open; closed, and zeroed where the provider allows, when no packet of the SA is in flight.
 */
public interface CryptoKey extends AutoCloseable {
    EspTransform transform();

    /** Where the expanded key lies, as an absolute address; 0 once closed, or for a provider that does not tell. */
    default long place() {
        return 0;
    }

    /**
     * What the provider's cipher has to know of a key beside its place: a number that only the provider understands,
     * the same as long as the key lives, whose upper 16 bits no other provider has. With it and the place no packet has
     * to look at this object. 0 for none.
     */
    default int shape() {
        return 0;
    }

    @Override
    void close();
}
