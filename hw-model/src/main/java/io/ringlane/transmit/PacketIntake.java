// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.buffer.SlotClass;
import io.ringlane.engine.Producer;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Tcp;
import io.ringlane.io.TrafficSource;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes packets of what a capture holds, as a sender's stack would have made them: Ethernet header, marks, state of the
 * checksum, super-packets with the size of their segments. Holds at most one packet that the engine did not take yet.
 * One thread.
 */
final class PacketIntake {
    /** What became of the packet at which the source stands. */
    enum Outcome {
        /** The engine has it. */
        SENT,
        /** The engine takes no more now: try again. */
        HELD,
        /** It cannot be sent, and is counted. */
        REFUSED
    }

    private static final int LONGEST = PacketPool.room(SlotClass.SUPER);
    private static final int LARGEST_IP = 0xffff;

    private final TransmitSettings settings;
    private final Producer producer;
    private final FlowLookup flows;
    private final SaTallies tallies;
    private final InputCounters counters;
    private final TransmitTrace trace;
    private final UpperLayer upper = new UpperLayer();
    private Packet ready;

    /** @param trace told of each packet, or null. */
    PacketIntake(
            TransmitSettings settings,
            Producer producer,
            FlowLookup flows,
            SaTallies tallies,
            InputCounters counters,
            TransmitTrace trace) {
        this.trace = trace;
        this.settings = settings;
        this.producer = producer;
        this.flows = flows;
        this.tallies = tallies;
        this.counters = counters;
    }

    /** Sends the packet at which the source stands. @param ingressNs when the sender meant to send it. */
    Outcome offer(TrafficSource source, long ingressNs) {
        if (ready == null) {
            String fault = fault(source);
            if (fault != null) {
                counters.refuse(source.number(), fault);
                if (trace != null) {
                    trace.refused(fault);
                }
                return Outcome.REFUSED;
            }
            ready = producer.take(settings.link().length(source));
            if (ready == null) {
                return Outcome.HELD;
            }
            fill(source, ready);
        }
        ready.ingressTime(ingressNs);
        if (!producer.send(ready)) {
            return Outcome.HELD;
        }
        ready = null;
        return Outcome.SENT;
    }

    private String fault(TrafficSource source) {
        if (source.isCut()) {
            return "cut by the capture's snaplen, " + source.length() + " bytes are left";
        }
        int length = settings.link().length(source);
        if (length <= Ethernet.LENGTH) {
            return "no payload, " + source.length() + " bytes";
        }
        return length > LONGEST ? length + " bytes, the longest packet has " + LONGEST : null;
    }

    private void fill(TrafficSource source, Packet packet) {
        int length = settings.link().length(source);
        packet.put(length);
        packet.mac(packet.data());
        settings.link().write(source, packet.buffer(), packet.data());
        counters.packet(length);
        UnsafeBuffer buffer = packet.buffer();
        int type = Ethernet.type(buffer, packet.mac());
        boolean tagged = type == Ethernet.TYPE_VLAN && length > Ethernet.LENGTH + Ethernet.VLAN_LENGTH;
        int macLength = tagged ? Ethernet.LENGTH + Ethernet.VLAN_LENGTH : Ethernet.LENGTH;
        packet.macLength(macLength);
        packet.network(packet.mac() + macLength);
        int payloadType = tagged ? Ethernet.taggedType(buffer, packet.mac()) : type;
        if (payloadType == Ethernet.TYPE_IPV4 || payloadType == Ethernet.TYPE_IPV6) {
            internet(packet);
        }
    }

    /** Looks at an IP packet; what is damaged is left to the engine, which drops and counts it. */
    private void internet(Packet packet) {
        int ip = packet.network();
        cutPadding(packet, ip);
        boolean found = upper.find(packet.buffer(), ip, packet.tail());
        packet.pull(ip - packet.data());
        int states = flows.find(packet);
        for (int i = 0; i < states; i++) {
            tallies.of(flows.state(i).config().id()).in(packet.length());
        }
        if (found) {
            packet.transport(upper.offset());
            transport(packet, flows.pathMtu(states, settings.mtu()));
        }
        if (trace != null) {
            trace.looked(packet, found ? upper.headers() : 0, flows, states);
        }
        packet.push(packet.data() - packet.mac());
    }

    /** Bytes behind the IP packet are the link's. A length of 0 is how some stacks show a super-packet: filled in. */
    private static void cutPadding(Packet packet, int ip) {
        UnsafeBuffer buffer = packet.buffer();
        int present = packet.tail() - ip;
        int said = 0;
        if (Ipv4.version(buffer, ip) == 4 && present >= Ipv4.LENGTH) {
            said = Ipv4.totalLength(buffer, ip);
            if (said == 0 && present <= LARGEST_IP && Ipv4.protocol(buffer, ip) == IpProtocol.TCP) {
                Ipv4.totalLength(buffer, ip, present);
                Ipv4.writeChecksum(buffer, ip);
            }
        } else if (Ipv4.version(buffer, ip) == 6 && present >= Ipv6.LENGTH) {
            int payload = Ipv6.payloadLength(buffer, ip);
            said = payload == 0 ? 0 : Ipv6.LENGTH + payload;
            if (said == 0 && present <= LARGEST_IP && Ipv6.nextHeader(buffer, ip) == IpProtocol.TCP) {
                Ipv6.payloadLength(buffer, ip, present - Ipv6.LENGTH);
            }
        }
        if (said > 0 && said < present) {
            packet.trim(ip - packet.data() + said);
        }
    }

    private void transport(Packet packet, int pathMtu) {
        UpperLayer.Checksum checksum = upper.checksum();
        counters.checksum(checksum);
        int size = segmentSize(packet, pathMtu);
        if (size > 0) {
            superPacket(packet, size);
        }
        // a device cuts what comes with a partial sum; a full one says the same
        if (checksum == UpperLayer.Checksum.PSEUDO || checksum == UpperLayer.Checksum.FULL && size > 0) {
            upper.writePseudoSum();
            packet.checksumMode(ChecksumMode.PARTIAL);
            packet.checksumStart(upper.offset());
            packet.checksumOffset(upper.checksumOffset());
        }
    }

    /** Payload of a segment, 0 for a packet that is not to be cut. */
    private int segmentSize(Packet packet, int pathMtu) {
        boolean cut = upper.isTcp() ? settings.gso() : settings.gso() && settings.udpGso();
        if (!cut || packet.length() <= settings.mtu()) {
            return 0;
        }
        int largest = pathMtu - upper.headers();
        if (largest < 1 || settings.gsoSize() == TransmitSettings.DERIVED) {
            return Math.max(0, largest);
        }
        if (settings.gsoSize() > largest) {
            counters.shrink();
        }
        return Math.min(settings.gsoSize(), largest);
    }

    private void superPacket(Packet packet, int size) {
        counters.superPacket();
        packet.gsoSize(size);
        packet.gsoType(upper.isTcp() ? tcpType(packet) : GsoType.UDP_L4);
    }

    private int tcpType(Packet packet) {
        boolean reduced = (Tcp.flags(packet.buffer(), upper.offset()) & Tcp.CWR) != 0;
        int family = Ipv4.version(packet.buffer(), packet.network()) == 4 ? GsoType.TCPV4 : GsoType.TCPV6;
        return reduced ? family | GsoType.TCP_ECN : family;
    }
}
