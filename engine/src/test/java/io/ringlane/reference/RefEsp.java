// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Makes frames: IP lengths, ESP header, trailer and AES-GCM in one call of the JDK (sections 3.1 to 3.4). */
final class RefEsp {
    private RefEsp() {}

    /** @param hardware the device seals: IV and ICV are left open, and a super-packet gets no trailer. */
    static RefFrame frame(RefWork work, boolean hardware) {
        RefSa sa = work.sa;
        boolean whole = hardware && work.isGso();
        byte[] text = whole ? work.text : Octets.join(work.text, trailer(work));
        byte[] iv = new byte[8];
        Octets.put64(iv, 0, sa.ivSalt ^ work.number);
        byte[] esp = new byte[8];
        Octets.put32(esp, 0, sa.spi);
        Octets.put32(esp, 4, (int) work.number);
        byte[] sealed = hardware ? Octets.join(text, new byte[whole ? 0 : sa.icv]) : seal(sa, work.number, iv, text);
        byte[] outer = work.outer.clone();
        outer[work.protocolAt] = 50;
        lengths(outer, outer.length + 16 + sealed.length);
        RefFrame frame = new RefFrame();
        frame.bytes = Octets.join(work.link, outer, esp, iv, sealed);
        frame.linkLength = work.link.length;
        frame.spi = sa.spi;
        frame.sequence = (int) work.number;
        frame.leftToDevice = hardware;
        if (hardware) {
            int at = work.link.length + outer.length + 8;
            frame.open.add(new int[] {at, at + 8});
            frame.open.add(new int[] {frame.bytes.length - (whole ? 0 : sa.icv), frame.bytes.length});
        }
        if (work.freeId) {
            frame.freeIdHeader = work.link.length;
            frame.idGroup = work.idGroup;
            frame.idOrdinal = work.idOrdinal;
        }
        if (work.partial) {
            int end = work.link.length + outer.length + 16 + work.text.length;
            frame.checksumStart = end - work.checksumToEnd;
            frame.checksumOffset = work.checksumOffset;
        }
        gso(work, frame);
        return frame;
    }

    /** A frame in the clear. */
    static RefFrame clear(RefWork work) {
        RefFrame frame = new RefFrame();
        frame.bytes = Octets.join(work.link, work.ip);
        if (work.partial) {
            frame.checksumStart = frame.bytes.length - work.checksumToEnd;
            frame.checksumOffset = work.checksumOffset;
        }
        gso(work, frame);
        return frame;
    }

    private static void gso(RefWork work, RefFrame frame) {
        if (work.isGso()) {
            frame.gsoSize = work.gsoSize;
            frame.gsoSegs = work.gsoSegs;
            frame.gso.addAll(work.gso);
        }
    }

    /** RFC 4303 section 2.4: 1, 2, 3, ..., pad length, next header, up to a multiple of 4. */
    private static byte[] trailer(RefWork work) {
        int padding = 0;
        while ((work.text.length + padding + 2) % 4 != 0) {
            padding++;
        }
        byte[] trailer = new byte[padding + 2];
        for (int i = 0; i < padding; i++) {
            trailer[i] = (byte) (i + 1);
        }
        trailer[padding] = (byte) padding;
        trailer[padding + 1] = (byte) work.nextHeader;
        return trailer;
    }

    private static void lengths(byte[] outer, int length) {
        if (outer[0] >> 4 == 4) {
            Octets.put16(outer, 2, length);
            Octets.ipv4Checksum(outer);
        } else {
            Octets.put16(outer, 4, length - 40 > 65535 ? 0 : length - 40);
        }
    }

    /** RFC 4106: nonce is salt and IV; SPI and number are authenticated, with ESN all 64 bits of it. */
    private static byte[] seal(RefSa sa, long number, byte[] iv, byte[] text) {
        byte[] aad = new byte[sa.esn ? 12 : 8];
        Octets.put32(aad, 0, sa.spi);
        if (sa.esn) {
            Octets.put64(aad, 4, number);
        } else {
            Octets.put32(aad, 4, (int) number);
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            GCMParameterSpec nonce = new GCMParameterSpec(128, Octets.join(sa.salt, iv));
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(sa.key, "AES"), nonce);
            cipher.updateAAD(aad);
            byte[] sealed = cipher.doFinal(text);
            return Octets.slice(sealed, 0, text.length + sa.icv);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
