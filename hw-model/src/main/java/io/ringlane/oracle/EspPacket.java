// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.GoldenSa;
import java.util.Arrays;

/**
 * Where things are in one ESP packet that starts at the outer IP header (RFC 4303 section 2). Immutable view of bytes
 * that it does not copy.
 *
 * @param ivLength bytes of the explicit IV.
 * @param espOffset offset of the SPI.
 * @param namedAt offset of the byte that names ESP as the next header.
 */
record EspPacket(byte[] bytes, int ivLength, int espOffset, int namedAt) {
    static final int HEADER = 8;

    /** Finds ESP in a packet; null if it carries none. */
    static EspPacket of(byte[] bytes, GoldenSa sa) {
        return of(bytes, sa.ivLength(), sa.encap() != null);
    }

    /** @param inUdp a UDP header stands in front of ESP. */
    static EspPacket of(byte[] bytes, int ivLength, boolean inUdp) {
        int version = IpBytes.version(bytes);
        if (version != 4 && version != 6 || bytes.length < (version == 4 ? 20 : IpBytes.IPV6_LENGTH)) {
            return null;
        }
        int named = IpBytes.upperNamedAt(bytes);
        int at = IpBytes.upperOffset(bytes) + (inUdp ? IpBytes.UDP_LENGTH : 0);
        boolean esp = IpBytes.u8(bytes, named) == (inUdp ? IpBytes.UDP : IpBytes.ESP)
                && at + HEADER + ivLength <= bytes.length;
        return esp ? new EspPacket(bytes, ivLength, at, named) : null;
    }

    long spi() {
        return IpBytes.u32(bytes, espOffset);
    }

    long sequence() {
        return IpBytes.u32(bytes, espOffset + 4);
    }

    byte[] iv() {
        return Arrays.copyOfRange(bytes, espOffset + HEADER, bodyOffset());
    }

    byte[] outer() {
        return Arrays.copyOf(bytes, espOffset);
    }

    /** Offset of the first protected byte. */
    int bodyOffset() {
        return espOffset + HEADER + ivLength;
    }
}
