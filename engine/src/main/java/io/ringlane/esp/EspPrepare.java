// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.header.EspHeader;
import io.ringlane.header.EspTrailer;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Udp;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.XfrmState;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Everything of ESP output but the sealing: trailer, ESP header, UDP encapsulation, IP lengths (kernel
 * {@code esp_xmit} steps 3 to 9, {@code esp_output_head}). The same for both roads and for both families. Stateless;
 * the packet's owner thread.
 */
final class EspPrepare {
    private static final int MAX_IP_LENGTH = 65535;

    private EspPrepare() {}

    /**
     * Prepares one packet, data at the first byte to protect; leaves data at the network header.
     *
     * @param leaveToDevice the device cuts this super-packet itself and adds the trailers.
     * @return false when trailer or UDP length do not fit.
     */
    static boolean prepare(Packet packet, XfrmState state, boolean leaveToDevice) {
        SaConfig config = state.config();
        int payload = packet.length();
        int esp = packet.transport() + config.encapLength();
        packet.espOffset(esp);
        packet.trailerLength(0);
        packet.icvLength(0);
        if (!leaveToDevice && !trailer(packet, config, payload)) {
            return false;
        }
        UnsafeBuffer buffer = packet.buffer();
        EspHeader.spi(buffer, esp, config.id().spi());
        EspHeader.sequence(buffer, esp, packet.sequenceLow());
        if (!packet.push(packet.data() - packet.network())) {
            return false;
        }
        if (config.encapsulatedInUdp() && !encapsulate(packet, config)) {
            return false;
        }
        lengths(packet);
        return true;
    }

    private static boolean trailer(Packet packet, SaConfig config, int payload) {
        int trailer = EspLayout.trailerLength(config.transform(), payload);
        int at = packet.tail();
        if (!packet.put(trailer + config.transform().icvLength())) {
            return false;
        }
        EspTrailer.write(packet.buffer(), at, trailer, packet.nextProtocol());
        packet.trailerLength(trailer);
        packet.icvLength(config.transform().icvLength());
        return true;
    }

    /** UDP header in front of ESP (RFC 3948): over IPv4 without checksum, over IPv6 it is filled in after sealing. */
    private static boolean encapsulate(Packet packet, SaConfig config) {
        int udp = packet.transport();
        int length = packet.tail() - udp;
        if (length + Ipv4.LENGTH > MAX_IP_LENGTH) {
            return false;
        }
        UnsafeBuffer buffer = packet.buffer();
        Udp.sourcePort(buffer, udp, config.encapSourcePort());
        Udp.destinationPort(buffer, udp, config.encapDestinationPort());
        Udp.length(buffer, udp, length);
        buffer.putShort(udp + Udp.CHECKSUM_OFFSET, (short) 0);
        buffer.setMemory(udp + Udp.LENGTH, config.encapLength() - Udp.LENGTH, (byte) 0);
        buffer.putByte(packet.protocolByte(), (byte) IpProtocol.UDP);
        return true;
    }

    /** Length field and checksum of the outer IP header, for the packet as it is now. */
    static void lengths(Packet packet) {
        UnsafeBuffer buffer = packet.buffer();
        int network = packet.network();
        int length = packet.tail() - network;
        if (Ipv4.version(buffer, network) == 4) {
            Ipv4.totalLength(buffer, network, length);
            Ipv4.writeChecksum(buffer, network);
        } else {
            Ipv6.payloadLength(buffer, network, length - Ipv6.LENGTH);
        }
    }

    /** What is left to do once a packet is sealed in software: the UDP checksum over IPv6 (RFC 3948 section 2.1). */
    static void finish(Packet packet) {
        boolean encapsulated = packet.espOffset() != packet.transport();
        if (!encapsulated || Ipv4.version(packet.buffer(), packet.network()) == 4) {
            return;
        }
        UnsafeBuffer buffer = packet.buffer();
        int udp = packet.transport();
        int length = packet.tail() - udp;
        long pseudo = InternetChecksum.pseudoHeader6(buffer, packet.network(), IpProtocol.UDP, length);
        int checksum = InternetChecksum.finishUdp(InternetChecksum.sum(buffer, udp, length, pseudo));
        buffer.putShort(udp + Udp.CHECKSUM_OFFSET, (short) checksum, ByteOrder.BIG_ENDIAN);
    }

    /** True for a super-packet that its device cuts and closes itself. */
    static boolean leftToDevice(Packet packet, boolean inHardware) {
        return inHardware && packet.isGso();
    }

    /** Marks a packet as done by us and left to the device ({@code XFRM_XMIT}): it is never transformed again. */
    static void markForDevice(Packet packet) {
        packet.offloadFlags(packet.offloadFlags() | XfrmOffloadFlags.XMIT);
    }
}
