// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import io.ringlane.packet.Packet;

/**
 * Hands a chain of packets to a queue one by one ({@code dev_hard_start_xmit}). One instance per core, used again and
 * again: the outcome of the last {@link #send} stands in it.
 */
public final class TransmitChain {
    private Packet remaining;
    private int result;
    private int accepted;
    private int refused;

    /**
     * Sends until the chain is empty or the driver has no room. The caller has asked whether the queue is stopped: here
     * only the driver's own bit is looked at, between packets; neither a byte limit nor freezing breaks a chain.
     *
     * @param head of a chain, data at the MAC header; null for none.
     * @return {@link #result}.
     */
    public int send(final Packet head, final TxQueue queue) {
        Packet packet = head;
        result = TxResult.OK;
        accepted = 0;
        refused = 0;
        while (packet != null) {
            final Packet next = packet.next();
            packet.next(null);
            result = queue.transmit(packet, next != null);
            if (!TxResult.isComplete(result)) {
                packet.next(next);
                break;
            }
            count();
            packet = next;
            if (packet != null && queue.has(TxQueue.DRIVER_XOFF)) {
                result = TxResult.BUSY;
                break;
            }
        }
        remaining = packet;
        return result;
    }

    private void count() {
        if (result == TxResult.OK) {
            accepted++;
        } else {
            refused++;
        }
    }

    /** The packets not taken, still chained and the caller's; null when all were taken. */
    public Packet remaining() {
        return remaining;
    }

    /** {@link TxResult#BUSY}, or what the driver said to the packet it did not take; else its say on the last one. */
    public int result() {
        return result;
    }

    /** Packets taken without an error. */
    public int accepted() {
        return accepted;
    }

    /** Packets taken with an error (negative, or {@link TxResult#DROP} and the like): gone, but not sent. */
    public int refused() {
        return refused;
    }
}
