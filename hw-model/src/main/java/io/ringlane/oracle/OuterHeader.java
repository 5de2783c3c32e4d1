// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import static io.ringlane.oracle.IpBytes.IPV6_LENGTH;
import static io.ringlane.oracle.IpBytes.put16;
import static io.ringlane.oracle.IpBytes.put32;
import static io.ringlane.oracle.IpBytes.u16;
import static io.ringlane.oracle.IpBytes.u32;
import static io.ringlane.oracle.IpBytes.u8;
import static io.ringlane.oracle.IpBytes.version;

import io.ringlane.golden.GoldenSa;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Encapsulates one plain packet (RFC 4303 section 3.1; BEET as in draft-nikander-esp-beet-mode): the headers in front
 * of ESP, what ESP protects, and the trailer. Written from the modes' definitions, for packets that no capture shows.
 */
final class OuterHeader {
    private static final int DF = 0x4000;
    private static final int CE = 3;
    private static final int ECT_0 = 2;

    private final GoldenSa sa;
    private final int hopLimit;
    private final byte[] source;
    private final byte[] destination;

    /** Headers and body of one packet. The outer length is that of the sealed packet. */
    record Encapsulated(byte[] outer, byte[] body) {}

    OuterHeader(GoldenSa sa, int hopLimit) {
        this.sa = sa;
        this.hopLimit = hopLimit == 0 ? 64 : hopLimit;
        source = address(sa.source());
        destination = address(sa.destination());
    }

    /**
     * Encapsulates.
     *
     * @param inner a plain packet, {@code place} its place in its super-packet when the kernel numbers outer IDs.
     */
    Encapsulated encapsulate(byte[] inner, int place) {
        if (sa.isTunnel()) {
            int next = version(inner) == 4 ? 4 : 41;
            return finish(tunnel(inner, place), withTrailer(inner, next));
        }
        if (sa.isBeet()) {
            byte[] payload = beetPayload(inner);
            boolean options = version(inner) == 4 && inner[0] != 0x45;
            int next = options ? IpBytes.BEET_PSEUDO_HEADER : u8(inner, version(inner) == 4 ? 9 : 6);
            return finish(beet(inner, place), withTrailer(payload, next));
        }
        int esp = transportEsp(inner);
        byte[] outer = Arrays.copyOf(inner, esp);
        int named = transportNamedAt(inner);
        int next = u8(inner, named);
        outer[named] = IpBytes.ESP;
        return finish(outer, withTrailer(Arrays.copyOfRange(inner, esp, inner.length), next));
    }

    /** Bytes of a packet that ESP protects, trailer not counted; what an SA's byte counter counts. */
    static int protectedLength(GoldenSa sa, byte[] inner) {
        if (sa.isTunnel()) {
            return inner.length;
        }
        return sa.isBeet() ? beetPayload(inner).length : inner.length - transportEsp(inner);
    }

    private Encapsulated finish(byte[] outer, byte[] body) {
        int length = outer.length + EspPacket.HEADER + sa.ivLength() + body.length + sa.icvLength();
        if (version(outer) == 4) {
            put16(outer, 2, length);
            IpBytes.fixIpv4Checksum(outer);
        } else {
            put16(outer, 4, length - IPV6_LENGTH);
        }
        return new Encapsulated(outer, body);
    }

    /** Payload, pad bytes 1, 2, 3 and so on, pad length, next header (RFC 4303 section 2.4). */
    private byte[] withTrailer(byte[] payload, int next) {
        int whole = (payload.length + 2 + sa.padBlock() - 1) / sa.padBlock() * sa.padBlock();
        byte[] body = Arrays.copyOf(payload, whole);
        int pad = whole - payload.length - 2;
        for (int i = 0; i < pad; i++) {
            body[payload.length + i] = (byte) (i + 1);
        }
        body[whole - 2] = (byte) pad;
        body[whole - 1] = (byte) next;
        return body;
    }

