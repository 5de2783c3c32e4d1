// SPDX-License-Identifier: Apache-2.0
package io.ringlane.stats;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The conservation law of one core, its unit the slot: {@code in + taken over + born = queued + in crypto + in device
 * + sent + dropped + consumed + handed over}. A super-packet is consumed when it is cut and its segments are born.
 * Written by the core's thread; other threads may read single values at any time, a set only between duty cycles.
 */
public final class Ledger {
    private static final int IN = 0;
    private static final int BORN = 8;
    private static final int SENT = 16;
    private static final int CONSUMED = 24;
    private static final int TAKEN_OVER = 32;
    private static final int HANDED_OVER = 40;
    private static final int ALL_DROPPED = 48;
    private static final int DROPPED = 64;
    private static final DropReason[] REASONS = DropReason.values();

    private final UnsafeBuffer counters;

    /** Allocates its counters off-heap. */
    public Ledger() {
        counters = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(DROPPED + REASONS.length * Long.BYTES));
    }

    public void in(int packets) {
        add(IN, packets);
    }

    public void born(int packets) {
        add(BORN, packets);
    }

    public void sent(int packets) {
        add(SENT, packets);
    }

    public void consumed(int packets) {
        add(CONSUMED, packets);
    }

    /** Packets that came from another core. */
    public void takenOver(int packets) {
        add(TAKEN_OVER, packets);
    }

    /** Packets that went to another core. */
    public void handedOver(int packets) {
        add(HANDED_OVER, packets);
    }

    public void dropped(DropReason reason, int packets) {
        add(DROPPED + reason.ordinal() * Long.BYTES, packets);
        add(ALL_DROPPED, packets);
    }

    public long in() {
        return counters.getLongVolatile(IN);
    }

    public long born() {
        return counters.getLongVolatile(BORN);
    }

    public long sent() {
        return counters.getLongVolatile(SENT);
    }

    public long consumed() {
        return counters.getLongVolatile(CONSUMED);
    }

    public long takenOver() {
        return counters.getLongVolatile(TAKEN_OVER);
    }

    public long handedOver() {
        return counters.getLongVolatile(HANDED_OVER);
    }

    public long dropped(DropReason reason) {
        return counters.getLongVolatile(DROPPED + reason.ordinal() * Long.BYTES);
    }

    public long dropped() {
        return counters.getLongVolatile(ALL_DROPPED);
    }

    /**
     * What the account is off by, 0 when every packet is in exactly one place.
     *
     * @param queued packets waiting in the core, backlog included.
     * @param inCrypto packets at asynchronous crypto.
     * @param inDevice packets accepted by a device and not completed.
     */
    public long imbalance(long queued, long inCrypto, long inDevice) {
        long came = in() + takenOver() + born();
        return came - queued - inCrypto - inDevice - sent() - dropped() - consumed() - handedOver();
    }

    private void add(int at, long value) {
        counters.putLongOrdered(at, counters.getLong(at) + value);
    }
}
