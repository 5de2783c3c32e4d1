// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.ring;

import io.ringlane.hw.sim.PacketBytes;

/**
 * The way of a packet through a gateway, kept as its queue number: the core that handles it, whether it is decrypted,
 * and the port it came in by; it goes out by the other one. Stateless.
 *
 * <pre>
 *  bit  13      12        11 ... 0
 *  port         decrypts  core
 * </pre>
 */
public final class Way {
    /** Cores at most. */
    public static final int MOST_CORES = 1 << 12;

    /** A packet's frame on the line it comes in by. */
    public static final PacketBytes IN =
            (packets, row) -> isDecrypt(packets.queue(row)) ? packets.wireBytes(row) : packets.clearBytes(row);

    /** A packet's frame on the line it goes out by. */
    public static final PacketBytes OUT =
            (packets, row) -> isDecrypt(packets.queue(row)) ? packets.clearBytes(row) : packets.wireBytes(row);

    private static final int CORE = MOST_CORES - 1;
    private static final int DECRYPTS = MOST_CORES;
    private static final int PORT = 13;
    private static final int SPREAD = 0x9E3779B9;

    private Way() {}

    /**
     * A way.
     *
     * @param core     0 to {@link #MOST_CORES} - 1.
     * @param decrypts whether the packet comes in encrypted and goes out clear; else the other way round.
     * @param port     it comes in by, 0 or 1.
     */
    public static int of(int core, boolean decrypts, int port) {
        return core | (decrypts ? DECRYPTS : 0) | port << PORT;
    }

    public static int core(int way) {
        return way & CORE;
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
