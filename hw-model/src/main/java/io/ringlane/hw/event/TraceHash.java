// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.event;

/** Boils a trace down to one number: two runs with the same hash and count took the same course. One owner thread. */
public final class TraceHash implements EventTrace {
    private static final long PRIME = 0x100000001b3L;
    private static final long START = 0xcbf29ce484222325L;

    private long hash = START;
    private long count;

    @Override
    public void event(long timePs, int kind, int queue, long descriptor, long value) {
        mix(timePs);
        mix((long) kind << 32 | queue);
        mix(descriptor);
        mix(value);
        count++;
    }

    private void mix(long word) {
        hash = (hash ^ word) * PRIME;
        hash ^= hash >>> 29;
    }

    public long hash() {
        return hash;
    }

    /** Events seen. */
    public long count() {
        return count;
    }
}
