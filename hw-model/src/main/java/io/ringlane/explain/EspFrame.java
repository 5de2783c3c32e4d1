// SPDX-License-Identifier: Apache-2.0
package io.ringlane.explain;

import io.ringlane.header.EspHeader;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.header.Udp;
import io.ringlane.sa.IpAddress;
import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;

/** What anyone can read of an Ethernet frame with ESP in it. A flyweight; one thread. */
public final class EspFrame {
    private final IntPredicate isEncapPort;
    private DirectBuffer buffer;
    private int ip;
    private int end;
    private int upper;
    private int protocol;
    private int esp;
    private boolean laterFragment;

    /** @param isEncapPort tells UDP destination ports behind which ESP stands. */
    public EspFrame(IntPredicate isEncapPort) {
        this.isEncapPort = isEncapPort;
    }

    /** Moves to a frame. @return whether it holds an ESP header. */
    public boolean read(DirectBuffer bytes, int offset, int length) {
        buffer = bytes;
        boolean tagged = Ethernet.type(buffer, offset) == Ethernet.TYPE_VLAN;
        int type = tagged ? Ethernet.taggedType(buffer, offset) : Ethernet.type(buffer, offset);
        ip = offset + Ethernet.LENGTH + (tagged ? Ethernet.VLAN_LENGTH : 0);
        end = offset + length;
        esp = 0;
        laterFragment = false;
        boolean found = switch (type) {
            case Ethernet.TYPE_IPV4 -> end - ip >= Ipv4.LENGTH && behindIpv4();
            case Ethernet.TYPE_IPV6 -> end - ip >= Ipv6.LENGTH && behindIpv6();
            default -> false;
        };
        return found && hasEsp();
    }

    private boolean behindIpv4() {
        upper = ip + Ipv4.headerLength(buffer, ip);
        protocol = Ipv4.protocol(buffer, ip);
        end = Math.min(end, ip + Ipv4.totalLength(buffer, ip));
        laterFragment = (Ipv4.fragment(buffer, ip) & Ipv4.FRAGMENT_OFFSET_MASK) != 0;
        return !laterFragment;
    }

    private boolean behindIpv6() {
        long found = Ipv6Extensions.unfragmentable(buffer, ip, end);
        if (found == Ipv6Extensions.MALFORMED) {
            return false;
        }
        upper = Ipv6Extensions.offset(found);
        protocol = buffer.getByte(Ipv6Extensions.nextHeaderAt(found)) & 0xff;
        return true;
    }

    private boolean hasEsp() {
        boolean wrapped = protocol == IpProtocol.UDP
                && end - upper >= Udp.LENGTH
                && isEncapPort.test(Udp.destinationPort(buffer, upper));
        esp = wrapped ? upper + Udp.LENGTH : upper;
        // zeros in front of ESP, as early drafts of RFC 3948 have them
        esp += wrapped && end - esp >= Long.BYTES && buffer.getLong(esp) == 0 ? Long.BYTES : 0;
        return (wrapped || protocol == IpProtocol.ESP) && end - esp >= EspHeader.LENGTH;
    }

    public int spi() {
        return EspHeader.spi(buffer, esp);
    }

    /** Low half of the number. */
    public int sequence() {
        return EspHeader.sequence(buffer, esp);
    }

    public IpAddress source() {
        return address(Ipv4.SOURCE_OFFSET, Ipv6.SOURCE_OFFSET);
    }

    public IpAddress destination() {
        return address(Ipv4.DESTINATION_OFFSET, Ipv6.DESTINATION_OFFSET);
    }

    private IpAddress address(int in4, int in6) {
        return Ipv4.version(buffer, ip) == 4
                ? IpAddress.ofIpv4(in4 == Ipv4.SOURCE_OFFSET ? Ipv4.source(buffer, ip) : Ipv4.destination(buffer, ip))
                : new IpAddress(6, Ipv6.addressWord(buffer, ip + in6), Ipv6.addressWord(buffer, ip + in6 + Long.BYTES));
    }

    /** {@code udp SOURCE to DESTINATION}, empty without. */
    public String ports() {
        return esp == upper ? "" : "UDP " + Udp.sourcePort(buffer, upper) + " to " + Udp.destinationPort(buffer, upper);
    }

    /** The bytes behind SPI and number, in hexadecimal; as many of them as there are. */
    public String iv(int length) {
        StringBuilder text = new StringBuilder("0x");
        int from = esp + EspHeader.IV_OFFSET;
        for (int i = from; i < Math.min(from + length, end); i++) {
            text.append(String.format("%02x", buffer.getByte(i) & 0xff));
        }
        return text.toString();
    }

    /** Bytes from the ESP header to the end of the IP packet. */
    public int espLength() {
        return end - esp;
    }

    /** True for a fragment that does not have the headers. */
    public boolean isLaterFragment() {
        return laterFragment;
    }

    /** Whether more fragments follow or this is one. */
    public boolean isFragment() {
        return Ipv4.version(buffer, ip) == 4 && Ipv4.isFragment(buffer, ip);
    }
}
