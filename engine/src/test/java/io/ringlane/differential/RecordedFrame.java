// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;

/** A frame as a device got it, with the packet's metadata; offsets are of the frame. */
record RecordedFrame(
        byte[] bytes,
        int spi,
        int sequence,
        boolean leftToDevice,
        int checksumStart,
        int checksumOffset,
        int gsoSize,
        int gsoSegs,
        int gsoType,
        boolean marksInOrder) {
    static RecordedFrame of(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        if (packet.bodyOwner() != null) {
            int place = packet.bodyPlace() - packet.data();
            packet.bodyOwner().buffer().getBytes(packet.bodyOffset(), bytes, place, packet.bodyLength());
        }
        boolean left = packet.hasOffload() && (packet.offloadFlags() & XfrmOffloadFlags.XMIT) != 0;
        boolean partial = packet.checksumMode() == ChecksumMode.PARTIAL;
        int esp = espIn(bytes, packet.network() - packet.data());
        return new RecordedFrame(
                bytes,
                esp < 0 ? 0 : word(bytes, esp),
                esp < 0 ? 0 : word(bytes, esp + 4),
                left,
                partial ? packet.checksumStart() - packet.data() : -1,
                partial ? packet.checksumOffset() : 0,
                packet.gsoSize(),
                packet.isGso() ? packet.gsoSegs() : 0,
                packet.isGso() ? packet.gsoType() : 0,
                packet.data() == packet.mac() && packet.network() >= packet.data());
    }

    /** Where ESP starts, -1 when the packet is in the clear. */
    private static int espIn(byte[] bytes, int network) {
        if (bytes.length < network + 20) {
            return -1;
        }
        if (bytes[network] >> 4 == 4) {
            int at = network + (bytes[network] & 15) * 4;
            return bytes[network + 9] == 50 && at + 8 <= bytes.length ? at : -1;
        }
        if ((bytes[network] >> 4 & 15) != 6 || bytes.length < network + 40) {
            return -1;
        }
        int next = bytes[network + 6];
        int at = network + 40;
        while ((next == 0 || next == 43 || next == 60) && at + 8 < bytes.length) {
            next = bytes[at];
            at += ((bytes[at + 1] & 0xff) + 1) * 8;
        }
        return next == 50 && at + 8 <= bytes.length ? at : -1;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    @Override
    public String toString() {
        return "spi " + Integer.toHexString(spi) + " seq " + Integer.toHexString(sequence) + " length " + bytes.length
                + (leftToDevice ? " left to device" : "") + " csum " + checksumStart + "+" + checksumOffset + " gso "
                + gsoSize + "*" + gsoSegs + " type " + Integer.toHexString(gsoType);
    }
}
