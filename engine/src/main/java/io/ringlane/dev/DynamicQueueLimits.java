// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

/**
 * Byte queue limits: how much may wait in a device so that it is never idle and the queue never long. The rules are
 * those of {@code lib/dynamic_queue_limits.c}; all counters are 32 bits wide and wrap, differences are what counts.
 * Owned by the core of its {@link TxQueue}; time comes as an argument.
 */
public final class DynamicQueueLimits {
    /** Time for which less slack must have been seen before the limit shrinks. */
    public static final long HOLD_TIME_NS = 1_000_000_000L;

    /** Greatest limit: half the counters' range, less a sixteenth of it for one more object. */
    public static final int MAX_LIMIT = Integer.MAX_VALUE - (-1 >>> 4);

    private final int minLimit;
    private final int maxLimit;
    private int limit;
    private int adjustedLimit;
    private int queued;
    private int completed;
    private int lastCount;
    private int previousQueued;
    private int previousLastCount;
    private int previousOver;
    private int leastSlack = -1;
    private long slackStartNs;

    /** Starts at limit 0 with no bounds but the greatest one. */
    public DynamicQueueLimits() {
        this(0, MAX_LIMIT);
    }

    /** @param minLimit and {@code maxLimit} bound the limit, in bytes. */
    public DynamicQueueLimits(int minLimit, int maxLimit) {
        if (minLimit < 0 || maxLimit < minLimit || maxLimit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "queue limits must be 0 <= min <= max <= " + MAX_LIMIT + ", are " + minLimit + " and " + maxLimit);
        }
        this.minLimit = minLimit;
        this.maxLimit = maxLimit;
    }

    /** Counts bytes given to the device. */
    public void queued(int bytes) {
        lastCount = bytes;
        queued += bytes;
    }

    /** Bytes that may still be given; negative when there are too many already. */
    public int available() {
        return adjustedLimit - queued;
    }

    /**
     * Counts bytes that the device is done with, and moves the limit: up when the device ran dry although we held
     * packets back, down by the least slack seen during the hold time.
     *
     * @throws IllegalStateException if these are more than there are in the device.
     */
    public void completed(int bytes, long nowNs) {
        int inDevice = queued - completed;
        if (Integer.compareUnsigned(bytes, inDevice) > 0) {
            failOn(bytes, inDevice);
        }
        int done = completed + bytes;
        int over = excess(inDevice, limit);
        int inProgress = queued - done;
        boolean allPreviousDone = done - previousQueued >= 0;
        int next = limit;
        if (over != 0 && inProgress == 0 || previousOver != 0 && allPreviousDone) {
            next += excess(done, previousQueued) + previousOver;
            restartSlack(nowNs);
        } else if (inProgress != 0 && previousQueued != completed && !allPreviousDone) {
            next = shrink(next, bytes, nowNs);
        }
        next = Integer.compareUnsigned(next, maxLimit) > 0 ? maxLimit : Math.max(next, minLimit);
        previousOver = next == limit ? over : 0;
        limit = next;
        adjustedLimit = next + done;
        previousLastCount = lastCount;
        completed = done;
        previousQueued = queued;
    }

    private static void failOn(int bytes, int inDevice) {
        throw new IllegalStateException(bytes + " bytes completed, " + inDevice + " were in the device");
    }

    /** The device was busy all the time: what of the limit was not needed? */
    private int shrink(int current, int bytes, long nowNs) {
        int unused = excess(current + previousOver, 2 * bytes);
        int lastBeyond = previousOver == 0 ? 0 : excess(previousLastCount, previousOver);
        int slack = Math.max(unused, lastBeyond);
        if (Integer.compareUnsigned(slack, leastSlack) < 0) {
            leastSlack = slack;
        }
        if (nowNs - slackStartNs <= HOLD_TIME_NS) {
            return current;
        }
        int smaller = excess(current, leastSlack);
        restartSlack(nowNs);
        return smaller;
    }

    private void restartSlack(long nowNs) {
        slackStartNs = nowNs;
        leastSlack = -1;
    }

    /** What {@code a} is more than {@code b}, modulo 2^32; 0 when it is not more. */
    private static int excess(int a, int b) {
        return Math.max(a - b, 0);
    }

    /** Bytes that may be in the device. */
    public int limit() {
        return limit;
    }

    /** The limit as a value of the running counter. */
    public int adjustedLimit() {
        return adjustedLimit;
    }

    /** Bytes in the device now. */
    public int inDevice() {
        return queued - completed;
    }
}
