// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import java.util.Arrays;

/**
 * Queues as recursions over their inputs, without events: what the components are compared with. Uses nothing of them.
 * All times are picoseconds.
 */
final class Recursions {
    /** Departure of a packet that was lost. */
    static final long LOST = Long.MAX_VALUE;

    private Recursions() {}

    /** Departures from one server: Lindley's recursion for the wait, and what comes after it. */
    static long[] lindley(long[] arrival, long[] service) {
        long[] departure = new long[arrival.length];
        long wait = 0;
        for (int k = 0; k < arrival.length; k++) {
            if (k > 0) {
                wait = Math.max(0, wait + service[k - 1] - (arrival[k] - arrival[k - 1]));
            }
            departure[k] = arrival[k] + wait + service[k];
        }
        return departure;
    }

    /** Departures from c servers with one queue: the ordered vector of workloads of Kiefer and Wolfowitz. */
    static long[] kieferWolfowitz(long[] arrival, long[] service, int servers) {
        long[] departure = new long[arrival.length];
        long[] workload = new long[servers];
        for (int k = 0; k < arrival.length; k++) {
            long gap = k == 0 ? 0 : arrival[k] - arrival[k - 1];
            for (int i = 0; i < servers; i++) {
                workload[i] = Math.max(0, workload[i] - gap);
            }
            departure[k] = arrival[k] + workload[0] + service[k];
            workload[0] += service[k];
            Arrays.sort(workload);
        }
        return departure;
    }

    /** Departures from c servers that take packets in turn, each packet the next one's. */
    static long[] inTurn(long[] arrival, long[] service, int servers) {
        long[] departure = new long[arrival.length];
        long start = 0;
        for (int k = 0; k < arrival.length; k++) {
            long free = k < servers ? 0 : departure[k - servers];
            start = Math.max(Math.max(arrival[k], free), start);
            departure[k] = start + service[k];
        }
        return departure;
    }

    /** Departures from servers that each have a queue of their own. */
    static long[] apart(long[] arrival, long[] service, int[] server, int servers) {
        long[] departure = new long[arrival.length];
        long[] free = new long[servers];
        for (int k = 0; k < arrival.length; k++) {
            departure[k] = Math.max(arrival[k], free[server[k]]) + service[k];
            free[server[k]] = departure[k];
        }
        return departure;
    }

    /** Each one no sooner than the one before it of the same key. */
    static long[] resequenced(long[] done, int[] key, int keys) {
        long[] out = new long[done.length];
        long[] last = new long[keys];
        for (int k = 0; k < done.length; k++) {
            out[k] = Math.max(done[k], last[key[k]]);
            last[key[k]] = out[k];
        }
        return out;
    }

    /** How servers are chosen, and what of the packets must come out in order. */
    record Order(int servers, boolean isInTurn, int[] key, int keys, int places) {}

    /**
     * Departures from servers behind which packets of a key come out in order: one that is done too early goes to a
     * buffer of so many places, and keeps its server while there is none. Null where two are done at one moment: either
     * may get the last place then.
     */
    static long[] resequencedInPlaces(long[] arrival, long[] service, Order order) {
        Resequencer state = new Resequencer(arrival.length, order);
        long start = 0;
        for (int k = 0; k < arrival.length; k++) {
            int server = order.isInTurn ? k % order.servers : state.firstFree(k);
            start = Math.max(Math.max(start, arrival[k]), state.freePs(server, k));
            state.began(k, server, start + service[k]);
        }
        return state.isApart() ? state.out : null;
    }

    /**
     * Of the packets that are done and not out yet, the first ones to be done, as many as there are places, stand in
     * the buffer. So a server is rid of its packet as soon as there are fewer before it, or as it goes out.
     */
    private static final class Resequencer {
        private final Order order;
        private final long[] done;
        private final long[] out;
        private final long[] latestOut;
        private final long[] outOfKey;
        private final int[] last;
        private long[] before = new long[1];

        private Resequencer(int packets, Order order) {
            this.order = order;
            done = new long[packets];
            out = new long[packets];
            latestOut = new long[packets];
            outOfKey = new long[order.keys];
            last = new int[order.servers];
            Arrays.fill(last, -1);
        }

        private void began(int packet, int server, long donePs) {
            int key = order.key[packet];
            last[server] = packet;
            done[packet] = donePs;
            out[packet] = Math.max(donePs, outOfKey[key]);
            outOfKey[key] = out[packet];
            latestOut[packet] = Math.max(out[packet], packet == 0 ? 0 : latestOut[packet - 1]);
        }

