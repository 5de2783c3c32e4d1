// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.dev.Features;
import io.ringlane.hw.wire.LinkRate;

/**
 * Everything that makes one modelled NIC differ from another. Immutable; the {@code with} methods make variants.
 *
 * @param mtu of the device, in bytes.
 * @param longestFrame bytes of the longest frame it sends, FCS not counted; longer ones are dropped and counted.
 * @param frameBuffers frames that are between ring and wire at most; when all are taken, the ring waits.
 * @param features bits of {@code Features} that are there and on at first; those of ESP only with {@code crypto}.
 * @param crypto null for a device without.
 */
public record NicProfile(
        String name,
        int mtu,
        int longestFrame,
        LinkRate rate,
        Rings rings,
        Timing timing,
        int frameBuffers,
        long features,
        int gsoMaxSegs,
        CryptoProfile crypto) {
    private static final int MOST_QUEUES = 256;
    private static final int MOST_FRAME_BUFFERS = 1 << 20;
    private static final int MOST_FRAME = 1 << 16;
    private static final long ESP_FEATURES = Features.HW_ESP | Features.HW_ESP_TX_CSUM | Features.GSO_ESP;

    /**
     * The TX queues.
     *
     * @param queues 1 to 256.
     * @param size descriptors of each: a power of two from 64 to 32,768.
     * @param byteLimits whether the driver keeps byte queue limits; without, the size is the only one.
     */
    public record Rings(int queues, int size, boolean byteLimits) {
        public static final int SMALLEST = 64;
        public static final int LARGEST = 32_768;

        /** Checks both numbers. */
        public Rings {
            check("queues", queues, 1, MOST_QUEUES);
            if (size < SMALLEST || size > LARGEST || Integer.bitCount(size) != 1) {
                throw new IllegalArgumentException(
                        "ring size must be a power of two from " + SMALLEST + " to " + LARGEST + ", is " + size);
            }
        }
    }

    /**
     * Fixed times on the way between host and device, in picoseconds.
     *
     * @param fetchPs from the doorbell until the descriptors are in the device.
     * @param completionPs from the departure of a packet's last frame until the host can see it.
     */
    public record Timing(long fetchPs, long completionPs) {
        /** Checks both. */
        public Timing {
            check("fetch time in ps", fetchPs, 0, Long.MAX_VALUE);
            check("completion time in ps", completionPs, 0, Long.MAX_VALUE);
        }
    }

    /** Checks every value; the message says what is allowed. */
    public NicProfile {
        check("longest frame", longestFrame, 1, MOST_FRAME);
        check("frame buffers", frameBuffers, 1, MOST_FRAME_BUFFERS);
        if (crypto == null && (features & ESP_FEATURES) != 0) {
            throw new IllegalArgumentException("NIC profile " + name + " has ESP features but no crypto");
        }
    }

    private static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", is " + value);
        }
    }

    public NicProfile withRate(LinkRate value) {
        return new NicProfile(
                name, mtu, longestFrame, value, rings, timing, frameBuffers, features, gsoMaxSegs, crypto);
    }

    public NicProfile withMtu(int value) {
        return new NicProfile(
                name, value, longestFrame, rate, rings, timing, frameBuffers, features, gsoMaxSegs, crypto);
    }

    public NicProfile withRings(Rings value) {
        return new NicProfile(name, mtu, longestFrame, rate, value, timing, frameBuffers, features, gsoMaxSegs, crypto);
    }

    public NicProfile withRingSize(int value) {
        return withRings(new Rings(rings.queues, value, rings.byteLimits));
    }

    public NicProfile withQueues(int value) {
        return withRings(new Rings(value, rings.size, rings.byteLimits));
    }

    public NicProfile withByteLimits(boolean value) {
        return withRings(new Rings(rings.queues, rings.size, value));
    }

    public NicProfile withTiming(Timing value) {
        return new NicProfile(name, mtu, longestFrame, rate, rings, value, frameBuffers, features, gsoMaxSegs, crypto);
    }

    public NicProfile withFrameBuffers(int value) {
        return new NicProfile(name, mtu, longestFrame, rate, rings, timing, value, features, gsoMaxSegs, crypto);
    }

    public NicProfile withFeatures(long value) {
        return new NicProfile(name, mtu, longestFrame, rate, rings, timing, frameBuffers, value, gsoMaxSegs, crypto);
    }

    public NicProfile withCrypto(CryptoProfile value) {
        return new NicProfile(name, mtu, longestFrame, rate, rings, timing, frameBuffers, features, gsoMaxSegs, value);
    }
}
