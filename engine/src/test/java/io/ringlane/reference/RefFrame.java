// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A frame as a device should get it, with what is left open marked as such. */
public final class RefFrame {
    public byte[] bytes;
    int linkLength;
    /** Octets whose value means nothing, as pairs of start and end: left to the device. */
    public final List<int[]> open = new ArrayList<>();
    /** SPI, or 0 for a packet in the clear. */
    public int spi;

    public int sequence;
    public boolean leftToDevice;
    /** Offset in the frame of a partial checksum's start, -1 when the checksum is full. */
    public int checksumStart = -1;

    public int checksumOffset;
    public int gsoSize;
    public int gsoSegs;
    public Set<GsoKind> gso = EnumSet.noneOf(GsoKind.class);
    /** Where a freely chosen IPv4 header with its ID stands, -1 for none. */
    public int freeIdHeader = -1;
    /** Frames with the same group have IDs that differ as their ordinals do. */
    public Object idGroup;

    public int idOrdinal;

    /** IP's fragments of a frame that no device has a part in. */
    List<RefFrame> cut(int mtu) {
        int link = linkLength;
        List<RefFrame> frames = new ArrayList<>();
        for (byte[] piece : RefFragments.cut(Octets.slice(bytes, link, bytes.length), mtu)) {
            RefFrame frame = new RefFrame();
            frame.bytes = Octets.join(Octets.slice(bytes, 0, link), piece);
            frame.linkLength = link;
            frame.spi = spi;
            frame.sequence = sequence;
            frame.freeIdHeader = freeIdHeader;
            frame.idGroup = idGroup;
            frame.idOrdinal = idOrdinal;
            if (piece[0] >> 4 == 6) {
                int id = frame.bytes.length - piece.length + fragmentHeader(piece) + 4;
                frame.open.add(new int[] {id, id + 4});
            }
            frames.add(frame);
        }
        return frames;
    }

    private static int fragmentHeader(byte[] ip) {
        int at = 40;
        for (int type = Octets.u8(ip, 6); type != 44; ) {
            type = Octets.u8(ip, at);
            at += (Octets.u8(ip, at + 1) + 1) * 8;
        }
        return at;
    }

    @Override
    public String toString() {
        return "spi " + Integer.toHexString(spi) + " seq " + Integer.toHexString(sequence) + " length " + bytes.length
                + (leftToDevice ? " left to device" : "") + " csum " + checksumStart + "+" + checksumOffset + " gso "
                + gsoSize + "*" + gsoSegs + " " + gso;
    }
}