        private boolean isApart() {
            return Arrays.stream(done).distinct().count() == done.length;
        }

        private int firstFree(int packets) {
            int first = 0;
            for (int server = 1; server < last.length; server++) {
                first = freePs(server, packets) < freePs(first, packets) ? server : first;
            }
            return first;
        }

        /** As far as the first so many packets tell; those behind them cannot change it for the next one. */
        private long freePs(int server, int packets) {
            int packet = last[server];
            if (packet < 0 || out[packet] == done[packet]) {
                return packet < 0 ? 0 : done[packet];
            }
            int count = 0;
            for (int k = packets - 1; k >= 0 && latestOut[k] > done[packet]; k--) {
                boolean isBefore = done[k] < done[packet] || done[k] == done[packet] && k < packet;
                if (isBefore && out[k] > done[packet]) {
                    before = count == before.length ? Arrays.copyOf(before, 2 * count) : before;
                    before[count++] = out[k];
                }
            }
            if (count < order.places) {
                return done[packet];
            }
            Arrays.sort(before, 0, count);
            int place = count - order.places;
            return place < count ? Math.min(out[packet], before[place]) : out[packet];
        }
    }

    /** Departures from one server that holds so many packets, the one in service included; the rest is lost. */
    static long[] finiteRing(long[] arrival, long[] service, int places) {
        long[] departure = new long[arrival.length];
        long[] accepted = new long[arrival.length];
        int count = 0;
        for (int k = 0; k < arrival.length; k++) {
            departure[k] = LOST;
            if (count < places || accepted[count - places] <= arrival[k]) {
                long free = count == 0 ? 0 : accepted[count - 1];
                departure[k] = Math.max(arrival[k], free) + service[k];
                accepted[count++] = departure[k];
            }
        }
        return departure;
    }

    /** Departures from c servers with room for so many packets in all; the rest is lost. */
    static long[] finiteServers(long[] arrival, long[] service, int servers, int places) {
        long[] departure = new long[arrival.length];
        long[] free = new long[servers];
        long[] held = new long[places];
        for (int k = 0; k < arrival.length; k++) {
            departure[k] = LOST;
            int place = 0;
            while (place < places && held[place] > arrival[k]) {
                place++;
            }
            if (place < places) {
                Arrays.sort(free);
                departure[k] = Math.max(arrival[k], free[0]) + service[k];
                free[0] = departure[k];
                held[place] = departure[k];
            }
        }
        return departure;
    }

    /**
     * Departures from servers in a row, of which the i-th holds {@code places[i]} packets and keeps one that is done
     * until the next has room; the source waits.
     *
     * @return by stage, the source's first.
     */
    static long[][] tandem(long[] arrival, long[][] service, int[] places) {
        int stages = service.length;
        long[][] departure = new long[stages + 1][arrival.length];
        for (int k = 0; k < arrival.length; k++) {
            for (int i = 0; i <= stages; i++) {
                long before = k == 0 ? 0 : departure[i][k - 1];
                long done = i == 0
                        ? Math.max(arrival[k], before)
                        : Math.max(departure[i - 1][k], before) + service[i - 1][k];
                boolean isBounded = i < stages && k >= places[i];
                departure[i][k] = isBounded ? Math.max(done, departure[i + 1][k - places[i]]) : done;
            }
        }
        return departure;
    }

    /**
     * When packets leave a buffer for the line behind it, which takes one as soon as it is free.
     *
     * @param linePs time on the line by packet, lost ones included in the count but not in the carrying of parts.
     * @return LOST for packets that found the buffer full, by packets or by bytes.
     */
    static long[] byteRing(long[] arrival, int[] bytes, LongUnary linePs, int packets, long capacityBytes) {
        long[] start = new long[arrival.length];
        int[] taken = new int[arrival.length];
        int first = 0;
        int count = 0;
        long waitingBytes = 0;
        long free = 0;
        for (int k = 0; k < arrival.length; k++) {
            while (first < count && start[taken[first]] <= arrival[k]) {
                waitingBytes -= bytes[taken[first++]];
            }
            start[k] = LOST;
            if (count - first < packets && waitingBytes + bytes[k] <= capacityBytes) {
                start[k] = Math.max(arrival[k], free);
                free = start[k] + linePs.of(bytes[k]);
                waitingBytes += bytes[k];
                taken[count++] = k;
            }
        }
        return start;
    }

    /** Time of the next frame on a line. */
    interface LongUnary {
        long of(int bytes);
    }
}
