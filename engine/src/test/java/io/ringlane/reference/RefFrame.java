// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A frame as a device should get it, with what is left open marked as such. */
public final class RefFrame {
    public byte[] bytes;
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

    @Override
    public String toString() {
        return "spi " + Integer.toHexString(spi) + " seq " + Integer.toHexString(sequence) + " length " + bytes.length
                + (leftToDevice ? " left to device" : "") + " csum " + checksumStart + "+" + checksumOffset + " gso "
                + gsoSize + "*" + gsoSegs + " " + gso;
    }
}
