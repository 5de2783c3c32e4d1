// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;

/**
 * Hands a chain of packets to a queue one by one ({@code dev_hard_start_xmit}). One instance per core, used again and
 * again: the outcome of the last {@link #send} stands in it.
 */
public final class TransmitChain {
    private Packet remaining;
    private int result;
    private int accepted;
    private final PacketList refused = new PacketList();

    /**
     * Sends until the chain is empty or the driver has no room. The caller has asked whether the queue is stopped: here
     * only the driver's own bit is looked at, between packets; neither a byte limit nor freezing breaks a chain.
     *
     * @param head of a chain, data at the MAC header; null for none.
     * @return {@link #result}.
     */
    public int send(Packet head, TxQueue queue) {
        Packet packet = head;
        result = TxResult.OK;
        accepted = 0;
        while (packet != null) {
            Packet next = packet.next();
            packet.next(null);
            result = queue.transmit(packet, next != null);
            if (!TxResult.isComplete(result)) {
                packet.next(next);
                break;
            }
            count(packet);
            packet = next;
            if (packet != null && queue.has(TxQueue.DRIVER_XOFF)) {
                result = TxResult.BUSY;
                break;
            }
        }
        remaining = packet;
        return result;
    }

    /**
     * The same for a part of a batch, which is not chained: what is not taken is, from the first one on, in
     * {@link #remaining}.
     *
     * @return {@link #result}.
     */
    public int send(PacketBatch batch, int from, int to, TxQueue queue) {
        int at = from;
        result = TxResult.OK;
        accepted = 0;
        remaining = null;
        while (at < to) {
            result = queue.transmit(batch.get(at), at + 1 < to);
            if (!TxResult.isComplete(result)) {
                break;
            }
            count(batch.get(at));
            at++;
            if (at < to && queue.has(TxQueue.DRIVER_XOFF)) {
                result = TxResult.BUSY;
                break;
            }
        }
        if (at < to) {
            keep(batch, at, to);
        }
        return result;
    }

    private void keep(PacketBatch batch, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            batch.get(i).next(remaining);
            remaining = batch.get(i);
        }
    }

    private void count(Packet packet) {
        if (result == TxResult.OK) {
            accepted++;
        } else {
            refused.add(packet);
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

    /**
     * Packets that the driver answered with an error (negative, or {@link TxResult#DROP} and the like): they count as
     * consumed, but are handed back so that whoever keeps the ledger ends them. The caller empties the list.
     */
    public PacketList refused() {
        return refused;
    }
}
