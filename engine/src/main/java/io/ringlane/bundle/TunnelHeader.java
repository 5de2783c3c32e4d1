// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.RawMemory;
import io.ringlane.header.Ethernet;
import io.ringlane.header.Ipv4;
import io.ringlane.xfrm.OuterModeOutput;

/**
 * Ethernet, outer IP and ESP header and the IV of a tunnel packet, written in whole words over the packet's own
 * Ethernet header (RFC 4303 section 3.1.2, RFC 6040 limited as in {@code INET_ECN_encapsulate}). Stateless; the caller
 * has checked that there is headroom.
 */
final class TunnelHeader {
    static final int ECN_MASK = 3;
    private static final int ECT_0 = 2;
    private static final int DF_SHIFT = 54;
    private static final int TOS_SHIFT = 8;
    /** Version 4, five words, in the first byte. */
    static final int VERSION_4 = 0x45;

    private static final int VERSION_6 = 0x60000000;
    private static final int FLOW_LABEL = 0xfffff;
    /** "Don't fragment" as the half word stands in memory. */
    private static final int DF = 0x40;

    static final short TYPE_4 = (short) swap16(Ethernet.TYPE_IPV4);
    static final short TYPE_6 = (short) swap16(Ethernet.TYPE_IPV6);
    private static final int LOW_HALF = 0xffff;

    private TunnelHeader() {}

    /** DSCP and ECN of the outer header. @param inner of the inner header. */
    static int tos(Bundle bundle, int inner) {
        int dscp = inner & bundle.dscpMask;
        if (!bundle.copyEcn) {
            return dscp;
        }
        int ecn = inner & ECN_MASK;
        return dscp | (ecn == ECN_MASK ? ECT_0 : ecn);
    }

    /**
     * Writes what stands in front of an inner packet and its IV.
     *
     * @param text address of the inner packet, in front of which its own Ethernet header may stand.
     * @param length of the outer IP packet.
     * @param id identification, in the order in which it is stored; with DF 0.
     * @param iv in the order in which it is stored.
     */
    static void write4(Bundle bundle, long text, int tos, int length, boolean dontFragment, int id, int sequence) {
        long at = text - bundle.room;
        link(bundle, text, at, TYPE_4 & LOW_HALF | (VERSION_4 | tos << 8) << 16);
        int lengthAndId = swap16(length) | id << 16;
        int fragment = dontFragment ? DF : 0;
        int sum = bundle.constantSum + (VERSION_4 | tos << 8) + halves(lengthAndId) + fragment;
        sum = (sum & LOW_HALF) + (sum >>> 16);
        sum = (sum & LOW_HALF) + (sum >>> 16);
        long checksum = ~sum & LOW_HALF;
        RawMemory.putLong(at + 16, lengthAndId & 0xffffffffL | (long) (fragment | bundle.hopAndProtocol << 16) << 32);
        long addresses = bundle.source4 & 0xffffffffL | (long) bundle.destination4 << 32;
        RawMemory.putLong(at + 24, checksum | addresses << 16);
        RawMemory.putShort(at + 32, (short) (addresses >>> 48));
        RawMemory.putLong(at + 34, bundle.spi & 0xffffffffL | (long) Integer.reverseBytes(sequence) << 32);
    }

    /**
     * The same for the commonest shape, from words that the bundle has ready.
     *
     * @param first eight bytes of the inner header.
     * @param length of the outer IP packet.
     */
    static void writePlain(
            Bundle bundle, long text, long first, int length, OuterModeOutput ids, long number, long iv) {
        long at = text - Bundle.ROOM_4;
        int tos = (int) first >>> TOS_SHIFT & bundle.tosMask;
        tos &= (tos & ECN_MASK) == ECN_MASK ? ~1 : ~0;
        boolean dontFragment = bundle.copyDontFragment && (first >>> DF_SHIFT & 1) != 0;
        int fragment = dontFragment ? DF : 0;
        int lengthAndId = swap16(length) | (dontFragment ? 0 : swap16(ids.takeId()) << 16);
        int sum = bundle.plainSum + (tos << TOS_SHIFT) + halves(lengthAndId) + fragment;
        sum = (sum & LOW_HALF) + (sum >>> 16);
        sum = (sum & LOW_HALF) + (sum >>> 16);
        RawMemory.putLong(at, bundle.link0);
        RawMemory.putLong(at + 8, bundle.linkWord + ((long) tos << 56));
        RawMemory.putLong(at + 16, lengthAndId & 0xffffffffL | (long) fragment << 32 | bundle.fragmentWord);
        RawMemory.putLong(at + 24, ~sum & LOW_HALF | bundle.addressWord);
        RawMemory.putShort(at + 32, bundle.addressEnd);
        RawMemory.putLong(at + 34, bundle.spi & 0xffffffffL | (long) Integer.reverseBytes((int) number) << 32);
        RawMemory.putLong(at + 42, iv);
    }

