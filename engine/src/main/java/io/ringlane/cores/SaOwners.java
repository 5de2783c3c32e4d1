// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which core owns which SAs. SAs of one destination and reqid, which serve the same templates, stay together, so that
 * one core can choose among them. Cores look owners up without a lock; claims and releases take one.
 *
 * <p>An entry is one long: 54 bits of the hash of destination and reqid, 10 bits of the core. Two pairs with the same
 * hash share an owner, which is all that can come of it.
 */
public final class SaOwners {
    /** Chooses the core of the first SA of a destination and reqid. */
    @FunctionalInterface
    public interface Choice {
        /** The engine chooses: the core with the fewest SAs, the first of them. */
        int ANY = -1;

        /** @return a core from 0 to {@code cores - 1}, or {@link #ANY}; a larger number is refused. */
        int core(SaConfig config, int cores);
    }

    /** Most cores of an engine. */
    public static final int MAX_CORES = 64;

    /** No SA of the pair is known. */
    public static final int NOBODY = -1;

    private static final int CORE_BITS = 10;
    private static final long CORE_MASK = (1L << CORE_BITS) - 1;
    private static final long FREE = 0;
    /** No key is 0 or 1, see {@link #key}: a place that was used does not end a search. */
    private static final long USED = 1;

    private static final int LEAST_PLACES = 64;

    private final Choice choice;
    private final int[] load;
    private final Map<Long, Integer> members = new HashMap<>();
    private volatile OwnerPlaces places = new OwnerPlaces(LEAST_PLACES);
    private final AtomicLong generation = new AtomicLong();

    public SaOwners(int cores, Choice choice) {
        this.choice = choice;
        load = new int[cores];
    }

    /** The core that owns the SAs to a destination with a reqid, or {@link #NOBODY}. Any core's thread. */
    public int owner(long destinationHigh, long destinationLow, int reqid) {
        return places.find(key(destinationHigh, destinationLow, reqid));
    }

    /** Grows after each change of an owner. Any core's thread. */
    public long generation() {
        return generation.get();
    }

    /** Counts an SA that is about to be added. @return the core that is to own it. */
    public synchronized int claim(SaConfig config) {
        long key = key(config);
        int core = places.find(key);
        if (core == NOBODY) {
            core = choose(config);
            put(key, core);
            generation.incrementAndGet();
        }
        members.merge(key, 1, Integer::sum);
        load[core]++;
        return core;
    }

    private int choose(SaConfig config) {
        int wanted = load.length == 1 ? 0 : choice.core(config, load.length);
        if (wanted >= load.length) {
            throw new IllegalArgumentException(
                    config.id() + ": core must be 0 to " + (load.length - 1) + ", is " + wanted);
        }
        if (wanted >= 0) {
            return wanted;
        }
        int least = 0;
        for (int i = 1; i < load.length; i++) {
            least = load[i] < load[least] ? i : least;
        }
        return least;
    }

    private void put(long key, int core) {
        if (!places.put(key, core)) {
            OwnerPlaces larger = new OwnerPlaces(Math.max(LEAST_PLACES, members.size() * 4));
            places.copyTo(larger);
            larger.put(key, core);
            places = larger;
        }
    }

    /** An SA claimed before is gone, or was not added after all; one of one core never was. Any thread. */
    public synchronized void release(SaConfig config) {
        if (config.isOfOneCore()) {
            return;
        }
        long key = key(config);
        Integer count = members.get(key);
        if (count == null) {
            return;
        }
        load[places.find(key)]--;
        if (count == 1) {
            members.remove(key);
            places.remove(key);
            generation.incrementAndGet();
        } else {
            members.put(key, count - 1);
        }
    }

    private static long key(SaConfig config) {
        IpAddress destination = config.id().destination();
        return key(destination.high(), destination.low(), config.reqid());
    }

    /** A hash whose lowest bits make room for the core; the bit above them is set, so that it is never 0 or 1. */
    private static long key(long high, long low, int reqid) {
        long mixed = high * 0x9e3779b97f4a7c15L ^ Long.rotateLeft(low * 0xc2b2ae3d27d4eb4fL, 29) ^ reqid;
        mixed = (mixed ^ mixed >>> 32) * 0xbf58476d1ce4e5b9L;
        mixed ^= mixed >>> 29;
        return mixed & ~CORE_MASK | 1L << CORE_BITS;
    }

    /** Open addressing over longs that one thread at a time writes, under the lock, and any core reads. */
    private static final class OwnerPlaces {
        private final AtomicLongArray entries;
        private final int mask;
        private int used;

        private OwnerPlaces(int least) {
            entries = new AtomicLongArray(Integer.highestOneBit(least * 2 - 1));
            mask = entries.length() - 1;
        }

        private int find(long key) {
            int at = start(key);
            long entry = entries.getAcquire(at);
            while (entry != FREE) {
                if ((entry & ~CORE_MASK) == key) {
                    return (int) (entry & CORE_MASK);
                }
                at = at + 1 & mask;
                entry = entries.getAcquire(at);
            }
            return NOBODY;
        }

        /** @return false when the table is half full and has to grow. */
        private boolean put(long key, int core) {
            if (used * 2 >= entries.length()) {
                return false;
            }
            int at = start(key);
            while (entries.getPlain(at) != FREE) {
                at = at + 1 & mask;
            }
            used++;
            entries.setRelease(at, key | core);
            return true;
        }

        private void remove(long key) {
            int at = start(key);
            while ((entries.getPlain(at) & ~CORE_MASK) != key) {
                at = at + 1 & mask;
            }
            entries.setRelease(at, USED);
        }

        private void copyTo(OwnerPlaces larger) {
            for (int i = 0; i < entries.length(); i++) {
                long entry = entries.getPlain(i);
                if (entry != FREE && entry != USED) {
                    larger.put(entry & ~CORE_MASK, (int) (entry & CORE_MASK));
                }
            }
        }

        private int start(long key) {
            return (int) (key >>> 33) & mask;
        }
    }
}
