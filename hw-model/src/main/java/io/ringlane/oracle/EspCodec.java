// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.GoldenSa;
import io.ringlane.oracle.crypto.PlainEsp;
import java.util.Arrays;
import java.util.HexFormat;

/** Opens and seals whole ESP packets of one SA, one at a time. Immutable. */
final class EspCodec {
    private final PlainEsp esp;
    private final int icvLength;
    private final boolean esn;
    private final byte[] ivSalt;

    EspCodec(GoldenSa sa) {
        boolean aead = sa.aead() != null;
        GoldenSa.Algorithm auth = sa.authentication();
        icvLength = sa.icvLength();
        esp = new PlainEsp(
                sa.algorithm(),
                HexFormat.of().parseHex(aead ? sa.aead().key() : sa.encryption().key()),
                auth == null ? "" : auth.name(),
                HexFormat.of().parseHex(auth == null ? "" : auth.key()),
                icvLength);
        esn = sa.esn();
        ivSalt = sa.ivSalt() == null ? new byte[sa.ivLength()] : HexFormat.of().parseHex(sa.ivSalt());
    }

    int icvLength() {
        return icvLength;
    }

    /** Explicit IV of a number. */
    byte[] ivOf(long number) {
        return esp.ivOf(ivSalt, number);
    }

    /** Bits in which the number behind a packet's IV is another one; none for a packet without IV. */
    long ivDifference(EspPacket packet, long number) {
        return packet.ivLength() == 0 ? 0 : esp.numberBehind(ivSalt, packet.iv()) ^ number;
    }

    /** The protected bytes, trailer included, in clear; the ICV is not looked at. */
    byte[] decrypt(EspPacket packet) {
        byte[] bytes = packet.bytes();
        byte[] text = Arrays.copyOfRange(bytes, packet.bodyOffset(), bytes.length - icvLength);
        return esp.decrypt(packet.iv(), text);
    }

    /** Whether the ICV is right for this high half of the number (any, without ESN). */
    boolean verifies(EspPacket packet, long high) {
        byte[] bytes = packet.bytes();
        long number = high << 32 | packet.sequence();
        byte[] icv = esp.icv(packet.spi(), number, esn, packet.iv(), decrypt(packet));
        return Arrays.equals(icv, Arrays.copyOfRange(bytes, bytes.length - icvLength, bytes.length));
    }

    /** An ESP packet behind these outer headers, which must tell the final length. */
    byte[] seal(byte[] outer, long spi, long number, byte[] body) {
        byte[] iv = ivOf(number);
        byte[] text = esp.encrypt(iv, body);
        byte[] packet = Arrays.copyOf(outer, outer.length + EspPacket.HEADER + iv.length + text.length + icvLength);
        int at = outer.length;
        IpBytes.put32(packet, at, spi);
        IpBytes.put32(packet, at + 4, number);
        System.arraycopy(iv, 0, packet, at + EspPacket.HEADER, iv.length);
        System.arraycopy(text, 0, packet, at + EspPacket.HEADER + iv.length, text.length);
        byte[] icv = esp.icv(spi, number, esn, iv, body);
        System.arraycopy(icv, 0, packet, packet.length - icvLength, icvLength);
        return packet;
    }
}
