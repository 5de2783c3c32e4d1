// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/**
 * The packets under way in a model, as numbers in plain arrays. A packet is named by its row; the row is taken by the
 * source and given back where the packet ends. One owner thread.
 */
public final class PacketTable {
    /** No packet. */
    public static final int NONE = -1;

    private final int stages;
    private final int[] free;
    private final long[] serial;
    private final long[] intendedPs;
    private final int[] clearBytes;
    private final int[] wireBytes;
    private final int[] state;
    private final int[] queue;
    private final long[] since;
    private final long[] entered;
    private final long[] left;
    /** How a super-packet is cut; null as long as there was none. */
    private Traffic.Cut[] cuts;
    /** Of a super-packet: segments not cut yet. Of a segment: {@link #NONE}, of the last one bytes of the whole. */
    private int[] rest;

    private int freeCount;
    private long taken;
    private long frames;

    /**
     * @param capacity packets under way at most; the sum of what all stages hold is enough.
     * @param stages   of the model, each of which stamps a packet; 0: only the present stage's stamp is kept.
     */
    public PacketTable(int capacity, int stages) {
        this.stages = stages;
        free = new int[capacity];
        serial = new long[capacity];
        intendedPs = new long[capacity];
        clearBytes = new int[capacity];
        wireBytes = new int[capacity];
        state = new int[capacity];
        queue = new int[capacity];
        since = new long[capacity];
        entered = new long[capacity * stages];
        left = new long[capacity * stages];
        for (int row = capacity - 1; row >= 0; row--) {
            free[freeCount++] = row;
        }
    }

    /**
     * Takes a row for a packet.
     *
     * @param intended when it was to be sent, which counts for its latency even where it had to wait.
     * @param clear    bytes of the clear frame, FCS included.
     * @param wire     bytes of the frame on the encrypted side, FCS included.
     * @param sa       number of the SA, from 0.
     * @return the row, {@link #NONE} if the table is full.
     */
    public int take(long intended, int clear, int wire, int sa) {
        if (freeCount == 0) {
            return NONE;
        }
        int row = fresh(intended, clear, wire, sa);
        serial[row] = taken++;
        return row;
    }

    private int fresh(long intended, int clear, int wire, int sa) {
        int row = free[--freeCount];
        frames++;
        intendedPs[row] = intended;
        clearBytes[row] = clear;
        wireBytes[row] = wire;
        state[row] = sa;
        queue[row] = 0;
        since[row] = Simulation.NEVER;
        int from = row * stages;
        for (int at = from; at < from + stages; at++) {
            entered[at] = Simulation.NEVER;
            left[at] = Simulation.NEVER;
        }
        if (cuts != null) {
            cuts[row] = null;
            rest[row] = 0;
        }
        return row;
    }

    /** Gives a row back: the packet has ended. */
    public void give(int row) {
        frames -= segments(row);
        free[freeCount++] = row;
    }

    // ---- super-packets

    /** A packet is to be cut; it may end before that, or when all its segments have been made. */
    public void setCut(int row, Traffic.Cut cut) {
        if (cuts == null) {
            cuts = new Traffic.Cut[free.length];
            rest = new int[free.length];
        }
        cuts[row] = cut;
        rest[row] = cut.segments();
        frames += cut.segments() - 1;
    }

    /** How a packet is to be cut; null: it is one frame. */
    public Traffic.Cut cut(int row) {
        return cuts == null ? null : cuts[row];
    }

    /**
     * Makes a packet of the next segment: of the same SA, way and intended time, and with the same number.
     *
     * @param isOnItsOwn false: the whole counts as one packet still, which ends with its last segment.
     */
    int cutOut(int row, boolean isOnItsOwn) {
        if (freeCount == 0) {
            throw new IllegalStateException("the table of packets is full, " + capacity());
        }
        Traffic.Cut cut = cuts[row];
        boolean isLast = rest[row] == 1;
        int segment = fresh(
                intendedPs[row],
                isLast ? cut.lastClearBytes() : cut.clearBytes(),
                isLast ? cut.lastWireBytes() : cut.wireBytes(),
                state[row]);
        serial[segment] = serial[row];
        queue[segment] = queue[row];
        rest[segment] = isOnItsOwn ? 0 : isLast ? clearBytes[row] : NONE;
        rest[row]--;
        frames--;
        return segment;
    }

    /** Frames that a packet stands for: segments of a super-packet that are not cut yet, else 1. */
    public int segments(int row) {
        return cut(row) == null ? 1 : rest[row];
    }

    /** Whether a packet is a segment that others of its super-packet follow. */
    public boolean isFollowed(int row) {
        return rest != null && cuts[row] == null && rest[row] == NONE;
    }

    /** Of the last segment the clear bytes of the super-packet; 0: the packet never was a part of one. */
    public int wholeBytes(int row) {
        return rest == null || cuts[row] != null ? 0 : Math.max(0, rest[row]);
    }

    /** Frames under way, as many for a super-packet as it will be cut into. */
    public long frames() {
        return frames;
    }

    /** Packets under way at most. */
    public int capacity() {
        return free.length;
    }

    /** Packets under way. */
    public int used() {
        return free.length - freeCount;
    }

    /** Number of the packet since the start of the run, from 0. */
    public long serial(int row) {
        return serial[row];
    }

    public long intendedPs(int row) {
        return intendedPs[row];
    }

    /** The packet has become real, and is as long as this. */
    public void setBytes(int row, int clear, int wire) {
        clearBytes[row] = clear;
        wireBytes[row] = wire;
    }

    /** Bytes of the clear frame, FCS included. */
    public int clearBytes(int row) {
        return clearBytes[row];
    }

    /** Bytes of the encrypted frame, FCS included. */
    public int wireBytes(int row) {
        return wireBytes[row];
    }

    /** Number of its SA. */
    public int state(int row) {
        return state[row];
    }

    /** Ring, core or class it was given to. */
    public int queue(int row) {
        return queue[row];
    }

    public void setQueue(int row, int number) {
        queue[row] = number;
    }

    void stampEntered(int row, int stage, long atPs) {
        since[row] = atPs;
        if (stages > 0) {
            entered[row * stages + stage] = atPs;
        }
    }

    void stampLeft(int row, int stage, long atPs) {
        if (stages > 0) {
            left[row * stages + stage] = atPs;
        }
    }

    /** When it came into the stage it is in, or was in last. */
    public long sincePs(int row) {
        return since[row];
    }

    /** When it came into a stage last; {@link Simulation#NEVER} if it never did. */
    public long enteredPs(int row, int stage) {
        return entered[row * stages + stage];
    }

    /** When it left a stage last; {@link Simulation#NEVER} if it has not. */
    public long leftPs(int row, int stage) {
        return left[row * stages + stage];
    }
}
