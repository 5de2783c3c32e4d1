// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.header.EspHeader;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Udp;
import io.ringlane.packet.Packet;
import io.ringlane.rx.state.EncapPorts;
import org.agrona.DirectBuffer;

/**
 * Which core an inbound SA lives on: a hash over destination and SPI, so that a producer finds it by the packet alone.
 * What it cannot see, ESP behind extension headers or in fragments, goes to some core, which hands it over. Stateless
 * but for its settings; any thread.
 */
public final class SaSteering {
    private final int cores;

    public SaSteering(int cores) {
        this.cores = cores;
    }

    /** The core of an SA. */
    public int core(long destinationHigh, long destinationLow, int spi) {
        long mixed = (destinationHigh * 0x9e3779b97f4a7c15L ^ destinationLow) * 0xc2b2ae3d27d4eb4fL;
        mixed = (mixed ^ spi * 0x165667b19e3779f9L) * 0xbf58476d1ce4e5b9L;
        return (int) ((mixed >>> Integer.SIZE) * cores >>> Integer.SIZE);
    }

    /** The core for a packet whose network mark is set; what is damaged goes to some core. */
    public int core(Packet packet) {
        if (cores == 1) {
            return 0;
        }
        int at = packet.network();
        int length = packet.tail() - at;
        if (length < Ipv4.LENGTH) {
            return 0;
        }
        DirectBuffer buffer = packet.buffer();
        if (Ipv4.version(buffer, at) == 4) {
            int upper = at + Ipv4.headerLength(buffer, at);
            boolean whole = !Ipv4.isFragment(buffer, at);
            int spi = whole ? spi(buffer, upper, packet.tail(), Ipv4.protocol(buffer, at)) : 0;
            return core(0, Ipv4.destination(buffer, at) & 0xffffffffL, spi);
        }
        if (length < Ipv6.LENGTH) {
            return 0;
        }
        int spi = spi(buffer, at + Ipv6.LENGTH, packet.tail(), Ipv6.nextHeader(buffer, at));
        return core(
                Ipv6.addressWord(buffer, at + Ipv6.DESTINATION_OFFSET),
                Ipv6.addressWord(buffer, at + Ipv6.DESTINATION_OFFSET + Long.BYTES),
                spi);
    }

    /** SPI of ESP or of ESP in UDP; 0 where there is none to be seen. */
    private static int spi(DirectBuffer buffer, int upper, int end, int protocol) {
        int esp = upper;
        if (protocol == IpProtocol.UDP) {
            boolean isNatT = end - upper >= Udp.LENGTH && Udp.destinationPort(buffer, upper) == EncapPorts.NAT_T;
            esp = isNatT ? upper + Udp.LENGTH : end;
        } else if (protocol != IpProtocol.ESP) {
            esp = end;
        }
        return end - esp >= EspHeader.LENGTH ? EspHeader.spi(buffer, esp) : 0;
    }
}
