// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.header.EspTrailer;
import io.ringlane.sa.EspTransform;

/** Lengths of an ESP packet (RFC 4303 section 2.4; kernel {@code esp_xmit} steps 3 and 4). Stateless. */
public final class EspLayout {
    private EspLayout() {}

    /** Bytes that get encrypted for a payload: with padding and the two trailer bytes, a multiple of the pad block. */
    public static int cipherLength(EspTransform transform, int payload) {
        int block = transform.padBlock();
        return (payload + EspTrailer.LENGTH + block - 1) / block * block;
    }

    /** Padding, pad length and next header: 2 to block + 1 bytes. */
    public static int trailerLength(EspTransform transform, int payload) {
        return cipherLength(transform, payload) - payload;
    }

    /** What ESP adds behind the payload: trailer and ICV. */
    public static int tailLength(EspTransform transform, int payload) {
        return trailerLength(transform, payload) + transform.icvLength();
    }
}
