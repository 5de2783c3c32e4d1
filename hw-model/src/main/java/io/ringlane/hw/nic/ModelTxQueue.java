// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.hw.frame.SaSlots;
import io.ringlane.hw.frame.TxDescriptor;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The driver of one TX queue. The post that takes the last descriptor stops the queue; it opens again once a quarter of
 * the ring is free ({@link #wakeThreshold}), so that it does not flap. With byte queue limits it may stop long before.
 * Times are those of the model's clock, as last advanced. Owned by one core; the device sees descriptors after {@link
 * #doorbell} only.
 */
final class ModelTxQueue extends TxQueue implements AutoCloseable {
    private static final long PS_PER_NS = 1_000;

    private final DescriptorRing ring;
    private final CompletionQueue completions;
    private final DescriptorWriter writer;
    private final AtomicLong clockPs;
    private final Packet[] packets;
    private final int mask;
    private final boolean byteLimits;
    private long posted;
    private long rung;
    private long reaped;
    private long doorbells;
    private long busy;
    private long stops;
    private int deepest;

    ModelTxQueue(int index, NicProfile profile, SaSlots slots, AtomicLong clockPs) {
        super(index);
        this.clockPs = clockPs;
        ring = new DescriptorRing(profile.rings().size());
        completions = new CompletionQueue(profile.rings().size());
        writer = new DescriptorWriter(slots, profile.longestFrame());
        packets = new Packet[profile.rings().size()];
        mask = profile.rings().size() - 1;
        byteLimits = profile.rings().byteLimits();
    }

    @Override
    public int transmit(Packet packet, boolean more) {
        if (inDevice() == packets.length) {
            busy++;
            stop();
            return TxResult.BUSY;
        }
        writer.write(packet, ring.memory(), ring.offset(posted), clockPs.getAcquire());
        packets[(int) (posted & mask)] = packet;
        posted++;
        deepest = Math.max(deepest, inDevice());
        if (inDevice() == packets.length) {
            stop();
        }
        if (byteLimits) {
            sent(packet.length(), more);
        }
        return TxResult.OK;
    }

    /** A queue that stops rings first: nobody may come back to do it. */
    private void stop() {
        if (!has(DRIVER_XOFF)) {
            set(DRIVER_XOFF);
            stops++;
        }
        doorbell();
    }

    @Override
    public void doorbell() {
        if (rung != posted) {
            rung = posted;
            ring.ring(posted, clockPs.getAcquire());
            doorbells++;
        }
    }

    @Override
    public int reapCompletions(PacketReturn sink, int limit) {
        int count = (int) Math.min(limit, completions.published() - reaped);
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            int at = (int) (reaped & mask);
            Packet packet = packets[at];
            packets[at] = null;
            reaped++;
            bytes += packet.length();
            sink.free(packet);
        }
        if (byteLimits) {
            completed(bytes, clockPs.getAcquire() / PS_PER_NS);
        }
        if (has(DRIVER_XOFF) && packets.length - inDevice() >= wakeThreshold()) {
            clear(DRIVER_XOFF);
        }
        return count;
    }

    @Override
    public int inDevice() {
        return (int) (posted - reaped);
    }

    /** Descriptors that must be free before a stopped queue opens again. */
    int wakeThreshold() {
        return packets.length >> 2;
    }

    DescriptorRing ring() {
        return ring;
    }

    CompletionQueue completions() {
        return completions;
    }

    /** Status of the descriptor at a position, see {@link TxDescriptor}. */
    int status(long position) {
        return ring.memory().getByte(ring.offset(position) + TxDescriptor.STATUS_OFFSET);
    }

    long posted() {
        return posted;
    }

    long doorbells() {
        return doorbells;
    }

    /** Packets refused because the ring was full. */
    long busy() {
        return busy;
    }

    /** How often the ring became full. */
    long stops() {
        return stops;
    }

    /** Most descriptors that were taken at a time. */
    int deepest() {
        return deepest;
    }

    @Override
    public void close() {
        ring.close();
        completions.close();
    }
}
