// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.packet.Packet;
import io.ringlane.sa.IpAddress;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Tells the sender of a packet that it was too big: ICMPv4 "fragmentation needed" (RFC 792, RFC 1191 section 4) or
 * ICMPv6 "packet too big" (RFC 4443 section 3.2), as a whole IP packet in a buffer that is written anew each time. Says
 * nothing where the RFCs forbid it. One core's thread.
 */
final class TooBigReply {
    /** What RFC 1812 section 4.3.2.3 allows an ICMPv4 error, IP header included. */
    private static final int LONGEST_4 = 576;

    private static final int ICMP_LENGTH = 8;
    private static final int UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int PACKET_TOO_BIG = 2;
    /** ICMPv6 types below are errors; redirects count as such (RFC 4443 section 2.4 e). */
    private static final int FIRST_INFORMATIONAL_6 = 128;

    private static final int REDIRECT_6 = 137;
    /** Internetwork control, as the kernel has it. */
    private static final int TOS = 0xc0;

    private static final int TTL = 64;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[Ipv6.MIN_MTU]);

    /**
     * Writes the reply to a packet.
     *
     * @param packet data at its IP header, all bytes in its own slot.
     * @param mtu what its sender is told.
     * @param from our own address; null or one of the other family: none is known, and nothing is written.
     * @return length of {@link #message}, 0 when there must be no reply.
     */
    int write(Packet packet, int mtu, IpAddress from) {
        DirectBuffer buffer = packet.buffer();
        int ip = packet.data();
        int length = packet.length();
        boolean v4 = length >= Ipv4.LENGTH && Ipv4.version(buffer, ip) == 4;
        if (from == null || from.family() != (v4 ? 4 : 6) || !v4 && length < Ipv6.LENGTH) {
            return 0;
        }
        if (v4) {
            return maySay4(buffer, ip, length) ? write4(buffer, ip, length, mtu, from) : 0;
        }
        return maySay6(buffer, ip, ip + length) ? write6(buffer, ip, length, mtu, from) : 0;
    }

    /** RFC 1812 section 4.3.2.7: not to errors, later fragments, or where sender or receiver is not one host. */
    private static boolean maySay4(DirectBuffer buffer, int ip, int length) {
        int icmp = ip + Ipv4.headerLength(buffer, ip);
        int end = ip + length;
        boolean later = (Ipv4.fragment(buffer, ip) & Ipv4.FRAGMENT_OFFSET_MASK) != 0;
        boolean error = Ipv4.protocol(buffer, ip) == IpProtocol.ICMP && icmp < end && isError4(buffer.getByte(icmp));
        return !later && !error && isHost4(Ipv4.source(buffer, ip)) && !isGroup4(Ipv4.destination(buffer, ip));
    }

    /** Unreachable, source quench, redirect, time exceeded, parameter problem. */
    private static boolean isError4(int type) {
        return type >= 3 && type <= 5 || type == 11 || type == 12;
    }

    private static boolean isHost4(int address) {
        int first = address >>> 24;
        return first != 0 && first != 127 && !isGroup4(address);
    }

    /** Multicast, reserved, or broadcast. */
    private static boolean isGroup4(int address) {
        return address >>> 28 >= 14;
    }

    /** RFC 4443 section 2.4 e; a multicast destination is no hindrance to this message. */
    private static boolean maySay6(DirectBuffer buffer, int ip, int end) {
        long high = Ipv6.addressWord(buffer, ip + Ipv6.SOURCE_OFFSET);
        long low = Ipv6.addressWord(buffer, ip + Ipv6.SOURCE_OFFSET + Long.BYTES);
        if (high == 0 && (low & -2L) == 0 || high >>> 56 == 0xff) {
            return false;
        }
        long place = Ipv6Extensions.upperLayer(buffer, ip, end);
        if (place == Ipv6Extensions.MALFORMED) {
            return false;
        }
        int protocol = buffer.getByte(Ipv6Extensions.nextHeaderAt(place)) & 0xff;
        int at = Ipv6Extensions.offset(place);
        if (protocol != IpProtocol.ICMPV6 || at >= end) {
            return true;
        }
        int type = buffer.getByte(at) & 0xff;
        return type >= FIRST_INFORMATIONAL_6 && type != REDIRECT_6;
    }

    private int write4(DirectBuffer buffer, int ip, int length, int mtu, IpAddress from) {
        int quoted = Math.min(length, LONGEST_4 - Ipv4.LENGTH - ICMP_LENGTH);
        int total = Ipv4.LENGTH + ICMP_LENGTH + quoted;
        message.setMemory(0, Ipv4.LENGTH + ICMP_LENGTH, (byte) 0);
        Ipv4.versionAndLength(message, 0, Ipv4.LENGTH);
        Ipv4.tos(message, 0, TOS);
        Ipv4.totalLength(message, 0, total);
        Ipv4.fragment(message, 0, Ipv4.DF);
        Ipv4.ttl(message, 0, TTL);
        Ipv4.protocol(message, 0, IpProtocol.ICMP);
        Ipv4.source(message, 0, from.ipv4());
        Ipv4.destination(message, 0, Ipv4.source(buffer, ip));
        Ipv4.writeChecksum(message, 0);
        int icmp = Ipv4.LENGTH;
        message.putByte(icmp, (byte) UNREACHABLE);
        message.putByte(icmp + 1, (byte) FRAGMENTATION_NEEDED);
        message.putShort(icmp + 6, (short) Math.clamp(mtu, 0, 0xffff), ByteOrder.BIG_ENDIAN);
        message.putBytes(icmp + ICMP_LENGTH, buffer, ip, quoted);
        int checksum = InternetChecksum.finish(InternetChecksum.sum(message, icmp, ICMP_LENGTH + quoted, 0));
        message.putShort(icmp + 2, (short) checksum, ByteOrder.BIG_ENDIAN);
        return total;
    }

    private int write6(DirectBuffer buffer, int ip, int length, int mtu, IpAddress from) {
        int quoted = Math.min(length, Ipv6.MIN_MTU - Ipv6.LENGTH - ICMP_LENGTH);
        int payload = ICMP_LENGTH + quoted;
        message.setMemory(0, Ipv6.LENGTH + ICMP_LENGTH, (byte) 0);
        Ipv6.firstWord(message, 0, TOS, 0);
        Ipv6.payloadLength(message, 0, payload);
        Ipv6.nextHeader(message, 0, IpProtocol.ICMPV6);
        Ipv6.hopLimit(message, 0, TTL);
        Ipv6.address(message, Ipv6.SOURCE_OFFSET, from.high(), from.low());
        message.putBytes(Ipv6.DESTINATION_OFFSET, buffer, ip + Ipv6.SOURCE_OFFSET, Ipv6.ADDRESS_LENGTH);
        int icmp = Ipv6.LENGTH;
        message.putByte(icmp, (byte) PACKET_TOO_BIG);
        message.putInt(icmp + 4, Math.max(0, mtu), ByteOrder.BIG_ENDIAN);
        message.putBytes(icmp + ICMP_LENGTH, buffer, ip, quoted);
        long pseudo = InternetChecksum.pseudoHeader6(message, 0, IpProtocol.ICMPV6, payload);
        int checksum = InternetChecksum.finish(InternetChecksum.sum(message, icmp, payload, pseudo));
        message.putShort(icmp + 2, (short) checksum, ByteOrder.BIG_ENDIAN);
        return Ipv6.LENGTH + payload;
    }

    /** The reply written last, from offset 0 on. */
    DirectBuffer message() {
        return message;
    }
}
