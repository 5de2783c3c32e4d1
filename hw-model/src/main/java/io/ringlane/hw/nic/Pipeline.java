// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.hw.event.EventQueue;
import io.ringlane.hw.event.EventTrace;
import io.ringlane.hw.frame.FrameBuilder;
import io.ringlane.hw.frame.FrameSizes;
import io.ringlane.hw.frame.SaSlots;
import io.ringlane.hw.frame.TxDescriptor;
import io.ringlane.hw.lane.LaneArbiter;
import io.ringlane.hw.wire.LinkPort;
import io.ringlane.stats.DeviceCounters;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * What happens inside the device, event by event, in model time. Owned by the thread that steps the model.
 *
 * <pre>
 *  doorbell -- fetch --> ring | dispatch: round robin over queues, a frame buffer and a lane place each
 *                             |--- clear ---------------- queue order ---+
 *                             +--- ESP --> lane -- II + LAT, SA order ---+--> wire --> completion
 * </pre>
 *
 * In a queue a frame that is not encrypted here passes nothing and is passed by nothing, because it may be a packet of
 * the same SA that was sealed in software. Encrypted frames of different SAs may pass each other.
 *
 * Each stage takes only what the next one has room for: no frame buffer or no lane place leaves the descriptor in the
 * ring, a full ring makes the driver say BUSY.
 */
final class Pipeline {
    /** The host can see a completion. */
    static final int COMPLETED = 0;
    /** The last bit of a frame has left. */
    static final int DEPARTED = 1;
    /** A frame is all there, encrypted and in order: it goes to the wire. */
    static final int READY = 2;
    /** Descriptors have arrived in the device. */
    static final int FETCHED = 3;
    /** A lane has a place free again. */
    static final int LANE_FREE = 4;
    /** A frame got a lane; told to the trace only. */
    static final int DISPATCHED = 5;

    private static final int QUEUE_SHIFT = 48;
    private static final long POSITION_MASK = (1L << QUEUE_SHIFT) - 1;
    private static final int FIRST_EVENTS = 1024;
    private static final long NOT_YET = -1;

    private final NicProfile profile;
    private final ModelTxQueue[] queues;
    private final FrameBuilder builder;
    private final FrameSink sink;
    private final EventTrace trace;
    private final NicCounters counters;
    private final LaneArbiter arbiter;
    private final LinkPort port;
    private final FrameJobs jobs;
    private final EventQueue events = new EventQueue(FIRST_EVENTS);
    private final long[] seen;
    private final long[] fetched;
    private final long[] next;
    private final int[] nextSegment;
    /** When the last frame of a queue that was dispatched is ready. */
    private final long[] lastReadyPs;
    /** When the last one of them that is not encrypted here is. */
    private final long[] barrierPs;

    private int turn;
    private boolean sending;
    private long nowPs;
    private long wakePs = EventQueue.NEVER;

    /** @param sink null: no frame is made, only its length is reckoned with. */
    Pipeline(
            NicProfile profile,
            ModelTxQueue[] queues,
            SaSlots slots,
            DeviceCounters device,
            FrameSink sink,
            EventTrace trace) {
        this.profile = profile;
        this.queues = queues;
        this.sink = sink;
        this.trace = trace;
        builder = sink == null ? null : new FrameBuilder(slots, profile.longestFrame());
        arbiter = slots == null ? null : new LaneArbiter(profile.crypto().lanes(), slots.capacity());
        port = new LinkPort(profile.rate());
        jobs = new FrameJobs(profile.frameBuffers());
        counters = new NicCounters(queues, arbiter, port, device);
        seen = new long[queues.length];
        fetched = new long[queues.length];
        next = new long[queues.length];
        nextSegment = new int[queues.length];
        lastReadyPs = new long[queues.length];
        barrierPs = new long[queues.length];
        Arrays.fill(lastReadyPs, NOT_YET);
    }

    /** Lets everything happen that is due until then, that moment included. */
    void advance(long untilPs) {
        listen();
        while (events.nextPs() <= untilPs) {
            events.take();
            nowPs = events.timePs();
            happen(events.kind(), events.value());
        }
        nowPs = untilPs;
    }

    /** When something will happen next, {@link EventQueue#NEVER} if nothing will. */
    long nextPs() {
        listen();
        return events.nextPs();
    }

    /** Looks at the doorbells. */
    private void listen() {
        for (int i = 0; i < queues.length; i++) {
            long rung = queues[i].ring().rung();
            if (rung != seen[i]) {
                seen[i] = rung;
                long at = Math.max(queues[i].ring().rungPs(), nowPs)
                        + profile.timing().fetchPs();
                events.add(at, FETCHED, i, pack(i, rung));
            }
        }
    }

    private void happen(int kind, long value) {
        switch (kind) {
            case COMPLETED -> completed(queueOf(value), positionOf(value));
            case DEPARTED -> departed((int) value);
            case READY -> toWire((int) value);
            case FETCHED -> {
                // several doorbells of one moment come in any order
                fetched[queueOf(value)] = Math.max(fetched[queueOf(value)], positionOf(value));
                trace.event(nowPs, FETCHED, queueOf(value), positionOf(value), 0);
                dispatch();
            }
            default -> {
                wakePs = EventQueue.NEVER;
                dispatch();
            }
        }
    }

