// SPDX-License-Identifier: Apache-2.0
package io.ringlane.explain;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.esp.EspLayout;
import io.ringlane.header.EspHeader;
import io.ringlane.header.EspTrailer;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.XfrmMode;
import org.agrona.DirectBuffer;

/** What an SA makes of a packet's length, and how nonce and AAD are laid out, in words; no key in them. Stateless. */
public final class EspArithmetic {
    private static final int PSEUDO_HEADER = 4;
    private static final int ESN_AAD_LENGTH = 12;

    private EspArithmetic() {}

    /**
     * Bytes in front of what ESP protects, of a packet as it comes: none in tunnel mode. Negative where BEET puts a
     * pseudo header in front of options.
     */
    public static int inFront(SaConfig config, DirectBuffer buffer, int ip, int end) {
        if (config.mode() == XfrmMode.TUNNEL) {
            return 0;
        }
        boolean v4 = Ipv4.version(buffer, ip) == 4;
        if (config.mode() != XfrmMode.BEET) {
            long found = v4 ? 0 : Ipv6Extensions.unfragmentable(buffer, ip, end);
            return v4 ? Ipv4.headerLength(buffer, ip) : Math.max(Ipv6.LENGTH, Ipv6Extensions.offset(found) - ip);
        }
        int options = v4 ? Ipv4.headerLength(buffer, ip) - Ipv4.LENGTH : 0;
        return v4 ? Ipv4.LENGTH - (options == 0 ? 0 : 2 * PSEUDO_HEADER - (options & PSEUDO_HEADER)) : Ipv6.LENGTH;
    }

    /** True in tunnel mode: what comes is protected as a whole. */
    public static boolean makesHeader(SaConfig config) {
        return config.mode() == XfrmMode.TUNNEL;
    }

    /**
     * Length of the IP packet that comes of a payload.
     *
     * @param inFront IP header and what else stays in front of ESP; 0 in tunnel mode, which makes its own.
     * @param tfc bytes to which traffic-flow confidentiality fills payloads up, 0 without.
     */
    public static int packet(SaConfig config, int inFront, int payload, int tfc) {
        EspTransform transform = config.transform();
        int text = EspLayout.cipherLength(transform, Math.max(payload, tfc));
        int outer = config.outerFamily() == 4 ? Ipv4.LENGTH : Ipv6.LENGTH;
        return (config.mode() == XfrmMode.TRANSPORT ? inFront : outer)
                + config.encapLength()
                + EspHeader.LENGTH
                + transform.ivLength()
                + text
                + transform.icvLength();
    }

    /** The same in words, from the payload to the IP packet. */
    public static String words(SaConfig config, int inFront, int payload, int tfc) {
        EspTransform transform = config.transform();
        int filled = Math.max(payload, tfc);
        int text = EspLayout.cipherLength(transform, filled);
        StringBuilder line = new StringBuilder("payload ").append(payload);
        if (filled > payload) {
            line.append(", filled up to ").append(filled).append(" (TFC)");
        }
        line.append(": padding ").append(text - filled - EspTrailer.LENGTH);
        line.append(" and ")
                .append(EspTrailer.LENGTH)
                .append(" of trailer make it ")
                .append(text);
        line.append(", a multiple of ").append(transform.padBlock());
        line.append("; SPI and number ").append(EspHeader.LENGTH);
        line.append(", IV ").append(transform.ivLength());
        line.append(", ICV ").append(transform.icvLength());
        line.append(config.encapsulatedInUdp() ? ", UDP " + config.encapLength() : "");
        int packet = packet(config, inFront, payload, tfc);
        int header =
                packet - text - EspHeader.LENGTH - transform.ivLength() - transform.icvLength() - config.encapLength();
        line.append(", IP header ").append(header).append(": ").append(packet).append(" bytes");
        return line.toString();
    }

    /** Where IV and nonce come from. */
    public static String nonce(SaConfig config) {
        EspTransform transform = config.transform();
        EspCipher cipher = transform.cipher();
        int salt = transform.saltLength();
        if (cipher == null || transform.ivLength() == 0) {
            return "no IV";
        }
        if (cipher.hasEncryptedIv()) {
            return "IV: the number times a secret odd salt, encrypted; " + transform.ivLength() + " bytes";
        }
        String behind = "";
        if (cipher == EspCipher.AES_CCM) {
            behind = ", between a byte of flags and a counter of 4";
        } else if (cipher == EspCipher.AES_CTR) {
            behind = ", then a counter of 4 from 1";
        }
        return "IV: the number XOR the SA's IV salt; nonce: " + salt + " bytes of salt behind the key, "
                + transform.ivLength() + " of IV" + behind;
    }

    /** What the ICV covers. */
    public static String covered(SaConfig config) {
        EspTransform transform = config.transform();
        EspCipher cipher = transform.cipher();
        if (transform.auth() == EspAuth.NONE && (cipher == null || !cipher.isAead())) {
            return "no ICV: not authenticated";
        }
        if (cipher != null && cipher.isAead()) {
            return "ICV over AAD of "
                    + (config.esn()
                            ? ESN_AAD_LENGTH + " bytes (SPI, both halves of the number)"
                            : EspHeader.LENGTH + " bytes (SPI and number)")
                    + " and text";
        }
        return "ICV: " + transform.authName() + " over SPI, number, IV and text"
                + (config.esn() ? ", and the high half of the number behind" : "");
    }
}
