// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.header.EspHeader;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.header.Udp;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntHashSet;

/**
 * Packets and bytes of each SA: in as the input gives them, out as they are seen on the wire, told by destination and
 * SPI alone. One thread; looking up allocates nothing.
 */
public final class SaTallies {
    /** The figures of one SA. In: IP packets, super-packets counted once. Out: frames from the Ethernet header on. */
    public static final class Tally {
        private final SaId id;
        private Tally next;
        private long packetsIn;
        private long bytesIn;
        private long packetsOut;
        private long bytesOut;

        private Tally(SaId id) {
            this.id = id;
        }

        void in(int length) {
            packetsIn++;
            bytesIn += length;
        }

        private void out(int length) {
            packetsOut++;
            bytesOut += length;
        }

        public SaId id() {
            return id;
        }

        public long packetsIn() {
            return packetsIn;
        }

        public long bytesIn() {
            return bytesIn;
        }

        public long packetsOut() {
            return packetsOut;
        }

        public long bytesOut() {
            return bytesOut;
        }
    }

    private final Map<SaId, Tally> tallies = new LinkedHashMap<>();
    private final Int2ObjectHashMap<Tally> bySpi = new Int2ObjectHashMap<>();
    private final IntHashSet encapPorts = new IntHashSet();

    void add(SaConfig config) {
        SaId id = config.id();
        if (config.encapsulatedInUdp()) {
            encapPorts.add(config.encapDestinationPort());
        }
        Tally tally = new Tally(id);
        tallies.put(id, tally);
        tally.next = bySpi.put(id.spi(), tally);
    }

    /** Whether UDP to this port is ESP of one of the SAs. */
    boolean isEncapPort(int port) {
        return encapPorts.contains(port);
    }

    Tally of(SaId id) {
        return tallies.get(id);
    }

    /** In the order in which they were added. */
    public List<Tally> all() {
        return new ArrayList<>(tallies.values());
    }

    /** Counts a frame, if it is ESP of one of the SAs. @return whether it is. */
    boolean frame(DirectBuffer buffer, int offset, int length) {
        int end = offset + length;
        boolean tagged = Ethernet.type(buffer, offset) == Ethernet.TYPE_VLAN;
        int ip = offset + Ethernet.LENGTH + (tagged ? Ethernet.VLAN_LENGTH : 0);
        if (end - ip < Ipv4.LENGTH + EspHeader.LENGTH) {
            return false;
        }
        int type = tagged ? Ethernet.taggedType(buffer, offset) : Ethernet.type(buffer, offset);
        Tally tally = switch (type) {
            case Ethernet.TYPE_IPV4 -> ipv4(buffer, ip, end);
            case Ethernet.TYPE_IPV6 -> ipv6(buffer, ip, end);
            default -> null;
        };
        if (tally != null) {
            tally.out(length);
        }
        return tally != null;
    }

    private Tally ipv4(DirectBuffer buffer, int ip, int end) {
        int upper = ip + Ipv4.headerLength(buffer, ip);
        int spi = spi(buffer, Ipv4.protocol(buffer, ip), upper, end);
        return find(spi, 0, Ipv4.destination(buffer, ip) & 0xffffffffL);
    }

    private Tally ipv6(DirectBuffer buffer, int ip, int end) {
        if (end - ip < Ipv6.LENGTH) {
            return null;
        }
        long found = Ipv6Extensions.unfragmentable(buffer, ip, end);
        if (found == Ipv6Extensions.MALFORMED) {
            return null;
        }
        int protocol = buffer.getByte(Ipv6Extensions.nextHeaderAt(found)) & 0xff;
        int spi = spi(buffer, protocol, Ipv6Extensions.offset(found), end);
        int destination = ip + Ipv6.DESTINATION_OFFSET;
        return find(spi, Ipv6.addressWord(buffer, destination), Ipv6.addressWord(buffer, destination + Long.BYTES));
    }

    /** 0, which no SA has, if it is not ESP. */
    private int spi(DirectBuffer buffer, int protocol, int upper, int end) {
        boolean wrapped = protocol == IpProtocol.UDP
                && end - upper >= Udp.LENGTH
                && isEncapPort(Udp.destinationPort(buffer, upper));
        int esp = wrapped ? upper + Udp.LENGTH : upper;
        if (wrapped && end - esp >= Long.BYTES && buffer.getLong(esp) == 0) {
            esp += Long.BYTES;
        }
        boolean present = (wrapped || protocol == IpProtocol.ESP) && end - esp >= EspHeader.LENGTH;
        return present ? EspHeader.spi(buffer, esp) : 0;
    }

    private Tally find(int spi, long high, long low) {
        Tally tally = spi == 0 ? null : bySpi.get(spi);
        while (tally != null) {
            IpAddress destination = tally.id.destination();
            if (destination.high() == high && destination.low() == low) {
                return tally;
            }
            tally = tally.next;
        }
        return null;
    }
}
