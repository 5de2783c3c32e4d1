// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.testing.TestPackets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The slow, obvious cutter on heap arrays that the segmenter is compared with. Computes every checksum from the
 * addresses and the bytes, nothing incrementally, and shares no code with the engine.
 */
final class ReferenceCut {
    private final SuperFrame frame;
    private final byte[] bytes;
    private final int network;
    private final int innerIp;
    private final int transport;

    /**
     * @param bytes the super-packet from its first repeated byte on.
     * @param network offsets in these bytes; {@code innerIp} -1 when there is none.
     */
    ReferenceCut(
            final SuperFrame frame, final byte[] bytes, final int network, final int innerIp, final int transport) {
        this.frame = frame;
        this.bytes = bytes;
        this.network = network;
        this.innerIp = innerIp;
        this.transport = transport;
    }

    /** All segments, with the factor of {@code gso_partial} or 1. */
    List<byte[]> segments(final int factor, final boolean completeChecksum) {
        final int headers = transport + frame.transportLength();
        final int payload = bytes.length - headers;
        final int step = frame.gsoSize * factor;
        final List<byte[]> segments = new ArrayList<>();
        for (int before = 0; before < payload; before += step) {
            final int length = Math.min(step, payload - before);
            final ByteBuffer segment = ByteBuffer.allocate(headers + length);
            segment.put(bytes, 0, headers).put(bytes, headers + before, length);
            final boolean isSuper = length > frame.gsoSize;
            final int counted = isSuper ? headers + frame.gsoSize : headers + length;
            ip(segment, network, counted, before / frame.gsoSize);
            if (innerIp >= 0) {
                ip(segment, innerIp, counted, before / frame.gsoSize);
            }
            transport(segment, before, before + length == payload, completeChecksum);
            segments.add(segment.array());
        }
        return segments;
    }

    private void ip(final ByteBuffer segment, final int at, final int end, final int ordinal) {
        if (segment.get(at) >> 4 == 6) {
            segment.putShort(at + 4, (short) (end - at - 40));
            return;
        }
        final boolean fixed = (frame.gsoTypeExtra & 8) != 0;
        segment.putShort(at + 2, (short) (end - at));
        segment.putShort(at + 4, (short) (segment.getShort(at + 4) + (fixed ? 0 : ordinal)));
        segment.putShort(at + 10, (short) 0);
        final byte[] header = new byte[(segment.get(at) & 15) * 4];
        segment.get(at, header);
        segment.putShort(at + 10, (short) ~TestPackets.fold(header, 0));
    }

    private void transport(final ByteBuffer segment, final int before, final boolean last, final boolean complete) {
        final int length = segment.capacity() - transport;
        if (frame.udp) {
            segment.putShort(transport + 4, (short) length);
        } else {
            segment.putInt(transport + 4, segment.getInt(transport + 4) + before);
            final int first = before == 0 ? 0xff : 0x7f;
            segment.put(transport + 13, (byte) (segment.get(transport + 13) & first & (last ? 0xff : 0xf6)));
        }
        final int field = transport + (frame.udp ? 6 : 16);
        segment.putShort(field, (short) 0);
        int sum = pseudo(length);
        if (complete) {
            final byte[] upper = new byte[length];
            segment.get(transport, upper);
            sum = ~TestPackets.fold(upper, sum) & 0xffff;
            sum = frame.udp && sum == 0 ? 0xffff : sum;
        }
        segment.putShort(field, (short) sum);
    }

    private int pseudo(final int length) {
        try {
            final byte[] from = InetAddress.getByName(frame.family == 4 ? SuperFrame.V4_FROM : SuperFrame.V6_FROM)
                    .getAddress();
            final byte[] to = InetAddress.getByName(frame.family == 4 ? SuperFrame.V4_TO : SuperFrame.V6_TO)
                    .getAddress();
            final ByteBuffer pseudo = ByteBuffer.allocate(2 * from.length + 8);
            pseudo.put(from).put(to).putInt(length).putInt(frame.udp ? 17 : 6);
            return TestPackets.fold(pseudo.array(), 0);
        } catch (final UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
