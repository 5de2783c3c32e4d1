// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.HugePages;
import io.ringlane.buffer.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The flows seen lately and the number of each one's bundle, in front of policies and SAs. Sets of four lines; an entry
 * counts only under the epoch in which it was made, so that one change of any table empties the cache at once. Owned by
 * one core; a look-up reads one line mostly, and allocates nothing.
 *
 * <pre>
 *   0        8        16       24       32        40    44       48     52
 *  | source and destination address    | ports… | mark| bundle | epoch | - |   one line an entry
 * </pre>
 */
public final class FlowCache implements AutoCloseable {
    /** What {@link #find} says of a flow that it does not know. */
    public static final int UNKNOWN = -1;

    private static final int WAYS = 4;
    private static final int ENTRY = BufferRegion.CACHE_LINE;
    private static final int SET = WAYS * ENTRY;
    private static final int PORTS = 32;
    private static final int MARK = 40;
    private static final int BUNDLE = 44;
    private static final int EPOCH = 48;

    private final Arena arena = Arena.ofShared();
    private final long base;
    private final int mask;
    private int nextVictim;

    /** @param flows that can be remembered, rounded up to a power of two of at least 4. */
    public FlowCache(int flows) {
        int sets = Integer.highestOneBit(Math.max(1, (flows + WAYS - 1) / WAYS * 2 - 1));
        base = memory((long) sets * SET).address();
        mask = sets - 1;
    }

    /** On large pages where it is large: flows come in any order, and each would want an address translated anew. */
    private MemorySegment memory(long bytes) {
        return bytes < HugePages.BYTES
                ? arena.allocate(bytes, BufferRegion.CACHE_LINE)
                : HugePages.allocate(bytes, arena);
    }

    private long set(int hash) {
        return base + (long) (hash & mask) * SET;
    }

    /**
     * The bundle of an IPv4 flow.
     *
     * @param addresses source and destination as they stand in the packet.
     * @param ports both ports as they stand in the packet, protocol in the byte above, family above that.
     * @return its number, or {@link #UNKNOWN}.
     */
    public int find4(int hash, long addresses, long ports, int mark, int epoch) {
        long entry = set(hash);
        for (int i = 0; i < WAYS; i++) {
            if (RawMemory.getLong(entry) == addresses
                    && RawMemory.getLong(entry + PORTS) == ports
                    && RawMemory.getInt(entry + MARK) == mark
                    && RawMemory.getInt(entry + EPOCH) == epoch) {
                return RawMemory.getInt(entry + BUNDLE);
            }
            entry += ENTRY;
        }
        return UNKNOWN;
    }

    /** The bundle of an IPv6 flow. @param at address of the two addresses in the packet. */
    public int find6(int hash, long at, long ports, int mark, int epoch) {
        long entry = set(hash);
        for (int i = 0; i < WAYS; i++) {
            if (RawMemory.getLong(entry) == RawMemory.getLong(at)
                    && RawMemory.getLong(entry + 8) == RawMemory.getLong(at + 8)
                    && RawMemory.getLong(entry + 16) == RawMemory.getLong(at + 16)
                    && RawMemory.getLong(entry + 24) == RawMemory.getLong(at + 24)
                    && RawMemory.getLong(entry + PORTS) == ports
                    && RawMemory.getInt(entry + MARK) == mark
                    && RawMemory.getInt(entry + EPOCH) == epoch) {
                return RawMemory.getInt(entry + BUNDLE);
            }
            entry += ENTRY;
        }
        return UNKNOWN;
    }

    /** Remembers an IPv4 flow in the place of one of another epoch, or of any other. */
    public void put4(int hash, long addresses, long ports, int mark, int epoch, int bundle) {
        long entry = place(hash, epoch);
        RawMemory.putLong(entry, addresses);
        finish(entry, ports, mark, epoch, bundle);
    }

    /** Remembers an IPv6 flow. */
    public void put6(int hash, long at, long ports, int mark, int epoch, int bundle) {
        long entry = place(hash, epoch);
        for (int i = 0; i < PORTS; i += Long.BYTES) {
            RawMemory.putLong(entry + i, RawMemory.getLong(at + i));
        }
        finish(entry, ports, mark, epoch, bundle);
    }

    private long place(int hash, int epoch) {
        long entry = set(hash);
        for (int i = 0; i < WAYS; i++) {
            if (RawMemory.getInt(entry + (long) i * ENTRY + EPOCH) != epoch) {
                return entry + (long) i * ENTRY;
            }
        }
        nextVictim = nextVictim + 1 & WAYS - 1;
        return entry + (long) nextVictim * ENTRY;
    }

    private static void finish(long entry, long ports, int mark, int epoch, int bundle) {
        RawMemory.putLong(entry + PORTS, ports);
        RawMemory.putInt(entry + MARK, mark);
        RawMemory.putInt(entry + BUNDLE, bundle);
        RawMemory.putInt(entry + EPOCH, epoch);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
