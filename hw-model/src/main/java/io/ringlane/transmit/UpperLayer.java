// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.header.Tcp;
import io.ringlane.header.Udp;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The TCP or UDP header of a captured packet, and the state of its checksum. A flyweight of the intake's, moved from
 * packet to packet; reads nothing behind the packet's end.
 */
final class UpperLayer {
    /** What the checksum field holds. */
    enum Checksum {
        /** There is none: another protocol, a fragment, UDP over IPv4 with 0, or a damaged header. */
        NONE,
        /** The right checksum. */
        FULL,
        /** The sum of the pseudo-header, to be completed by whoever sends the packet. */
        PSEUDO,
        /** Neither. */
        BAD
    }

    private UnsafeBuffer buffer;
    private int ip;
    private int end;
    private int offset;
    private int protocol;
    private int headerLength;

    /**
     * Moves to a packet.
     *
     * @param ip  offset of an IP header.
     * @param end offset behind the packet.
     * @return true when it carries a TCP or UDP header that is all there.
     */
    boolean find(UnsafeBuffer bytes, int ipOffset, int endOffset) {
        buffer = bytes;
        ip = ipOffset;
        end = endOffset;
        headerLength = 0;
        if (end - ip < Ipv4.LENGTH) {
            return false;
        }
        return (Ipv4.version(buffer, ip) == 4 ? behindIpv4() : behindIpv6()) && whole();
    }

    private boolean behindIpv4() {
        int length = Ipv4.headerLength(buffer, ip);
        offset = ip + length;
        protocol = Ipv4.protocol(buffer, ip);
        return length >= Ipv4.LENGTH && offset <= end && !Ipv4.isFragment(buffer, ip);
    }

    private boolean behindIpv6() {
        if (Ipv4.version(buffer, ip) != 6 || end - ip < Ipv6.LENGTH) {
            return false;
        }
        long found = Ipv6Extensions.upperLayer(buffer, ip, end);
        if (found == Ipv6Extensions.MALFORMED) {
            return false;
        }
        offset = Ipv6Extensions.offset(found);
        protocol = buffer.getByte(Ipv6Extensions.nextHeaderAt(found)) & 0xff;
        return true;
    }

    private boolean whole() {
        int least = isTcp() ? Tcp.LENGTH : Udp.LENGTH;
        if (!isTcp() && protocol != IpProtocol.UDP || end - offset < least) {
            return false;
        }
        headerLength = isTcp() ? Tcp.headerLength(buffer, offset) : least;
        return headerLength >= least && headerLength <= end - offset;
    }

    boolean isTcp() {
        return protocol == IpProtocol.TCP;
    }

    /** Where the header starts. */
    int offset() {
        return offset;
    }

    /** Bytes from the IP header to the payload. */
    int headers() {
        return offset + headerLength - ip;
    }

    /** Of the checksum field, from the header's start. */
    int checksumOffset() {
        return isTcp() ? Tcp.CHECKSUM_OFFSET : Udp.CHECKSUM_OFFSET;
    }

    /** Judges the checksum field. */
    Checksum checksum() {
        int field = buffer.getShort(offset + checksumOffset(), ByteOrder.BIG_ENDIAN) & 0xffff;
        if (field == 0 && !isTcp() && Ipv4.version(buffer, ip) == 4) {
            return Checksum.NONE;
        }
        int length = coveredLength();
        long sum = InternetChecksum.sum(buffer, offset, length, pseudoHeader(length));
        if (InternetChecksum.finish(sum) == 0) {
            return Checksum.FULL;
        }
        return field == InternetChecksum.fold(pseudoHeader(end - offset)) ? Checksum.PSEUDO : Checksum.BAD;
    }

    /** A datagram may be shorter than the packet that carries it. */
    private int coveredLength() {
        int length = end - offset;
        int said = isTcp() ? length : Udp.length(buffer, offset);
        return said >= Udp.LENGTH && said < length ? said : length;
    }

    /** Puts the pseudo-header's sum where the checksum is. */
    void writePseudoSum() {
        int sum = InternetChecksum.fold(pseudoHeader(end - offset));
        buffer.putShort(offset + checksumOffset(), (short) sum, ByteOrder.BIG_ENDIAN);
    }

    private long pseudoHeader(int length) {
        return Ipv4.version(buffer, ip) == 4
                ? InternetChecksum.pseudoHeader4(buffer, ip, protocol, length)
                : InternetChecksum.pseudoHeader6(buffer, ip, protocol, length);
    }
}
