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
    ReferenceCut(SuperFrame frame, byte[] bytes, int network, int innerIp, int transport) {
        this.frame = frame;
        this.bytes = bytes;
        this.network = network;
        this.innerIp = innerIp;
        this.transport = transport;
    }

    /** All segments, with the factor of {@code gso_partial} or 1. */
    List<byte[]> segments(int factor, boolean completeChecksum) {
        int headers = transport + frame.transportLength();
        int payload = bytes.length - headers;
        int step = frame.gsoSize * factor;
        List<byte[]> segments = new ArrayList<>();
        for (int before = 0; before < payload; before += step) {
            int length = Math.min(step, payload - before);
            ByteBuffer segment = ByteBuffer.allocate(headers + length);
            segment.put(bytes, 0, headers).put(bytes, headers + before, length);
            boolean isSuper = length > frame.gsoSize;
            int counted = isSuper ? headers + frame.gsoSize : headers + length;
            ip(segment, network, counted, before / frame.gsoSize);
            if (innerIp >= 0) {
                ip(segment, innerIp, counted, before / frame.gsoSize);
            }
            transport(segment, before, before + length == payload, completeChecksum);
            segments.add(segment.array());
        }
        return segments;
    }

    private void ip(ByteBuffer segment, int at, int end, int ordinal) {
        if (segment.get(at) >> 4 == 6) {
            segment.putShort(at + 4, (short) (end - at - 40));
            return;
        }
        boolean fixed = (frame.gsoTypeExtra & 8) != 0;
        segment.putShort(at + 2, (short) (end - at));
        segment.putShort(at + 4, (short) (segment.getShort(at + 4) + (fixed ? 0 : ordinal)));
        segment.putShort(at + 10, (short) 0);
        byte[] header = new byte[(segment.get(at) & 15) * 4];
        segment.get(at, header);
        segment.putShort(at + 10, (short) ~TestPackets.fold(header, 0));
    }

    private void transport(ByteBuffer segment, int before, boolean last, boolean complete) {
        int length = segment.capacity() - transport;
        if (frame.udp) {
            segment.putShort(transport + 4, (short) length);
        } else {
            segment.putInt(transport + 4, segment.getInt(transport + 4) + before);
            int first = before == 0 ? 0xff : 0x7f;
            segment.put(transport + 13, (byte) (segment.get(transport + 13) & first & (last ? 0xff : 0xf6)));
        }
        int field = transport + (frame.udp ? 6 : 16);
        segment.putShort(field, (short) 0);
        int sum = pseudo(length);
        if (complete) {
            byte[] upper = new byte[length];
            segment.get(transport, upper);
            sum = ~TestPackets.fold(upper, sum) & 0xffff;
            sum = frame.udp && sum == 0 ? 0xffff : sum;
        }
        segment.putShort(field, (short) sum);
    }

    private int pseudo(int length) {
        try {
            byte[] from = InetAddress.getByName(frame.family == 4 ? SuperFrame.V4_FROM : SuperFrame.V6_FROM)
                    .getAddress();
            byte[] to = InetAddress.getByName(frame.family == 4 ? SuperFrame.V4_TO : SuperFrame.V6_TO)
                    .getAddress();
            ByteBuffer pseudo = ByteBuffer.allocate(2 * from.length + 8);
            pseudo.put(from).put(to).putInt(length).putInt(frame.udp ? 17 : 6);
            return TestPackets.fold(pseudo.array(), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
