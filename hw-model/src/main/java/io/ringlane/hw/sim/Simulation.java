// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import java.util.Arrays;

/**
 * Model time and what is due in it. Each component has at most one event pending, so that the pending events are a small
 * heap of component numbers over plain arrays, and no object is made for an event. Ties go by (time, priority, order of
 * scheduling): a run depends on nothing but its input. One owner thread.
 */
public final class Simulation {
    /** Due time of a component with nothing pending. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FIRST = 16;
    private static final int OUTSIDE = -1;

    private Component[] components = new Component[FIRST];
    private int[] priorities = new int[FIRST];
    private long[] due = new long[FIRST];
    private long[] order = new long[FIRST];
    private int[] places = new int[FIRST];
    private int[] heap = new int[FIRST];
    private int count;
    private int pending;
    private long nowPs;
    private long scheduled;
    private long events;

    /**
     * Adds a component with nothing pending.
     *
     * @param priority at equal times the lower fires first; {@link Priority} lists those of the model.
     * @return its handle.
     */
    public int add(Component component, int priority) {
        if (count == components.length) {
            grow();
        }
        components[count] = component;
        priorities[count] = priority;
        due[count] = NEVER;
        places[count] = OUTSIDE;
        return count++;
    }

    private void grow() {
        int size = count * 2;
        components = Arrays.copyOf(components, size);
        priorities = Arrays.copyOf(priorities, size);
        due = Arrays.copyOf(due, size);
        order = Arrays.copyOf(order, size);
        places = Arrays.copyOf(places, size);
        heap = Arrays.copyOf(heap, size);
    }

    /**
     * Sets when a component fires next, in place of what was pending.
     *
     * @param atPs not before now.
     */
    public void schedule(int handle, long atPs) {
        if (atPs < nowPs) {
            throw new IllegalArgumentException("event in the past: " + atPs + " ps, it is " + nowPs + " ps");
        }
        due[handle] = atPs;
        order[handle] = scheduled++;
        if (places[handle] == OUTSIDE) {
            places[handle] = pending;
            heap[pending++] = handle;
        }
        if (!rise(handle)) {
            sink(handle);
        }
    }

    /** Like {@link #schedule}, unless the component is due by then anyway. */
    public void scheduleBy(int handle, long atPs) {
        if (atPs < due[handle]) {
            schedule(handle, atPs);
        }
    }

    /** Takes back what is pending, if anything is. */
    public void cancel(int handle) {
        if (places[handle] != OUTSIDE) {
            remove(handle);
        }
    }

    /** When a component fires, {@link #NEVER} with nothing pending. */
    public long duePs(int handle) {
        return due[handle];
    }

    /** When the next event is due, {@link #NEVER} without one. */
    public long nextPs() {
        return pending == 0 ? NEVER : due[heap[0]];
    }

    /** Lets everything happen that is due until then, that moment included; it is then that time. */
    public void run(long untilPs) {
        while (pending > 0 && due[heap[0]] <= untilPs) {
            step();
        }
        nowPs = Math.max(nowPs, untilPs);
    }

    /** Lets the next event happen, of which there must be one. */
    public void step() {
        int handle = heap[0];
        nowPs = due[handle];
        remove(handle);
        events++;
        components[handle].fire(nowPs);
    }

    private void remove(int handle) {
        int place = places[handle];
        places[handle] = OUTSIDE;
        due[handle] = NEVER;
        int last = heap[--pending];
        if (last != handle) {
            heap[place] = last;
            places[last] = place;
            if (!rise(last)) {
                sink(last);
            }
        }
    }

    private boolean rise(int handle) {
        int first = places[handle];
        int place = first;
        while (place > 0) {
            int parent = heap[place - 1 >>> 1];
            if (!before(handle, parent)) {
                break;
            }
            put(parent, place);
            place = place - 1 >>> 1;
        }
        put(handle, place);
        return place != first;
    }

    private void sink(int handle) {
        int place = places[handle];
        int child = 2 * place + 1;
        while (child < pending) {
            if (child + 1 < pending && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (before(handle, heap[child])) {
                break;
            }
            put(heap[child], place);
            place = child;
            child = 2 * place + 1;
        }
        put(handle, place);
    }

    private void put(int handle, int place) {
        heap[place] = handle;
        places[handle] = place;
    }

    private boolean before(int one, int other) {
        if (due[one] != due[other]) {
            return due[one] < due[other];
        }
        if (priorities[one] != priorities[other]) {
            return priorities[one] < priorities[other];
        }
        return order[one] < order[other];
    }

    /** Model time: of the event that happens, or of the end of the last {@link #run}. */
    public long nowPs() {
        return nowPs;
    }

    /** Events that happened. */
    public long events() {
        return events;
    }
}
