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
    private int freeCount;
    private long taken;

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
        int row = free[--freeCount];
        serial[row] = taken++;
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
        return row;
    }

    /** Gives a row back: the packet has ended. */
    public void give(int row) {
        free[freeCount++] = row;
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
