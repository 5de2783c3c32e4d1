// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the replicas of one SA on all cores share: numbers, lifetime counts, the end of its life. Any core's thread; the
 * list of leases that wait belongs to the core that transmits.
 */
public final class SpreadSa {
    private final int home;
    private final NumberLeases numbers;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicInteger replicas;
    private final AtomicInteger told = new AtomicInteger();
    private volatile boolean retired;
    private final Lease[] heads;
    private final Lease[] tails;
    private long expected;
    private boolean listed;

    /**
     * @param home core whose TX queue all its packets leave by.
     * @param reserve must have its numbers before they are used; null for none.
     */
    public SpreadSa(SaConfig config, int home, int cores, OutboundSequence.Reserve reserve) {
        this.home = home;
        numbers = new NumberLeases(config, reserve);
        expected = numbers.last() + 1;
        replicas = new AtomicInteger(cores);
        heads = new Lease[cores];
        tails = new Lease[cores];
    }

    int home() {
        return home;
    }

    NumberLeases numbers() {
        return numbers;
    }

    AtomicLong bytes() {
        return bytes;
    }

    AtomicLong packets() {
        return packets;
    }

    /** Goes on from what was counted before. */
    public void resume(long bytesBefore, long packetsBefore) {
        bytes.set(bytesBefore);
        packets.set(packetsBefore);
    }

    /** From now on no core uses it; each deletes its replica. */
    public void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    /** A replica is gone. @return true when it was the last one. */
    public boolean forget() {
        boolean last = replicas.decrementAndGet() == 0;
        if (last) {
            numbers.release();
        }
        return last;
    }

    /** True once for a kind of event, whichever core comes first. @param kind a bit. */
    public boolean isFirstToTell(int kind) {
        return (told.getAndUpdate(before -> before | kind) & kind) == 0;
    }

    // ---- the core that transmits

    /** Takes a lease in: those of one sender come in the order of their numbers. */
    void append(Lease lease, int sender) {
        if (tails[sender] == null) {
            heads[sender] = lease;
        } else {
            tails[sender].behind = lease;
        }
        tails[sender] = lease;
    }

    /** The sender whose lease comes next on the wire, or -1 when that one has not come yet. */
    int nextSender() {
        for (int i = 0; i < heads.length; i++) {
            if (heads[i] != null && heads[i].first == expected) {
                return i;
            }
        }
        return -1;
    }

    Lease head(int sender) {
        return heads[sender];
    }

    /** The first lease of a sender is transmitted: the number behind it comes next. */
    Lease remove(int sender) {
        Lease lease = heads[sender];
        heads[sender] = lease.behind;
        if (lease.behind == null) {
            tails[sender] = null;
        }
        expected += lease.numbers;
        return lease;
    }

    /** True while leases wait, for a place on the list of SAs to look at. */
    boolean isWaiting() {
        for (int i = 0; i < heads.length; i++) {
            if (heads[i] != null) {
                return true;
            }
        }
        return false;
    }

    boolean listed() {
        return listed;
    }

    void listed(boolean value) {
        listed = value;
    }
}
