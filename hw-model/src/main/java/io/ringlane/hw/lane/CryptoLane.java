// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.lane;

import java.util.Arrays;

/**
 * One pipelined crypto engine, as a timetable: packets start in the order they come, each one initiation interval after
 * the one before, and are done a latency later. Owned by the thread that steps the model.
 *
 * <pre>
 *  start(k) = max(now, start(k-1) + II(k-1))      done(k) = start(k) + II(k) + LAT
 * </pre>
 */
public final class CryptoLane {
    private final ServiceTime interval;
    private final long latencyPs;
    /** Start times of the packets taken last, as many as there are places: the oldest place is free once it started. */
    private final long[] starts;

    private int oldest;
    private long nextStartPs;
    private long packets;
    private long bytes;
    private long busyPs;

    CryptoLane(LaneProfile profile) {
        interval = profile.interval();
        latencyPs = profile.latencyPs();
        starts = new long[profile.places()];
        Arrays.fill(starts, Long.MIN_VALUE);
    }

    /** The time from which on the lane takes another packet; in the past when it has a place free. */
    long acceptsFromPs() {
        return starts[oldest];
    }

    /** When the next packet would start if it came early enough. */
    long nextStartPs() {
        return nextStartPs;
    }

    /**
     * Takes a packet; the lane must accept at this time.
     *
     * @param cipherBytes what is encrypted: payload, padding, pad length and next header.
     * @return when it is done.
     */
    long take(long nowPs, int cipherBytes) {
        long start = Math.max(nowPs, nextStartPs);
        long ii = interval.of(cipherBytes);
        nextStartPs = start + ii;
        starts[oldest] = start;
        oldest = oldest + 1 == starts.length ? 0 : oldest + 1;
        packets++;
        bytes += cipherBytes;
        busyPs += ii;
        return start + ii + latencyPs;
    }

    public long packets() {
        return packets;
    }

    /** Cipher bytes taken. */
    public long bytes() {
        return bytes;
    }

    /** Sum of the initiation intervals of all packets taken. */
    public long busyPs() {
        return busyPs;
    }
}
