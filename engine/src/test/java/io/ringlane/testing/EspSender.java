// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Makes ESP packets of AES-128-GCM the simple way, with the JDK's cipher and byte arrays, to be received. */
public final class EspSender {
    public static final int ICV = 16;
    /** 16 bytes of key, 4 of salt. */
    public static final byte[] MATERIAL = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0fa0a1a2a3");

    private EspSender() {}

    /** ESP of a payload with as much padding as it needs. */
    public static byte[] esp(int spi, long number, boolean esn, byte[] payload, int nextHeader) {
        int padding = -(payload.length + 2) & 3;
        byte[] text = Arrays.copyOf(payload, payload.length + padding + 2);
        for (int i = 0; i < padding; i++) {
            text[payload.length + i] = (byte) (i + 1);
        }
        text[text.length - 2] = (byte) padding;
        text[text.length - 1] = (byte) nextHeader;
        return sealed(spi, number, esn, text);
    }

    /** ESP of a text as it is, trailer included or not. */
    public static byte[] sealed(int spi, long number, boolean esn, byte[] text) {
        byte[] iv = ByteBuffer.allocate(8).putLong(~number).array();
        byte[] nonce = ByteBuffer.allocate(12).put(MATERIAL, 16, 4).put(iv).array();
        ByteBuffer aad = ByteBuffer.allocate(esn ? 12 : 8).putInt(spi);
        if (esn) {
            aad.putInt((int) (number >>> 32));
        }
        aad.putInt((int) number);
        try {
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(MATERIAL, 0, 16, "AES"),
                    new GCMParameterSpec(ICV * 8, nonce));
            gcm.updateAAD(aad.array());
            byte[] sealed = gcm.doFinal(text);
            return ByteBuffer.allocate(16 + sealed.length)
                    .putInt(spi)
                    .putInt((int) number)
                    .put(iv)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An IPv4 packet with a right header checksum. */
    public static byte[] ipv4(int protocol, String from, String to, int tos, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(20);
        header.put((byte) 0x45).put((byte) tos).putShort((short) (20 + payload.length));
        header.putInt(0x12340000).put((byte) 64).put((byte) protocol).putShort((short) 0);
        header.put(address(from)).put(address(to));
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += header.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        header.putShort(10, (short) ~sum);
        return joined(header.array(), payload);
    }

    public static byte[] udp(int from, int to, byte[] payload) {
        return joined(
                ByteBuffer.allocate(8)
                        .putShort((short) from)
                        .putShort((short) to)
                        .putShort((short) (8 + payload.length))
                        .putShort((short) 0)
                        .array(),
                payload);
    }

    private static byte[] address(String text) {
        String[] parts = text.split("\\.");
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
