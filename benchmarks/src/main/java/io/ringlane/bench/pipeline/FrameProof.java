// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.esp.FrameOpener;
import io.ringlane.packet.Packet;
import io.ringlane.sa.EspTransform;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens what came out with the JDK's cipher and compares it with what went in, byte by byte, so that wrong work is
 * never measured. Written from RFC 4303 and RFC 4106, with none of the engine's own code; other algorithms are opened
 * by the engine's provider of the JDK. The core's thread.
 */
final class FrameProof {
    private static final int ETHERNET = 14;
    private static final int OUTER = 20;
    private static final int ESP = ETHERNET + OUTER;
    private static final int AAD = 8;
    private static final int IV = 8;
    private static final int ICV = 16;
    private static final int SALT = 4;
    private static final int DESTINATION = ETHERNET + 16;
    private static final int IP_IN_IP = 4;
    private static final int CHECKSUM = 10;

    private final OutboundKeys keys;
    private final byte[] linkHeader;
    /** By SA: number of its last frame, -1 before the first one. */
    private final int[] lastNumber;

    private final boolean gaps;
    /** Null for AES-GCM, which is opened here. */
    private final FrameOpener opener;

    /** What may come out, each of another length. */
    private byte[][] frames;

    private long opened;
    private boolean checksums;

    /** @param linkHeader that each frame must begin with. */
    FrameProof(OutboundKeys keys, byte[] linkHeader) {
        this(keys, linkHeader, false);
    }

    /** @param gaps whether numbers may be left out, as leases do; they must rise all the same. */
    FrameProof(OutboundKeys keys, byte[] linkHeader, boolean gaps) {
        this.keys = keys;
        this.linkHeader = linkHeader;
        this.gaps = gaps;
        lastNumber = new int[keys.count()];
        opener = keys.transform().name().equals(EspTransform.AES_GCM) ? null : new FrameOpener(keys.transform());
    }

    /** What is sent from now on, but for the destination address. Each SA may begin with any number. */
    void expect(byte[]... clearFrames) {
        frames = clearFrames.clone();
        opened = 0;
        Arrays.fill(lastNumber, -1);
    }

    /** Frames that were right since {@link #expect}. */
    long opened() {
        return opened;
    }

    /** Checks a frame that is still in its packet. */
    void check(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        check(bytes);
    }

    /** @throws IllegalStateException unless so many frames were right. */
    void require(long sent) {
        if (opened != sent) {
            throw new IllegalStateException(opened + " frames came out of " + sent);
        }
    }

    /** Checks one frame. @throws IllegalStateException if it is wrong, with what is. */
    void check(byte[] bytes) {
        require(Arrays.equals(bytes, 0, ETHERNET, linkHeader, 0, ETHERNET), "has not the new Ethernet header");
        ByteBuffer view = ByteBuffer.wrap(bytes);
        int index = view.getInt(ESP) - OutboundKeys.FIRST_SPI;
        require(index >= 0 && index < keys.count(), "has an unknown SPI");
        int number = view.getInt(ESP + Integer.BYTES);
        int last = lastNumber[index];
        require(
                last < 0 || (gaps ? number > last : number == last + 1),
                "has sequence number " + number + " after " + last);
        lastNumber[index] = number;
        byte[] material = keys.material(index);
        byte[] clear = opener == null ? open(bytes, material) : opener.open(bytes, ESP, material);
        int pad = clear[clear.length - 2] & 0xff;
        require(clear[clear.length - 1] == IP_IN_IP, "has the wrong next header");
        byte[] inner = inner(clear.length - pad - 2);
        ByteBuffer.wrap(inner).putInt(DESTINATION - ETHERNET, OutboundKeys.destination(index));
        if (checksums) {
            ByteBuffer.wrap(inner).putShort(CHECKSUM, (short) 0).putShort(CHECKSUM, checksum(inner));
        }
        require(
                clear.length == inner.length + pad + 2 && Arrays.equals(clear, 0, inner.length, inner, 0, inner.length),
                "does not hold the packet that was sent");
        opened++;
    }

    /** The packet of a length; the first one where none is so long. */
    private byte[] inner(int length) {
        byte[] frame = frames[0];
        for (byte[] other : frames) {
            frame = other.length - ETHERNET == length ? other : frame;
        }
        return Arrays.copyOfRange(frame, ETHERNET, frame.length);
    }

    /** From now on each inner header has its own checksum, not that of the pattern. */
    void withChecksums() {
        checksums = true;
    }

    private static short checksum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < OUTER; i += Short.BYTES) {
            sum += ByteBuffer.wrap(header).getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }

    private static byte[] open(byte[] bytes, byte[] material) {
        byte[] nonce = new byte[SALT + IV];
        System.arraycopy(material, material.length - SALT, nonce, 0, SALT);
        System.arraycopy(bytes, ESP + AAD, nonce, SALT, IV);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(material, 0, material.length - SALT, "AES"),
                    new GCMParameterSpec(ICV * Byte.SIZE, nonce));
            cipher.updateAAD(bytes, ESP, AAD);
            return cipher.doFinal(bytes, ESP + AAD + IV, bytes.length - ESP - AAD - IV);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a frame cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("a frame " + what);
        }
    }
}
