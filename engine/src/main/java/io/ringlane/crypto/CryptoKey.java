// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;

/**
 * Key material of one SA as one provider wants it: expanded once, used by every burst. Readable by any thread while
 * open; closed, and zeroed where the provider allows, when no packet of the SA is in flight.
 */
public interface CryptoKey extends AutoCloseable {
    EspTransform transform();

    @Override
    void close();
}