    private byte[] tunnel(byte[] inner, int place) {
        boolean ipv4 = version(inner) == 4;
        int inside = ipv4 ? u8(inner, 1) : (int) (u32(inner, 0) >>> 20) & 0xff;
        int ecn = (inside & 3) == CE ? ECT_0 : inside & 3;
        int dscp = sa.extraFlags().contains("dont-encap-dscp") ? 0 : inside & 0xfc;
        int trafficClass = dscp | (sa.flags().contains("noecn") ? 0 : ecn);
        if (sa.outerFamily() == 6) {
            return ipv6(trafficClass, ipv4 ? 0 : u32(inner, 0) & 0xfffff, hopLimit);
        }
        boolean df = !sa.flags().contains("nopmtudisc") && (!ipv4 || (u16(inner, 6) & DF) != 0);
        return ipv4(trafficClass, df ? DF : 0, place, hopLimit);
    }

    private byte[] beet(byte[] inner, int place) {
        boolean ipv4 = version(inner) == 4;
        int trafficClass = ipv4 ? u8(inner, 1) : (int) (u32(inner, 0) >>> 20) & 0xff;
        int ttl = u8(inner, ipv4 ? 8 : 7);
        if (sa.outerFamily() == 6) {
            return ipv6(trafficClass, ipv4 ? 0 : u32(inner, 0) & 0xfffff, ttl);
        }
        return ipv4 ? ipv4(trafficClass, u16(inner, 6), u16(inner, 4), ttl) : ipv4(trafficClass, DF, place, ttl);
    }

    private byte[] ipv4(int tos, int fragmentWord, int id, int ttl) {
        byte[] header = new byte[20];
        header[0] = 0x45;
        header[1] = (byte) tos;
        put16(header, 4, id);
        put16(header, 6, fragmentWord);
        header[8] = (byte) ttl;
        header[9] = IpBytes.ESP;
        System.arraycopy(source, 0, header, 12, 4);
        System.arraycopy(destination, 0, header, 16, 4);
        return header;
    }

    private byte[] ipv6(int trafficClass, long flowLabel, int ttl) {
        byte[] header = new byte[IPV6_LENGTH];
        put32(header, 0, 6L << 28 | (long) trafficClass << 20 | flowLabel);
        header[6] = IpBytes.ESP;
        header[7] = (byte) ttl;
        System.arraycopy(source, 0, header, 8, 16);
        System.arraycopy(destination, 0, header, 24, 16);
        return header;
    }

    /** Upper layer, with the pseudo header in front when the inner IPv4 header has options. */
    private static byte[] beetPayload(byte[] inner) {
        if (version(inner) == 6) {
            return Arrays.copyOfRange(inner, IPV6_LENGTH, inner.length);
        }
        int headerLength = IpBytes.ipv4HeaderLength(inner);
        int options = headerLength - 20;
        byte[] upper = Arrays.copyOfRange(inner, headerLength, inner.length);
        if (options == 0) {
            return upper;
        }
        int pad = 4 - (options & 4);
        byte[] payload = new byte[4 + pad + options + upper.length];
        payload[0] = inner[9];
        payload[1] = (byte) (options / 8);
        payload[2] = (byte) pad;
        // the header lies over the end of the inner IP header, and Linux leaves the reserved byte as it was
        payload[3] = inner[20 - pad - 1];
        Arrays.fill(payload, 4, 4 + pad, (byte) 1);
        System.arraycopy(inner, 20, payload, 4 + pad, options);
        System.arraycopy(upper, 0, payload, 4 + pad + options, upper.length);
        return payload;
    }

    /** Offset of ESP in transport mode: hop-by-hop, routing, and destination options not behind routing stay before. */
    static int transportEsp(byte[] inner) {
        return transportPlace(inner)[0];
    }

    /** Place of the byte that will name ESP in transport mode. */
    static int transportNamedAt(byte[] inner) {
        return transportPlace(inner)[1];
    }

    private static int[] transportPlace(byte[] inner) {
        if (version(inner) == 4) {
            return new int[] {IpBytes.ipv4HeaderLength(inner), 9};
        }
        int at = IPV6_LENGTH;
        int named = 6;
        boolean routed = false;
        int next = u8(inner, 6);
        while (next == IpBytes.HOP_BY_HOP
                || next == IpBytes.ROUTING
                || next == IpBytes.DESTINATION_OPTIONS && !routed) {
            routed |= next == IpBytes.ROUTING;
            next = u8(inner, at);
            named = at;
            at += 8 + u8(inner, at + 1) * 8;
        }
        return new int[] {at, named};
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
    }
}
