// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import org.agrona.MutableDirectBuffer;

/**
 * ESP trailer (RFC 4303 section 2.4 to 2.6): padding 1, 2, 3, ..., then pad length and next header.
 *
 * <pre>
 *  | padding 0..255 bytes: 1 2 3 ... | pad length | next header | ICV
 * </pre>
 */
public final class EspTrailer {
    /** Pad length and next header. */
    public static final int LENGTH = 2;

    private EspTrailer() {}

    /**
     * Writes padding, pad length and next header.
     *
     * @param offset first padding byte.
     * @param trailerLength padding and the two bytes behind it, 2 to 257.
     */
    public static void write(MutableDirectBuffer buffer, int offset, int trailerLength, int nextHeader) {
        int padding = trailerLength - LENGTH;
        for (int i = 0; i < padding; i++) {
            buffer.putByte(offset + i, (byte) (i + 1));
        }
        buffer.putByte(offset + padding, (byte) padding);
        buffer.putByte(offset + padding + 1, (byte) nextHeader);
    }
}
