// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.ring;

import io.ringlane.hw.sim.PacketBytes;

/**
 * The way of a packet through a gateway, kept as its queue number: the pair of rings that it goes by, whether it is
 * decrypted, and the port it came in by; it goes out by the other one. Each core has a pair for each queue of a port.
 * Stateless.
 *
 * <pre>
 *  bit  13      12        11 ... 0
 *  port         decrypts  pair = core * queues + queue
 * </pre>
 */
public final class Way {
    /** Pairs of rings at most: cores, times the queues of a port. */
    public static final int MOST_PAIRS = 1 << 12;

    /** A packet's frame on the line it comes in by. */
    public static final PacketBytes IN =
            (packets, row) -> isDecrypt(packets.queue(row)) ? packets.wireBytes(row) : packets.clearBytes(row);

    /** A packet's frame on the line it goes out by. */
    public static final PacketBytes OUT =
            (packets, row) -> isDecrypt(packets.queue(row)) ? packets.clearBytes(row) : packets.wireBytes(row);

    private static final int PAIR = MOST_PAIRS - 1;
    private static final int DECRYPTS = MOST_PAIRS;
    private static final int PORT = 13;
    private static final int SPREAD = 0x9E3779B9;

    private Way() {}

    /**
     * A way.
     *
     * @param pair     0 to {@link #MOST_PAIRS} - 1.
     * @param decrypts whether the packet comes in encrypted and goes out clear; else the other way round.
     * @param port     it comes in by, 0 or 1.
     */
    public static int of(int pair, boolean decrypts, int port) {
        return pair | (decrypts ? DECRYPTS : 0) | port << PORT;
    }

    /** Pair of rings. */
    public static int pair(int way) {
        return way & PAIR;
    }

    public static boolean isDecrypt(int way) {
        return (way & DECRYPTS) != 0;
    }

    /** Port it comes in by. */
    public static int inPort(int way) {
        return way >>> PORT;
    }

    /** Port it goes out by. */
    public static int outPort(int way) {
        return way >>> PORT ^ 1;
    }

    /** The core that the packets of an SA are steered to: a hash, so that one fat SA has one core. */
    public static int coreOf(int sa, int cores) {
        int spread = sa * SPREAD;
        spread ^= spread >>> 15;
        return (int) ((spread & 0xffffffffL) * cores >>> 32);
    }
}
