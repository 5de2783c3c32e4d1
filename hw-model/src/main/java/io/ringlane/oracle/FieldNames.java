// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.GoldenSa;
import java.util.Arrays;

/** Names the header field that a byte of an ESP packet belongs to, looking inside the encryption. One thread. */
public final class FieldNames {
    private static final String[] IPV4 = {
        "version and IHL",
        "TOS",
        "total length",
        "total length",
        "ID",
        "ID",
        "fragment word",
        "fragment word",
        "TTL",
        "protocol",
        "header checksum",
        "header checksum"
    };
    private static final String[] TCP = {
        "source port",
        "source port",
        "destination port",
        "destination port",
        "sequence number",
        "sequence number",
        "sequence number",
        "sequence number",
        "acknowledgment",
        "acknowledgment",
        "acknowledgment",
        "acknowledgment",
        "data offset",
        "flags",
        "window",
        "window",
        "checksum",
        "checksum",
        "urgent pointer",
        "urgent pointer"
    };
    private static final String[] UDP = {
        "source port", "source port", "destination port", "destination port", "length", "length", "checksum", "checksum"
    };

    private final GoldenSa sa;
    private final EspCodec codec;

    public FieldNames(GoldenSa sa) {
        this.sa = sa;
        codec = sa == null ? null : new EspCodec(sa);
    }

    /** First place where two packets differ, or -1; the shorter one's length if it is a prefix of the other. */
    public static int firstDifference(byte[] expected, byte[] got) {
        return Arrays.mismatch(expected, got);
    }

    /**
     * The field at an offset of the expected packet.
     *
     * @param got what came instead; where the ciphertext differs, both are opened and the field inside is named.
     */
    public String name(Expectation.Packet expected, byte[] got, int offset) {
        byte[] packet = expected.bytes();
        EspPacket esp = sa == null || expected.innerIds() != null ? null : EspPacket.of(packet, sa);
        if (offset >= packet.length) {
            return "length";
        }
        if (expected.fragment() || esp == null) {
            boolean header = offset < IpBytes.upperOffset(packet);
            return header ? "outer " + ip(packet, offset) : "fragment header or payload";
        }
        if (offset < esp.espOffset()) {
            return "outer " + ip(packet, offset);
        }
        int inEsp = offset - esp.espOffset();
        if (inEsp < EspPacket.HEADER + sa.ivLength()) {
            return inEsp < 4 ? "ESP SPI" : inEsp < EspPacket.HEADER ? "ESP sequence number" : "ESP IV";
        }
        EspPacket other = EspPacket.of(got, sa);
        if (expected.leftToDevice()) {
            boolean whole = expected.icvLength() == 0;
            byte[] body = Arrays.copyOfRange(packet, esp.bodyOffset(), packet.length - expected.icvLength());
            return plain(body, offset - esp.bodyOffset(), whole);
        }
        return other == null || other.espOffset() != esp.espOffset() ? "ESP payload" : sealed(esp, other, offset);
    }

    /** Both are opened: a field of the plaintext if that differs, else the ICV alone is wrong. */
    private String sealed(EspPacket esp, EspPacket other, int offset) {
        if (other.bytes().length < other.bodyOffset() + codec.icvLength()) {
            return "length";
        }
        byte[] right = codec.decrypt(esp);
        int at = Arrays.mismatch(right, codec.decrypt(other));
        if (at < 0) {
            return offset >= esp.bytes().length - codec.icvLength() ? "ICV" : "ESP payload";
        }
        return at >= right.length ? "length" : plain(right, at, false);
    }

    /** @param whole a super-packet for the device, which has no trailer yet. */
    private String plain(byte[] body, int at, boolean whole) {
        int trailer = whole ? body.length : body.length - 2 - IpBytes.u8(body, body.length - 2);
        if (at >= trailer) {
            return at == body.length - 1 ? "ESP next header" : at == body.length - 2 ? "ESP pad length" : "ESP padding";
        }
        if (sa.isTunnel()) {
            return "inner " + ip(body, at);
        }
        int next = whole ? IpBytes.TCP : IpBytes.u8(body, body.length - 1);
        return "inner " + upper(next, at);
    }

    private static String ip(byte[] packet, int at) {
        int version = IpBytes.version(packet);
        int upper = IpBytes.upperOffset(packet);
        if (at >= upper) {
            return upper(IpBytes.u8(packet, IpBytes.upperNamedAt(packet)), at - upper);
        }
        if (version == 4) {
            return "IPv4 " + (at < 12 ? IPV4[at] : at < 16 ? "source" : at < 20 ? "destination" : "options");
        }
        return at < IpBytes.IPV6_LENGTH ? "IPv6 " + ipv6(at) : "IPv6 extension header";
    }

    private static String ipv6(int at) {
        if (at < 4) {
            return "version, traffic class and flow label";
        }
        if (at < 8) {
            return at < 6 ? "payload length" : at == 6 ? "next header" : "hop limit";
        }
        return at < 24 ? "source" : "destination";
    }

    private static String upper(int protocol, int at) {
        if (protocol == IpBytes.TCP) {
            return at < TCP.length ? "TCP " + TCP[at] : "TCP options or payload";
        }
        if (protocol == IpBytes.UDP) {
            return at < UDP.length ? "UDP " + UDP[at] : "UDP payload";
        }
        return protocol == IpBytes.BEET_PSEUDO_HEADER && at < 8 ? "BEET pseudo header" : "payload";
    }
}
