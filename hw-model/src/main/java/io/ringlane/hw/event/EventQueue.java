// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.event;

import java.util.Arrays;

/**
 * Pending events of a model, soonest first; ties are broken by kind, then by order number, so that a run never depends
 * on anything but its input. A binary heap over plain arrays: it allocates only while it grows. One owner thread.
 */
public final class EventQueue {
    /** What {@link #nextPs} says when nothing is pending. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int KIND_SHIFT = 60;
    private static final long ORDER_MASK = (1L << KIND_SHIFT) - 1;

    private long[] times;
    private long[] keys;
    private long[] values;
    private int size;
    private long sequence;
    private long timePs;
    private long key;
    private long value;

    /** @param capacity events before it has to grow. */
    public EventQueue(int capacity) {
        times = new long[capacity];
        keys = new long[capacity];
        values = new long[capacity];
    }

    /** Adds an event whose place among equals is the order of the calls. */
    public void add(long atPs, int kind, long payload) {
        add(atPs, kind, sequence++, payload);
    }

    /**
     * Adds an event.
     *
     * @param kind  0 to 7; at equal times the lower goes first.
     * @param order at least 0; at equal times and kinds the lower goes first.
     */
    public void add(long atPs, int kind, long order, long payload) {
        if (size == times.length) {
            grow();
        }
        long newKey = (long) kind << KIND_SHIFT | order & ORDER_MASK;
        int at = size++;
        while (at > 0) {
            int parent = at - 1 >>> 1;
            if (!before(atPs, newKey, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        place(at, atPs, newKey, payload);
    }

    /** When the next event is due, {@link #NEVER} without one. */
    public long nextPs() {
        return size == 0 ? NEVER : times[0];
    }

    /** Takes the next event out: {@link #timePs}, {@link #kind} and {@link #value} then tell it. There must be one. */
    public void take() {
        timePs = times[0];
        key = keys[0];
        value = values[0];
        size--;
        if (size > 0) {
            sink(times[size], keys[size], values[size]);
        }
    }

    private void sink(long atPs, long itsKey, long payload) {
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && before(times[child + 1], keys[child + 1], child)) {
                child++;
            }
            if (before(atPs, itsKey, child)) {
                break;
            }
            move(child, at);
            at = child;
            child = 2 * at + 1;
        }
        place(at, atPs, itsKey, payload);
    }

    private boolean before(long atPs, long itsKey, int other) {
        return atPs < times[other] || atPs == times[other] && itsKey < keys[other];
    }

    private void move(int from, int to) {
        place(to, times[from], keys[from], values[from]);
    }

    private void place(int at, long atPs, long itsKey, long payload) {
        times[at] = atPs;
        keys[at] = itsKey;
        values[at] = payload;
    }

    private void grow() {
        int capacity = times.length * 2;
        times = Arrays.copyOf(times, capacity);
        keys = Arrays.copyOf(keys, capacity);
        values = Arrays.copyOf(values, capacity);
    }

    /** Time of the event taken last. */
    public long timePs() {
        return timePs;
    }

    /** Kind of the event taken last. */
    public int kind() {
        return (int) (key >>> KIND_SHIFT);
    }

    /** Payload of the event taken last. */
    public long value() {
        return value;
    }

    public int size() {
        return size;
    }
}
