// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.GoldenSa;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens and seals ESP packets of one SA with AES-GCM (RFC 4106), one at a time, straight from the definition. One
 * thread.
 */
final class EspCodec {
    private static final int SALT = 4;
    private static final int FULL_TAG = 16;
    private static final int FIRST_COUNTER = 2;
    private static final int NONCE = SALT + EspPacket.IV;

    private final SecretKeySpec key;
    private final byte[] nonceSalt;
    private final int icvLength;
    private final boolean esn;
    private final long ivSalt;

    EspCodec(GoldenSa sa) {
        byte[] material = HexFormat.of().parseHex(sa.aead().key());
        key = new SecretKeySpec(material, 0, material.length - SALT, "AES");
        nonceSalt = Arrays.copyOfRange(material, material.length - SALT, material.length);
        icvLength = sa.aead().icvBits() / 8;
        esn = sa.esn();
        ivSalt = sa.ivSalt() == null ? 0 : Long.parseUnsignedLong(sa.ivSalt(), 16);
    }

    int icvLength() {
        return icvLength;
    }

    /** Explicit IV of a number (kernel {@code seqiv}). */
    long ivOf(long number) {
        return ivSalt ^ number;
    }

    /** The protected bytes, trailer included, in clear; the ICV is not looked at. */
    byte[] decrypt(EspPacket packet) {
        byte[] bytes = packet.bytes();
        int length = bytes.length - icvLength - packet.bodyOffset();
        byte[] counter = Arrays.copyOf(nonce(packet.iv()), FULL_TAG);
        counter[FULL_TAG - 1] = FIRST_COUNTER;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(counter));
            return cipher.doFinal(bytes, packet.bodyOffset(), length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the ICV is right for this high half of the number (any, without ESN). */
    boolean verifies(EspPacket packet, long high) {
        long number = high << 32 | packet.sequence();
        byte[] again = seal(packet.outer(), packet.spi(), number, packet.iv(), decrypt(packet));
        return Arrays.equals(again, packet.bytes());
    }

    /** An ESP packet behind these outer headers, which must tell the final length. */
    byte[] seal(byte[] outer, long spi, long number, long iv, byte[] body) {
        byte[] packet = Arrays.copyOf(outer, outer.length + EspPacket.HEADER + EspPacket.IV + body.length + icvLength);
        int esp = outer.length;
        IpBytes.put32(packet, esp, spi);
        IpBytes.put32(packet, esp + 4, number);
        IpBytes.put64(packet, esp + EspPacket.HEADER, iv);
        byte[] sealed = encrypt(iv, additionalData(spi, number), body);
        System.arraycopy(sealed, 0, packet, esp + EspPacket.HEADER + EspPacket.IV, body.length + icvLength);
        return packet;
    }

    private byte[] encrypt(long iv, byte[] additionalData, byte[] body) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(FULL_TAG * 8, nonce(iv)));
            cipher.updateAAD(additionalData);
            return cipher.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] additionalData(long spi, long number) {
        byte[] data = new byte[esn ? 12 : 8];
        IpBytes.put32(data, 0, spi);
        if (esn) {
            IpBytes.put64(data, 4, number);
        } else {
            IpBytes.put32(data, 4, number);
        }
        return data;
    }

    private byte[] nonce(long iv) {
        byte[] nonce = Arrays.copyOf(nonceSalt, NONCE);
        IpBytes.put64(nonce, SALT, iv);
        return nonce;
    }
}
