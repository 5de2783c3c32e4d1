// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

/**
 * The device's frame buffers: each holds one frame on its way from ring to wire, as numbers only; and the queue of
 * frames that wait for the wire. Owned by the thread that steps the model.
 */
final class FrameJobs {
    /** No buffer free. */
    static final int NONE = -1;

    private final int[] free;
    private final long[] descriptor;
    private final int[] queue;
    private final int[] segment;
    private final int[] length;
    private final int[] waiting;
    private int freeCount;
    private int firstWaiting;
    private int waitingCount;

    FrameJobs(int buffers) {
        free = new int[buffers];
        descriptor = new long[buffers];
        queue = new int[buffers];
        segment = new int[buffers];
        length = new int[buffers];
        waiting = new int[buffers];
        for (int i = buffers - 1; i >= 0; i--) {
            free[freeCount++] = i;
        }
    }

    boolean isFull() {
        return freeCount == 0;
    }

    /** Takes a buffer, of which there must be one, for a frame. @return its number. */
    int take(int itsQueue, long position, int itsSegment, int itsLength) {
        int job = free[--freeCount];
        queue[job] = itsQueue;
        descriptor[job] = position;
        segment[job] = itsSegment;
        length[job] = itsLength;
        return job;
    }

    void give(int job) {
        free[freeCount++] = job;
    }

    /** Queues a frame for the wire. */
    void await(int job) {
        int at = firstWaiting + waitingCount;
        waiting[at < waiting.length ? at : at - waiting.length] = job;
        waitingCount++;
    }

    /** @return the frame that waited longest, or {@link #NONE}. */
    int nextWaiting() {
        if (waitingCount == 0) {
            return NONE;
        }
        int job = waiting[firstWaiting];
        firstWaiting = firstWaiting + 1 == waiting.length ? 0 : firstWaiting + 1;
        waitingCount--;
        return job;
    }

    int queue(int job) {
        return queue[job];
    }

    /** Position of the descriptor. */
    long descriptor(int job) {
        return descriptor[job];
    }

    int segment(int job) {
        return segment[job];
    }

    /** Bytes of the frame, FCS not counted. */
    int length(int job) {
        return length[job];
    }

    /** Buffers that hold a frame. */
    int used() {
        return free.length - freeCount;
    }
}
