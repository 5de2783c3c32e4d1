// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.hw.wire.LinkRate;

/**
 * Everything that makes one modelled NIC differ from another. Immutable; the {@code with} methods make variants.
 *
 * @param mtu          of the device, in bytes.
 * @param longestFrame bytes of the longest frame it sends, FCS not counted; longer ones are dropped and counted.
 * @param queues       TX queues, 1 to 256.
 * @param ringSize     descriptors of each queue: a power of two from 64 to 32,768.
 * @param features     bits of {@code Features}; HW_ESP only with {@code crypto}.
 * @param fetchPs      from the doorbell until the descriptors are in the device.
 * @param completionPs from a frame's departure until the host can see it.
 * @param frameBuffers frames that are between ring and wire at most; when all are taken, the ring waits.
 * @param crypto       null for a device without.
 */
public record NicProfile(
        String name,
        int mtu,
        int longestFrame,
        LinkRate rate,
        int queues,
        int ringSize,
        long features,
        int gsoMaxSegs,
        long fetchPs,
        long completionPs,
        int frameBuffers,
        CryptoProfile crypto) {
    public static final int SMALLEST_RING = 64;
    public static final int LARGEST_RING = 32_768;

    private static final int MOST_QUEUES = 256;
    private static final int MOST_FRAME_BUFFERS = 1 << 20;
    private static final int MOST_FRAME = 1 << 16;

    /** Checks every value; the message says what is allowed. */
    public NicProfile {
        if (ringSize < SMALLEST_RING || ringSize > LARGEST_RING || Integer.bitCount(ringSize) != 1) {
            throw new IllegalArgumentException("ring size must be a power of two from " + SMALLEST_RING + " to "
                    + LARGEST_RING + ", is " + ringSize);
        }
        check("queues", queues, 1, MOST_QUEUES);
        check("longest frame", longestFrame, 1, MOST_FRAME);
        check("frame buffers", frameBuffers, 1, MOST_FRAME_BUFFERS);
        check("fetch time in ps", fetchPs, 0, Long.MAX_VALUE);
        check("completion time in ps", completionPs, 0, Long.MAX_VALUE);
    }

    private static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", is " + value);
        }
    }

    public NicProfile withRingSize(int size) {
        return new NicProfile(
                name,
                mtu,
                longestFrame,
                rate,
                queues,
                size,
                features,
                gsoMaxSegs,
                fetchPs,
                completionPs,
                frameBuffers,
                crypto);
    }

    public NicProfile withQueues(int count) {
        return new NicProfile(
                name,
                mtu,
                longestFrame,
                rate,
                count,
                ringSize,
                features,
                gsoMaxSegs,
                fetchPs,
                completionPs,
                frameBuffers,
                crypto);
    }

    public NicProfile withRate(LinkRate other) {
        return new NicProfile(
                name,
                mtu,
                longestFrame,
                other,
                queues,
                ringSize,
                features,
                gsoMaxSegs,
                fetchPs,
                completionPs,
                frameBuffers,
                crypto);
    }

    public NicProfile withFeatures(long bits) {
        return new NicProfile(
                name,
                mtu,
                longestFrame,
                rate,
                queues,
                ringSize,
                bits,
                gsoMaxSegs,
                fetchPs,
                completionPs,
                frameBuffers,
                crypto);
    }

    public NicProfile withFrameBuffers(int count) {
        return new NicProfile(
                name,
                mtu,
                longestFrame,
                rate,
                queues,
                ringSize,
                features,
                gsoMaxSegs,
                fetchPs,
                completionPs,
                count,
                crypto);
    }

    public NicProfile withCrypto(CryptoProfile other) {
        return new NicProfile(
                name,
                mtu,
                longestFrame,
                rate,
                queues,
                ringSize,
                features,
                gsoMaxSegs,
                fetchPs,
                completionPs,
                frameBuffers,
                other);
    }
}