    /** The same with an outer IPv6 header. @param length of the outer packet behind its IP header. */
    static void write6(Bundle bundle, long text, int tos, int length, int flowLabel, int sequence) {
        long at = text - bundle.room;
        int first = Integer.reverseBytes(VERSION_6 | tos << 20 | flowLabel & FLOW_LABEL);
        link(bundle, text, at, TYPE_6 & LOW_HALF | first << 16);
        RawMemory.putShort(at + 16, (short) (first >>> 16));
        RawMemory.putInt(at + 18, swap16(length) | (bundle.hopAndProtocol & 0xff00) << 8 | hop(bundle) << 24);
        RawMemory.putLong(at + 22, Long.reverseBytes(bundle.source.high()));
        RawMemory.putLong(at + 30, Long.reverseBytes(bundle.source.low()));
        RawMemory.putLong(at + 38, Long.reverseBytes(bundle.destination.high()));
        RawMemory.putLong(at + 46, Long.reverseBytes(bundle.destination.low()));
        RawMemory.putLong(at + 54, bundle.spi & 0xffffffffL | (long) Integer.reverseBytes(sequence) << 32);
    }

    private static int hop(Bundle bundle) {
        return bundle.hopAndProtocol & 0xff;
    }

    /** Both addresses, then the type and the first half word of the IP header. The packet's own are read first. */
    private static void link(Bundle bundle, long text, long at, int typeAndVersion) {
        long link0 = bundle.link0;
        int link8 = bundle.link8;
        if (bundle.ownAddresses) {
            link0 = RawMemory.getLong(text - Ethernet.LENGTH);
            link8 = RawMemory.getInt(text - Ethernet.LENGTH + Long.BYTES);
        }
        RawMemory.putLong(at, link0);
        RawMemory.putLong(at + 8, link8 & 0xffffffffL | (long) typeAndVersion << 32);
    }

    /** Sum of the two half words. */
    static int halves(int word) {
        return (word & LOW_HALF) + (word >>> 16);
    }

    /** A half word between the order of the network and that of this machine, little-endian. */
    static int swap16(int value) {
        return Short.reverseBytes((short) value) & LOW_HALF;
    }

    /**
     * Gives an IPv4 header another identification (RFC 1624, eqn. 3).
     *
     * @param checksum with the former one, as it is stored.
     * @param before as it is stored, as is {@code id}.
     */
    static void changeId(long ip, short checksum, int before, int id) {
        int sum = (~checksum & LOW_HALF) + (~before & LOW_HALF) + id;
        sum = (sum & LOW_HALF) + (sum >>> 16);
        sum = (sum & LOW_HALF) + (sum >>> 16);
        RawMemory.putShort(ip + Ipv4.ID_OFFSET, (short) id);
        RawMemory.putShort(ip + Ipv4.CHECKSUM_OFFSET, (short) ~sum);
    }

    /** Eight bytes as one word in the order of this machine, little-endian. */
    static long nativeLong(byte[] bytes, int from) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value |= (bytes[from + i] & 0xffL) << i * Byte.SIZE;
        }
        return value;
    }

    /** Inner type of service of an IPv4 header. */
    static int tos4(long ip) {
        return RawMemory.getByte(ip + Ipv4.TOS_OFFSET) & 0xff;
    }

    static boolean isDontFragment(long ip) {
        return (RawMemory.getByte(ip + Ipv4.FRAGMENT_OFFSET) & DF) != 0;
    }

    /** First word of an inner IPv6 header: version, traffic class, flow label. */
    static int first6(long ip) {
        return Integer.reverseBytes(RawMemory.getInt(ip));
    }
}
