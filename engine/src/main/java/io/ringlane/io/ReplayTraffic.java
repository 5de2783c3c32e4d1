// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import org.agrona.MutableDirectBuffer;

/**
 * A capture as traffic, at the pace it was captured in, at a multiple of that, or as fast as it is taken. Owns the
 * reader; one thread. How the capture ended is asked of {@link #reader()}.
 */
public final class ReplayTraffic implements TrafficSource {
    /** A speed: gaps between packets as in the capture. */
    public static final double AS_CAPTURED = 1.0;

    /** A speed: every packet is due at once. */
    public static final double FLAT_OUT = Double.POSITIVE_INFINITY;

    private final CaptureReader reader;
    private final CaptureRecord record = new CaptureRecord();
    private final double speed;
    private long firstTimestamp;
    private long dueNanos;
    private boolean started;

    /**
     * Replays all of the reader's records that are still to come.
     *
     * @param speed how many times faster than captured; above 0.
     */
    public ReplayTraffic(CaptureReader reader, double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed=" + speed + ", allowed is more than 0");
        }
        this.reader = reader;
        this.speed = speed;
    }

    @Override
    public boolean advance() {
        if (!reader.next(record)) {
            return false;
        }
        if (!started) {
            started = true;
            firstTimestamp = record.timestampNanos();
        }
        dueNanos = Math.max(dueNanos, due(record.timestampNanos()));
        return true;
    }

    /** The capture, for its end, its problem and its progress. */
    public CaptureReader reader() {
        return reader;
    }

    /** Nanoseconds since the epoch at which the packet was captured. */
    public long timestampNanos() {
        return record.timestampNanos();
    }

    @Override
    public long number() {
        return record.number();
    }

    /** A packet that the capture dates before its predecessor is due together with it. */
    @Override
    public long dueNanos() {
        return dueNanos;
    }

    @Override
    public LinkType linkType() {
        return record.linkType();
    }

    @Override
    public int protocol() {
        return record.protocol();
    }

    @Override
    public int linkHeaderLength() {
        return record.linkHeaderLength();
    }

    @Override
    public int length() {
        return record.capturedLength();
    }

    @Override
    public boolean isCut() {
        return record.isCut();
    }

    @Override
    public int copyTo(MutableDirectBuffer target, int targetOffset, int max) {
        return record.copyTo(target, targetOffset, max);
    }

    @Override
    public int copyNetworkTo(MutableDirectBuffer target, int targetOffset, int max) {
        return record.copyNetworkTo(target, targetOffset, max);
    }

    @Override
    public void close() {
        reader.close();
    }

    private long due(long timestamp) {
        if (timestamp <= firstTimestamp || speed == FLAT_OUT) {
            return 0;
        }
        long gap = timestamp - firstTimestamp;
        if (gap < 0) {
            return Long.MAX_VALUE;
        }
        return speed == AS_CAPTURED ? gap : (long) (gap / speed);
    }
}
