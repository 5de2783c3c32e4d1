// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.header.EspHeader;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Tcp;
import io.ringlane.header.Udp;
import io.ringlane.hw.frame.FrameSizes;
import io.ringlane.hw.frame.SaSlots;
import io.ringlane.hw.frame.TxDescriptor;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.EspTransform;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The driver's half of a queue: says in a descriptor what the device has to know of a packet. A packet that cannot be
 * carried out gets a descriptor too, with the reason as its status, so that it comes back in order. Owned by the core
 * that owns the queue.
 */
final class DescriptorWriter {
    private static final long PS_PER_NS = 1_000;
    private static final int MOST_POSITION = 0xffff;

    private final SaSlots slots;
    private final int longestFrame;
    private UnsafeBuffer ring;
    private int at;
    private Packet packet;
    private int flags;

    /** @param slots null for a device without crypto. */
    DescriptorWriter(SaSlots slots, int longestFrame) {
        this.slots = slots;
        this.longestFrame = longestFrame;
    }

    /**
     * Writes the descriptor of a packet, data at the MAC header.
     *
     * @param offset of the descriptor.
     * @return its status.
     */
    int write(Packet subject, UnsafeBuffer descriptors, int offset, long nowPs) {
        packet = subject;
        ring = descriptors;
        at = offset;
        ring.setMemory(at, TxDescriptor.LENGTH, (byte) 0);
        flags = 0;
        where(nowPs);
        int status = facts();
        integer(TxDescriptor.FLAGS_OFFSET, flags);
        if (status == TxDescriptor.GOOD && FrameSizes.frame(ring, at, 0) > longestFrame) {
            status = TxDescriptor.OVERSIZE;
        }
        ring.putByte(at + TxDescriptor.STATUS_OFFSET, (byte) status);
        packet = null;
        return status;
    }

    private void where(long nowPs) {
        ring.putLong(at + TxDescriptor.ADDRESS_OFFSET, packet.address() + packet.data());
        integer(TxDescriptor.LENGTH_OFFSET, packet.length());
        integer(TxDescriptor.SEGMENTS_OFFSET, 1);
        Packet body = packet.bodyOwner();
        if (body != null) {
            ring.putLong(at + TxDescriptor.BODY_ADDRESS_OFFSET, body.address() + packet.bodyOffset());
            integer(TxDescriptor.BODY_LENGTH_OFFSET, packet.bodyLength());
            integer(TxDescriptor.BODY_PLACE_OFFSET, packet.bodyPlace() - packet.data());
        }
        ring.putLong(at + TxDescriptor.POSTED_OFFSET, nowPs);
        ring.putLong(at + TxDescriptor.INGRESS_OFFSET, packet.ingressTime() * PS_PER_NS);
    }

    private int facts() {
        if (!position(TxDescriptor.NETWORK_OFFSET, packet.network() - packet.data())) {
            return TxDescriptor.MALFORMED;
        }
        if ((packet.offloadFlags() & XfrmOffloadFlags.XMIT) != 0) {
            int status = esp();
            if (status != TxDescriptor.GOOD) {
                return status;
            }
        }
        if (packet.checksumMode() == ChecksumMode.PARTIAL && !checksum()) {
            return TxDescriptor.MALFORMED;
        }
        return packet.isGso() && !cut() ? TxDescriptor.MALFORMED : TxDescriptor.GOOD;
    }

    private int esp() {
        int esp = packet.espOffset() - packet.data();
        if (!position(TxDescriptor.ESP_OFFSET, esp) || esp + EspHeader.LENGTH > packet.length()) {
            return TxDescriptor.MALFORMED;
        }
        int spi = EspHeader.spi(packet.buffer(), packet.espOffset());
        int handle =
                slots == null ? SaSlots.NO_HANDLE : slots.handleOf(spi, packet.stateIndex(), packet.stateGeneration());
        if (handle == SaSlots.NO_HANDLE) {
            return TxDescriptor.BAD_HANDLE;
        }
        EspTransform transform = slots.state(SaSlots.slot(handle)).config().transform();
        int plaintext = esp + EspHeader.LENGTH + transform.ivLength();
        flags |= TxDescriptor.ESP;
        integer(TxDescriptor.SA_HANDLE_OFFSET, handle);
        integer(TxDescriptor.SEQUENCE_LOW_OFFSET, EspHeader.sequence(packet.buffer(), packet.espOffset()));
        integer(TxDescriptor.SEQUENCE_HIGH_OFFSET, packet.sequenceHigh());
        ring.putByte(at + TxDescriptor.ICV_LENGTH_OFFSET, (byte) transform.icvLength());
        ring.putByte(at + TxDescriptor.NEXT_HEADER_OFFSET, (byte) packet.nextProtocol());
        if (isTunnel()) {
            position(TxDescriptor.INNER_NETWORK_OFFSET, plaintext);
        }
        int least = packet.isGso() ? 0 : transform.icvLength() + 2;
        return position(TxDescriptor.PLAINTEXT_OFFSET, plaintext) && plaintext + least <= packet.length()
                ? TxDescriptor.GOOD
                : TxDescriptor.MALFORMED;
    }

    private boolean isTunnel() {
        return packet.nextProtocol() == IpProtocol.IPV4 || packet.nextProtocol() == IpProtocol.IPV6;
    }

    private boolean checksum() {
        int transport = packet.checksumStart() - packet.data();
        int field = packet.checksumOffset();
        flags |= TxDescriptor.CHECKSUM;
        return position(TxDescriptor.TRANSPORT_OFFSET, transport)
                && position(TxDescriptor.CHECKSUM_FIELD_OFFSET, field)
                && transport + field + Short.BYTES <= packet.length();
    }

    /** What the device has to know to cut; a super-packet always comes with a partial checksum. */
    private boolean cut() {
        int start = packet.checksumStart();
        boolean tcp = GsoType.isTcp(packet.gsoType());
        int least = tcp ? Tcp.LENGTH : Udp.LENGTH;
        if ((flags & TxDescriptor.CHECKSUM) == 0 || start + least > packet.tail()) {
            return false;
        }
        int header = tcp ? Tcp.headerLength(packet.buffer(), start) : Udp.LENGTH;
        int headers = start - packet.data() + header;
        int payload = packet.length() - headers;
        if (header < least || payload < 1 || !position(TxDescriptor.PAYLOAD_OFFSET, headers)) {
            return false;
        }
        flags |= TxDescriptor.CUT | (tcp ? TxDescriptor.TCP : 0);
        if ((packet.gsoType() & GsoType.TCP_FIXEDID) != 0) {
            flags |= TxDescriptor.FIXED_ID;
        }
        integer(TxDescriptor.SEGMENTS_OFFSET, Math.ceilDiv(payload, packet.gsoSize()));
        ring.putShort(at + TxDescriptor.SEGMENT_SIZE_OFFSET, (short) packet.gsoSize());
        return true;
    }

    private void integer(int field, int value) {
        ring.putInt(at + field, value);
    }

    /** @return false when the position is not in the packet. */
    private boolean position(int field, int value) {
        ring.putShort(at + field, (short) value);
        return value >= 0 && value <= MOST_POSITION && value <= packet.length();
    }
}
