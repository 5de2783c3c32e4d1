// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Slow and obvious segmentation on the heap, for comparison: every header field is set from the rules, every checksum
 * is made anew from the addresses.
 */
final class SegmentReference {
    private static final int FIN = 0x01;
    private static final int PSH = 0x08;
    private static final int CWR = 0x80;

    private SegmentReference() {}

    /** Cuts an IPv4 TCP packet without options. */
    static List<byte[]> tcp4(byte[] packet, int size) {
        List<byte[]> segments = cut(packet, 40, size);
        for (int i = 0; i < segments.size(); i++) {
            ByteBuffer segment = ByteBuffer.wrap(segments.get(i));
            tcp(segment, 20, i, segments.size(), size);
            ipv4(segment, i);
            checksum4(segment, 6, 36, false);
        }
        return segments;
    }

    /** Cuts an IPv4 UDP packet without options. */
    static List<byte[]> cutUdp4(byte[] packet, int size) {
        List<byte[]> segments = cut(packet, 28, size);
        for (int i = 0; i < segments.size(); i++) {
            ByteBuffer segment = ByteBuffer.wrap(segments.get(i));
            segment.putShort(24, (short) (segment.limit() - 20));
            ipv4(segment, i);
            checksum4(segment, 17, 26, true);
        }
        return segments;
    }

    /** Cuts an IPv6 TCP packet without extension headers. */
    static List<byte[]> cutTcp6(byte[] packet, int size) {
        List<byte[]> segments = cut(packet, 60, size);
        for (int i = 0; i < segments.size(); i++) {
            ByteBuffer segment = ByteBuffer.wrap(segments.get(i));
            tcp(segment, 40, i, segments.size(), size);
            segment.putShort(4, (short) (segment.limit() - 40)).putShort(56, (short) 0);
            int pseudo = EspPackets.onesSum(segment.array(), 8, 32, 6 + segment.limit() - 40);
            int sum = EspPackets.onesSum(segment.array(), 40, segment.limit() - 40, pseudo);
            segment.putShort(56, (short) ~sum);
        }
        return segments;
    }

    private static List<byte[]> cut(byte[] packet, int headers, int size) {
        List<byte[]> segments = new ArrayList<>();
        for (int at = headers; at < packet.length; at += size) {
            int end = Math.min(packet.length, at + size);
            byte[] segment = Arrays.copyOf(packet, headers + end - at);
            System.arraycopy(packet, at, segment, headers, end - at);
            segments.add(segment);
        }
        return segments;
    }

    private static void tcp(ByteBuffer segment, int at, int index, int count, int size) {
        segment.putInt(at + 4, segment.getInt(at + 4) + index * size);
        int flags = segment.get(at + 13) & 0xff;
        if (index > 0) {
            flags &= ~CWR;
        }
        if (index < count - 1) {
            flags &= ~(FIN | PSH);
        }
        segment.put(at + 13, (byte) flags);
    }

    private static void ipv4(ByteBuffer segment, int index) {
        segment.putShort(2, (short) segment.limit());
        segment.putShort(4, (short) (segment.getShort(4) + index));
        segment.putShort(10, (short) 0);
        segment.putShort(10, (short) ~EspPackets.onesSum(segment.array(), 0, 20, 0));
    }

    private static void checksum4(ByteBuffer segment, int protocol, int field, boolean zeroMeansNone) {
        segment.putShort(field, (short) 0);
        int length = segment.limit() - 20;
        int pseudo = EspPackets.onesSum(segment.array(), 12, 8, protocol + length);
        short checksum = (short) ~EspPackets.onesSum(segment.array(), 20, length, pseudo);
        segment.putShort(field, checksum == 0 && zeroMeansNone ? (short) 0xffff : checksum);
    }

    /** An IPv4 UDP packet whose checksum field holds the pseudo header's sum. */
    static byte[] udp4(int payload) {
        byte[] bytes = new byte[28 + payload];
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        EspPackets.ipv4(packet, 0, bytes.length, 17, EspPackets.SOURCE, EspPackets.DESTINATION);
        packet.putShort((short) 500).putShort((short) 600).putShort((short) (8 + payload));
        packet.putShort((short) EspPackets.onesSum(bytes, 12, 8, 17 + 8 + payload));
        for (int i = 28; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }

    /** An IPv6 TCP packet whose checksum field holds the pseudo header's sum. */
    static byte[] tcp6(int payload) {
        byte[] bytes = new byte[60 + payload];
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.putInt(0x60000000).putShort((short) (20 + payload)).put((byte) 6).put((byte) 64);
        for (int i = 0; i < 32; i++) {
            packet.put((byte) (0x20 + i));
        }
        packet.putShort((short) 50).putShort((short) 60).putInt(1_000_000).putInt(2);
        packet.put((byte) 0x50).put((byte) 0x18).putShort((short) 99).putInt(0);
        packet.putShort(56, (short) EspPackets.onesSum(bytes, 8, 32, 6 + 20 + payload));
        for (int i = 60; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 13);
        }
        return bytes;
    }
}
