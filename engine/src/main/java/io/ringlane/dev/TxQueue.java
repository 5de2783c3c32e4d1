// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;

/**
 * One TX queue of a device, with the kernel's stop bits. One core owns it: no lock is needed, every method is called by
 * that core's thread. A packet accepted is the device's until it comes back through {@link #reapCompletions}.
 */
public abstract class TxQueue {
    /** The driver has no room. */
    public static final int DRIVER_XOFF = 1;
    /** Byte queue limits say stop. */
    public static final int STACK_XOFF = 2;
    /** The stack reconfigures. */
    public static final int FROZEN = 4;

    private static final int ANY = DRIVER_XOFF | STACK_XOFF | FROZEN;

    private final int index;
    private final DynamicQueueLimits limits;
    private int state;

    protected TxQueue(int index) {
        this(index, new DynamicQueueLimits());
    }

    /** @param limits that {@link #sent} and {@link #completed} keep; a driver that calls neither has none. */
    protected TxQueue(int index, DynamicQueueLimits limits) {
        this.index = index;
        this.limits = limits;
    }

    /**
     * Offers one packet, data at the MAC header, to the driver ({@code ndo_start_xmit}).
     *
     * @param more another packet follows at once: the doorbell may wait.
     * @return a {@link TxResult} or a negative errno; with {@link TxResult#BUSY} the packet stays the
     *     caller's to try again; with an error it is consumed, and its slot is the caller's to free, not the driver's.
     */
    public abstract int transmit(Packet packet, boolean more);

    /** Makes what was posted known to the device, once a batch. */
    public abstract void doorbell();

    /**
     * Takes back packets that the device is done with, oldest first.
     *
     * @return how many were handed to {@code sink}.
     */
    public abstract int reapCompletions(PacketReturn sink, int limit);

    /** Packets accepted and not yet completed. */
    public abstract int inDevice();

    /**
     * For drivers: bytes went to the device ({@code netdev_tx_sent_queue}). Past the limit the queue stops; one packet
     * may exceed it. While more are to come they are only counted.
     *
     * @return true when the doorbell must be rung now.
     */
    protected final boolean sent(int bytes, boolean more) {
        limits.queued(bytes);
        if (more) {
            return has(DRIVER_XOFF);
        }
        if (limits.available() < 0) {
            set(STACK_XOFF);
        }
        return true;
    }

    /**
     * For drivers: the device is done with so many bytes ({@code netdev_tx_completed_queue}).
     *
     * @return true when that opened the queue, so that whoever was held back may go on.
     */
    protected final boolean completed(int bytes, long nowNs) {
        if (bytes == 0) {
            return false;
        }
        limits.completed(bytes, nowNs);
        boolean opens = limits.available() >= 0 && has(STACK_XOFF);
        if (opens) {
            clear(STACK_XOFF);
        }
        return opens;
    }

    /** Byte limits of this queue, to be looked at. */
    public final DynamicQueueLimits limits() {
        return limits;
    }

    public final int index() {
        return index;
    }

    public final void set(int bits) {
        state |= bits;
    }

    public final void clear(int bits) {
        state &= ~bits;
    }

    public final boolean has(int bits) {
        return (state & bits) != 0;
    }

    /** Frozen or stopped for any reason: nothing may be transmitted. */
    public final boolean isStopped() {
        return (state & ANY) != 0;
    }
}
