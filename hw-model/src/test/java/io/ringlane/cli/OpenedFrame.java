// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A tunnel-mode ESP frame opened by the JDK's cipher and arithmetic of the test's own; an authentication failure, wrong
 * padding or a wrong next header is an exception.
 *
 * @param spi 0 for a frame that is no ESP; its inner packet is then what stands behind the Ethernet header.
 */
record OpenedFrame(byte[] frame, int spi, int sequence, byte[] inner) {
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int ESP = 50;
    private static final int ICV = 16;

    /** Key material, salt last; with ESN the 64-bit number last used before, else {@link #NO_ESN}. */
    record Sa(byte[] material, long lastNumber) {
        static final long NO_ESN = -1;

        Sa(String hex, long lastNumber) {
            this(HexFormat.of().parseHex(hex), lastNumber);
        }

        boolean esn() {
            return lastNumber != NO_ESN;
        }

        /** The high half that goes with a low half less than 2^32 numbers ahead. */
        int high(int low) {
            return (int) (lastNumber >>> 32) + (Integer.compareUnsigned(low, (int) lastNumber) > 0 ? 0 : 1);
        }
    }

    static final String KEY_6 = "52494e474c414e452d6578616d706c652d6b65792d6f662d333262797465732ea5b6c7d8";

    /** The SAs of the bundled example. */
    static final Map<Integer, Sa> EXAMPLE = Map.of(
            0x1001, new Sa("52494e474c414e452d6578616d706c65a1b2c3d4", Sa.NO_ESN),
            0x1002, new Sa(KEY_6, Sa.NO_ESN));

    /** Opens every frame of a capture. */
    static List<OpenedFrame> all(Pcap capture, Map<Integer, Sa> sas) throws GeneralSecurityException {
        OpenedFrame[] frames = new OpenedFrame[capture.packets().size()];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = open(capture.packets().get(i), sas);
        }
        return List.of(frames);
    }

    private static OpenedFrame open(byte[] frame, Map<Integer, Sa> sas) throws GeneralSecurityException {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int esp = switch (bytes.getShort(12) & 0xffff) {
            case IPV4 -> bytes.get(23) == ESP ? 14 + 4 * (bytes.get(14) & 15) : 0;
            case IPV6 -> bytes.get(20) == ESP ? 54 : 0;
            default -> 0;
        };
        if (esp == 0) {
            return new OpenedFrame(frame, 0, 0, Arrays.copyOfRange(frame, 14, frame.length));
        }
        int spi = bytes.getInt(esp);
        byte[] text = decrypt(bytes, esp, sas.get(spi));
        int pad = text[text.length - 2] & 0xff;
        int length = text.length - 2 - pad;
        for (int i = 0; i < pad; i++) {
            require(text[length + i] == i + 1, "pad byte " + i);
        }
        require(text[text.length - 1] == ((text[0] & 0xf0) == 0x40 ? 4 : 41), "next header");
        return new OpenedFrame(frame, spi, bytes.getInt(esp + 4), Arrays.copyOf(text, length));
    }

    private static byte[] decrypt(ByteBuffer frame, int esp, Sa sa) throws GeneralSecurityException {
        int keyLength = sa.material.length - 4;
        byte[] nonce = new byte[12];
        System.arraycopy(sa.material, keyLength, nonce, 0, 4);
        frame.get(esp + 8, nonce, 4, 8);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(sa.material, 0, keyLength, "AES"),
                new GCMParameterSpec(8 * ICV, nonce));
        ByteBuffer aad = ByteBuffer.allocate(sa.esn() ? 12 : 8).putInt(frame.getInt(esp));
        if (sa.esn()) {
            aad.putInt(sa.high(frame.getInt(esp + 4)));
        }
        aad.putInt(frame.getInt(esp + 4));
        cipher.updateAAD(aad.array());
        return cipher.doFinal(frame.array(), esp + 16, frame.limit() - esp - 16);
    }

    private static void require(boolean right, String what) throws GeneralSecurityException {
        if (!right) {
            throw new GeneralSecurityException(what + " is wrong");
        }
    }

    boolean isEsp() {
        return spi != 0;
    }

    // ---- what stands inside

    /** Offset of TCP, UDP or ICMP in an IP packet without IPv6 extension headers. */
    static int transport(byte[] ip) {
        return (ip[0] & 0xf0) == 0x40 ? 4 * (ip[0] & 15) : 40;
    }

    static int protocol(byte[] ip) {
        return ip[(ip[0] & 0xf0) == 0x40 ? 9 : 6];
    }

    /** Whether TCP's or UDP's checksum is right. */
    static boolean checksumFits(byte[] ip) {
        int at = transport(ip);
        boolean v4 = (ip[0] & 0xf0) == 0x40;
        long sum = (long) protocol(ip) + ip.length - at;
        sum += v4 ? words(ip, 12, 20) : words(ip, 8, 40);
        sum += words(ip, at, ip.length);
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum == 0xffff;
    }

    private static long words(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += (long) (bytes[i] & 0xff) << ((i - from & 1) == 0 ? 8 : 0);
        }
        return sum;
    }

    /** Addresses and ports of a TCP packet, as text. */
    static String flow(byte[] ip) {
        boolean v4 = (ip[0] & 0xf0) == 0x40;
        HexFormat hex = HexFormat.of();
        int at = transport(ip);
        return hex.formatHex(ip, v4 ? 12 : 8, v4 ? 20 : 40) + hex.formatHex(ip, at, at + 4);
    }

    static byte[] tcpPayload(byte[] ip) {
        int at = transport(ip);
        return Arrays.copyOfRange(ip, at + 4 * ((ip[at + 12] & 0xf0) >> 4), ip.length);
    }
}
