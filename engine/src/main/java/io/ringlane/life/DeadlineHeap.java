// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import java.util.Arrays;

/**
 * Times at which SAs are to be looked at, by their index in the table; the next one is known at once. A binary heap
 * that knows each index's place. Costs memory for SAs with time limits only. Owned by one core.
 */
final class DeadlineHeap {
    private static final int NONE = -1;
    private static final int LEAST = 16;

    private long[] times = {};
    private int[] indices = {};
    /** Place in the heap, by index. */
    private int[] places = {};

    private int size;

    /** Sets or changes the time of an index. */
    void set(int index, long timeNs) {
        reserve(index);
        int place = places[index];
        if (place == NONE) {
            place = size++;
            put(place, index, timeNs);
            rise(place);
            return;
        }
        long before = times[place];
        times[place] = timeNs;
        if (timeNs - before < 0) {
            rise(place);
        } else {
            sink(place);
        }
    }

    /** Forgets an index; one that has no time is none to forget. */
    void remove(int index) {
        if (index >= places.length || places[index] == NONE) {
            return;
        }
        int place = places[index];
        places[index] = NONE;
        size--;
        if (place != size) {
            put(place, indices[size], times[size]);
            sink(place);
            rise(place);
        }
    }

    boolean isDue(long nowNs) {
        return size != 0 && times[0] - nowNs <= 0;
    }

    /** The index with the earliest time, which stays until it is set anew or removed; only when one is due. */
    int first() {
        return indices[0];
    }

    int size() {
        return size;
    }

    private void reserve(int index) {
        if (index >= places.length) {
            int length = places.length;
            places = Arrays.copyOf(places, Math.max(LEAST, Math.max(index + 1, length + (length >> 1))));
            Arrays.fill(places, length, places.length, NONE);
        }
        if (size == times.length) {
            int capacity = Math.max(LEAST, size + (size >> 1));
            times = Arrays.copyOf(times, capacity);
            indices = Arrays.copyOf(indices, capacity);
        }
    }

    private void put(int place, int index, long timeNs) {
        times[place] = timeNs;
        indices[place] = index;
        places[index] = place;
    }

    private void rise(int from) {
        int place = from;
        int index = indices[place];
        long time = times[place];
        while (place > 0 && times[place - 1 >> 1] - time > 0) {
            int parent = place - 1 >> 1;
            put(place, indices[parent], times[parent]);
            place = parent;
        }
        put(place, index, time);
    }

    private void sink(int from) {
        int place = from;
        int index = indices[place];
        long time = times[place];
        int child = 2 * place + 1;
        while (child < size) {
            child = child + 1 < size && times[child + 1] - times[child] < 0 ? child + 1 : child;
            if (times[child] - time >= 0) {
                break;
            }
            put(place, indices[child], times[child]);
            place = child;
            child = 2 * place + 1;
        }
        put(place, index, time);
    }
}