    // ---- ring to lane

    /** Takes frames from the queues in turn until nothing more fits. */
    private void dispatch() {
        int idle = 0;
        while (idle < queues.length) {
            idle = dispatchOne(turn) ? 0 : idle + 1;
            turn = turn + 1 == queues.length ? 0 : turn + 1;
        }
    }

    /** @return false when the queue is empty or its first frame finds no room. */
    private boolean dispatchOne(int queue) {
        if (next[queue] == fetched[queue]) {
            return false;
        }
        long position = next[queue];
        int status = queues[queue].status(position);
        if (status != TxDescriptor.GOOD) {
            counters.rejected(status);
            finish(queue, position);
            next[queue]++;
            return true;
        }
        if (jobs.isFull()) {
            counters.buffersFull();
            return false;
        }
        return dispatchFrame(queue, position);
    }

    private boolean dispatchFrame(int queue, long position) {
        DirectBuffer ring = queues[queue].ring().memory();
        int at = queues[queue].ring().offset(position);
        int segment = nextSegment[queue];
        boolean esp = (ring.getInt(at + TxDescriptor.FLAGS_OFFSET) & TxDescriptor.ESP) != 0;
        if (esp && !offer(ring, at, queue, segment)) {
            return false;
        }
        int job = jobs.take(queue, position, segment, FrameSizes.frame(ring, at, segment));
        if (segment + 1 == ring.getInt(at + TxDescriptor.SEGMENTS_OFFSET)) {
            next[queue]++;
            nextSegment[queue] = 0;
        } else {
            nextSegment[queue]++;
        }
        if (esp) {
            trace.event(nowPs, DISPATCHED, queue, position, arbiter.lane());
            ready(job, queue, arbiter.outPs());
        } else {
            barrierPs[queue] = Math.max(nowPs, lastReadyPs[queue]);
            ready(job, queue, barrierPs[queue]);
        }
        return true;
    }

    /** Sends a frame on its way at a time; at once if nothing of its queue can be at this very moment. */
    private void ready(int job, int queue, long atPs) {
        boolean alone = atPs == nowPs && lastReadyPs[queue] < nowPs;
        lastReadyPs[queue] = Math.max(lastReadyPs[queue], atPs);
        if (alone) {
            toWire(job);
        } else {
            events.add(atPs, READY, job);
        }
    }

    private boolean offer(DirectBuffer ring, int at, int queue, int segment) {
        int slot = SaSlots.slot(ring.getInt(at + TxDescriptor.SA_HANDLE_OFFSET));
        if (arbiter.offer(nowPs, barrierPs[queue], slot, FrameSizes.cipher(ring, at, segment))) {
            counters.sealed();
            return true;
        }
        counters.lanesFull();
        if (arbiter.acceptsFromPs() < wakePs) {
            wakePs = arbiter.acceptsFromPs();
            events.add(wakePs, LANE_FREE, 0);
        }
        return false;
    }

    // ---- wire

    private void toWire(int job) {
        trace.event(nowPs, READY, jobs.queue(job), jobs.descriptor(job), jobs.segment(job));
        jobs.await(job);
        if (!sending) {
            send();
        }
    }

    private void send() {
        int job = jobs.nextWaiting();
        sending = job != FrameJobs.NONE;
        if (sending) {
            events.add(port.send(nowPs, jobs.length(job)), DEPARTED, job);
        }
    }

    private void departed(int job) {
        int queue = jobs.queue(job);
        long position = jobs.descriptor(job);
        int at = queues[queue].ring().offset(position);
        DirectBuffer ring = queues[queue].ring().memory();
        int length = jobs.length(job);
        trace.event(nowPs, DEPARTED, queue, position, length);
        if (sink != null) {
            emit(ring, at, job);
        }
        counters.departed(length);
        if ((ring.getInt(at + TxDescriptor.FLAGS_OFFSET) & TxDescriptor.CUT) != 0) {
            counters.segment();
        }
        if (jobs.segment(job) + 1 == ring.getInt(at + TxDescriptor.SEGMENTS_OFFSET)) {
            counters.latency(
                    nowPs - ring.getLong(at + TxDescriptor.POSTED_OFFSET),
                    nowPs - ring.getLong(at + TxDescriptor.INGRESS_OFFSET));
            finish(queue, position);
        }
        jobs.give(job);
        send();
        dispatch();
    }

    private void emit(DirectBuffer ring, int at, int job) {
        int length = builder.build(ring, at, jobs.segment(job));
        sink.onFrame(builder.frame(), 0, length, nowPs);
    }

    // ---- completion

    private void finish(int queue, long position) {
        events.add(nowPs + profile.timing().completionPs(), COMPLETED, pack(queue, position));
    }

    private void completed(int queue, long position) {
        trace.event(nowPs, COMPLETED, queue, position, queues[queue].status(position));
        counters.completed(queue, queues[queue].completions().complete(position));
    }

    NicCounters counters() {
        return counters;
    }

    private static long pack(int queue, long position) {
        return (long) queue << QUEUE_SHIFT | position;
    }

    private static int queueOf(long packed) {
        return (int) (packed >>> QUEUE_SHIFT);
    }

    private static long positionOf(long packed) {
        return packed & POSITION_MASK;
    }
}
