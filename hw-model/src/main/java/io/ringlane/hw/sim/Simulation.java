// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import java.util.Arrays;

/**
 * Model time and what is due in it. Each component has at most one event pending, so that the pending events are a
 * small heap over plain arrays, and no object is made for an event. Ties go by (time, priority, order of scheduling): a
 * run depends on nothing but its input. One owner thread.
 */
public final class Simulation {
    /** Due time of a component with nothing pending. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FIRST = 16;
    private static final int OUTSIDE = -1;
    private static final int CHILDREN = 4;
    private static final int PRIORITY_SHIFT = 48;
    /** So few are pending that a loop over two of them is shorter. */
    private static final int FEW = 4;

    private static final int SIGN = Long.SIZE - 1;

    private Component[] components = new Component[FIRST];
    private long[] priorities = new long[FIRST];
    /** Of a component: its priority over its order. */
    private long[] ties = new long[FIRST];

    private int[] places = new int[FIRST];
    /** The heap: who is at a place, and when; never behind the last, so that nobody need look for the end. */
    private int[] heap = new int[FIRST + CHILDREN];

    private long[] due = behind(new long[FIRST + CHILDREN], 0);
    private int count;
    private int pending;
    private boolean isRootVacant;
    private long nowPs;
    private long scheduled;
    private long events;

    /**
     * Adds a component with nothing pending.
     *
     * @param priority at equal times the lower fires first, not negative; {@link Priority} lists those of the model.
     * @return its handle.
     */
    public int add(Component component, int priority) {
        if (count == components.length) {
            grow();
        }
        components[count] = component;
        priorities[count] = (long) priority << PRIORITY_SHIFT;
        places[count] = OUTSIDE;
        return count++;
    }

    private void grow() {
        int size = count * 2;
        components = Arrays.copyOf(components, size);
        priorities = Arrays.copyOf(priorities, size);
        places = Arrays.copyOf(places, size);
        ties = Arrays.copyOf(ties, size);
        heap = Arrays.copyOf(heap, size + CHILDREN);
        due = behind(Arrays.copyOf(due, size + CHILDREN), pending);
    }

    private static long[] behind(long[] due, int pending) {
        Arrays.fill(due, pending, due.length, NEVER);
        return due;
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
        long tie = priorities[handle] | scheduled++;
        int place = places[handle];
        if (place == OUTSIDE) {
            insert(handle, atPs, tie);
        } else if (atPs < due[place] || atPs == due[place] && tie < ties[handle]) {
            rise(place, handle, atPs, tie);
        } else {
            sink(place, handle, atPs, tie);
        }
    }

    /** The place of what fires now is the first to be filled again: most components schedule themselves. */
    private void insert(int handle, long atPs, long tie) {
        if (isRootVacant) {
            isRootVacant = false;
            sink(0, handle, atPs, tie);
        } else {
            rise(pending++, handle, atPs, tie);
        }
    }

    /** Like {@link #schedule}, unless the component is due by then anyway. */
    public void scheduleBy(int handle, long atPs) {
        if (atPs < duePs(handle)) {
            schedule(handle, atPs);
        }
    }

    /** Takes back what is pending, if anything is. */
    public void cancel(int handle) {
        int place = places[handle];
        if (place != OUTSIDE) {
            places[handle] = OUTSIDE;
            fill(place);
        }
    }

    /** When a component fires, {@link #NEVER} with nothing pending. */
    public long duePs(int handle) {
        int place = places[handle];
        return place == OUTSIDE ? NEVER : due[place];
    }

    /** When the next event is due, {@link #NEVER} without one. */
    public long nextPs() {
        fillRoot();
        return pending == 0 ? NEVER : due[0];
    }

    /** Lets everything happen that is due until then, that moment included; it is then that time. */
    public void run(long untilPs) {
        while (nextPs() <= untilPs && pending > 0) {
            step();
        }
        nowPs = Math.max(nowPs, untilPs);
    }

    /** Lets the next event happen, of which there must be one. */
    public void step() {
        fillRoot();
        int handle = heap[0];
        nowPs = due[0];
        places[handle] = OUTSIDE;
        isRootVacant = true;
        // nothing rises above the vacant place
        due[0] = Long.MIN_VALUE;
        events++;
        components[handle].fire(nowPs);
    }

    private void fillRoot() {
        if (isRootVacant) {
            isRootVacant = false;
            fill(0);
        }
    }

    /** Puts the last one in a place that has become free. */
    private void fill(int place) {
        pending--;
        int last = heap[pending];
        long atPs = due[pending];
        long tie = ties[last];
        due[pending] = NEVER;
        if (place == pending) {
            return;
        }
        if (place > 0 && before(atPs, tie, (place - 1) / CHILDREN)) {
            rise(place, last, atPs, tie);
        } else {
            sink(place, last, atPs, tie);
        }
    }

    private void rise(int from, int handle, long atPs, long tie) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!before(atPs, tie, parent)) {
                break;
            }
            put(place, heap[parent], due[parent]);
            place = parent;
        }
        ties[handle] = tie;
        put(place, handle, atPs);
    }

    private void sink(int from, int handle, long atPs, long tie) {
        int place = from;
        int first = CHILDREN * place + 1;
        while (first < pending) {
            int least = pending > FEW ? leastOfFour(first) : leastFrom(first);
            if (before(atPs, tie, least)) {
                break;
            }
            put(place, heap[least], due[least]);
            place = least;
            first = CHILDREN * place + 1;
        }
        ties[handle] = tie;
        put(place, handle, atPs);
    }

    /**
     * The earliest of four neighbours. Without a branch: which one it is nothing foretells, and to guess wrong costs
     * more than all this arithmetic. The signs of differences are right because no time is below 0.
     */
    private int leastOfFour(int first) {
        long a = due[first];
        long b = due[first + 1];
        long c = due[first + 2];
        long d = due[first + 3];
        long isB = b - a >> SIGN;
        long isD = d - c >> SIGN;
        long left = a + (b - a & isB);
        long right = c + (d - c & isD);
        long isRight = right - left >> SIGN;
        long least = left + (right - left & isRight);
        // -1 for each that is due then
        long times =
                (a - least - 1 >> SIGN) + (b - least - 1 >> SIGN) + (c - least - 1 >> SIGN) + (d - least - 1 >> SIGN);
        if (times < -1) {
            return leastFrom(first);
        }
        long place = -isB + (2 - isD + isB & isRight);
        return first + (int) place;
    }

    private int leastFrom(int first) {
        int least = first;
        int end = Math.min(first + CHILDREN, pending);
        for (int child = first + 1; child < end; child++) {
            if (before(due[child], ties[heap[child]], least)) {
                least = child;
            }
        }
        return least;
    }

    private void put(int place, int handle, long atPs) {
        heap[place] = handle;
        due[place] = atPs;
        places[handle] = place;
    }

    private boolean before(long atPs, long tie, int place) {
        return atPs < due[place] || atPs == due[place] && tie < ties[heap[place]];
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
