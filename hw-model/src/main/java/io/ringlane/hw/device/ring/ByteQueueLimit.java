// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.ring;

/**
 * How many bytes a TX ring may hold so that it neither runs dry nor queues more than it must: the dynamic queue limits
 * of Linux ({@code lib/dynamic_queue_limits.c}, S17), on model time. One owner thread.
 */
public final class ByteQueueLimit {
    private final long least;
    private final long most;
    private final long holdPs;
    private long queued;
    private long completed;
    private long limit;
    private long lastObject;
    private long previousQueued;
    private long previousOver;
    private long previousLast;
    private long slackSincePs;
    private long lowestSlack = Long.MAX_VALUE;

    /**
     * @param least  bytes, the limit at first.
     * @param most   bytes.
     * @param holdPs after which what was slack all the time is taken off.
     */
    public ByteQueueLimit(long least, long most, long holdPs) {
        this.least = least;
        this.most = most;
        this.holdPs = holdPs;
        limit = least;
    }

    /** Whether something may be queued: it may then go over the limit. */
    public boolean isOpen() {
        return queued - completed <= limit;
    }

    /** So many bytes have been queued, in one object ({@code dql_queued}). */
    public void queue(long bytes) {
        lastObject = bytes;
        queued += bytes;
    }

    /** So many of the queued bytes are done ({@code dql_completed}). */
    public void complete(long bytes, long nowPs) {
        long done = completed + bytes;
        long over = Math.max(0, queued - completed - limit);
        boolean isBusy = queued != done;
        boolean wasBusy = previousQueued != completed;
        boolean isPreviousDone = done >= previousQueued;
        long before = limit;
        if (over > 0 && !isBusy || previousOver > 0 && isPreviousDone) {
            limit += Math.max(0, done - previousQueued) + previousOver;
            restart(nowPs);
        } else if (isBusy && wasBusy && !isPreviousDone) {
            slacken(done, nowPs);
        }
        limit = Math.clamp(limit, least, most);
        previousOver = limit == before ? over : 0;
        previousLast = lastObject;
        previousQueued = queued;
        completed = done;
    }

    /** The queue was busy for the whole interval: what it did not need of the limit is slack. */
    private void slacken(long done, long nowPs) {
        long slack = Math.max(0, limit + previousOver - 2 * (done - completed));
        long lastSlack = previousOver > 0 ? Math.max(0, previousLast - previousOver) : 0;
        lowestSlack = Math.min(lowestSlack, Math.max(slack, lastSlack));
        if (nowPs - slackSincePs > holdPs) {
            limit = Math.max(0, limit - lowestSlack);
            restart(nowPs);
        }
    }

    private void restart(long nowPs) {
        slackSincePs = nowPs;
        lowestSlack = Long.MAX_VALUE;
    }

    public long limit() {
        return limit;
    }

    /** Bytes queued and not done. */
    public long inFlight() {
        return queued - completed;
    }
}
