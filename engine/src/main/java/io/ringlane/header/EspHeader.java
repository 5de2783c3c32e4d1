// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * ESP header (RFC 4303 section 2), followed by the explicit IV.
 *
 * <pre>
 *  |               Security Parameters Index (SPI)                 |
 *  |                      Sequence Number (low 32 bits)            |
 *  |                    IV (8 bytes for AES-GCM) ...               |
 * </pre>
 */
public final class EspHeader {
    /** SPI and sequence number, without IV. */
    public static final int LENGTH = 8;

    public static final int SEQUENCE_OFFSET = 4;
    public static final int IV_OFFSET = 8;

    private EspHeader() {}

    public static int spi(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset, ByteOrder.BIG_ENDIAN);
    }

    public static void spi(MutableDirectBuffer buffer, int offset, int spi) {
        buffer.putInt(offset, spi, ByteOrder.BIG_ENDIAN);
    }

    public static int sequence(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + SEQUENCE_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    public static void sequence(MutableDirectBuffer buffer, int offset, int sequence) {
        buffer.putInt(offset + SEQUENCE_OFFSET, sequence, ByteOrder.BIG_ENDIAN);
    }
}
