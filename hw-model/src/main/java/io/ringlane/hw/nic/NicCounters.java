// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.hw.frame.TxDescriptor;
import io.ringlane.hw.lane.LaneArbiter;
import io.ringlane.hw.wire.LinkPort;
import io.ringlane.stats.DeviceCounters;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a modelled NIC did: rings, lanes, wire, SA table, latencies. Written by the thread that steps the model (posts
 * and doorbells by the cores); exact when those stand still, an estimate while they run.
 */
public final class NicCounters {
    private static final long PS_PER_NS = 1_000;
    private static final int DIGITS = 3;

    private final ModelTxQueue[] queues;
    private final LaneArbiter arbiter;
    private final LinkPort port;
    private final DeviceCounters device;
    private final Histogram fromPost = new Histogram(1, TimeUnit.HOURS.toNanos(1), DIGITS);
    private final Histogram fromIngress = new Histogram(1, TimeUnit.HOURS.toNanos(1), DIGITS);
    private final long[] completed;
    private long saHits;
    private long badHandles;
    private long malformed;
    private long oversize;
    private long lanesFull;
    private long buffersFull;
    private long segments;

    NicCounters(ModelTxQueue[] queues, LaneArbiter arbiter, LinkPort port, DeviceCounters device) {
        this.device = device;
        this.queues = queues;
        this.arbiter = arbiter;
        this.port = port;
        completed = new long[queues.length];
    }

    // ---- told by the device

    void rejected(int status) {
        device.dropped(1);
        switch (status) {
            case TxDescriptor.BAD_HANDLE -> badHandles++;
            case TxDescriptor.OVERSIZE -> oversize++;
            default -> malformed++;
        }
    }

    void sealed() {
        saHits++;
    }

    void lanesFull() {
        lanesFull++;
    }

    void buffersFull() {
        buffersFull++;
    }

    void departed(int length) {
        device.sent(1, length);
    }

    void segment() {
        segments++;
    }

    void latency(long sincePostPs, long sinceIngressPs) {
        fromPost.recordValue(nanoseconds(sincePostPs));
        fromIngress.recordValue(nanoseconds(sinceIngressPs));
    }

    private long nanoseconds(long ps) {
        return Math.clamp(ps / PS_PER_NS, 0, fromPost.getHighestTrackableValue());
    }

    void completed(int queue, int descriptors) {
        completed[queue] += descriptors;
    }

    // ---- queues

    public int queues() {
        return queues.length;
    }

    /** Packets that a queue took. */
    public long posted(int queue) {
        return queues[queue].posted();
    }

    /** Packets of a queue that came back to the host. */
    public long completed(int queue) {
        return completed[queue];
    }

    public long doorbells(int queue) {
        return queues[queue].doorbells();
    }

    /** How often a queue's ring became full and the driver stopped it. */
    public long ringFull(int queue) {
        return queues[queue].stops();
    }

    /** Packets that a queue refused. */
    public long busy(int queue) {
        return queues[queue].busy();
    }

    /** Most descriptors of a queue that were taken at a time. */
    public int deepest(int queue) {
        return queues[queue].deepest();
    }

    // ---- lanes

    /** 0 without crypto. */
    public int lanes() {
        return arbiter == null ? 0 : arbiter.lanes();
    }

    public long lanePackets(int lane) {
        return arbiter.lane(lane).packets();
    }

    /** Sum of the initiation intervals in a lane. */
    public long laneBusyPs(int lane) {
        return arbiter.lane(lane).busyPs();
    }

    /** Time that sealed frames waited for older ones of their SA. */
    public long orderWaitPs() {
        return arbiter == null ? 0 : arbiter.orderWaitPs();
    }

    /** How often a frame had to stay in the ring because no lane had a place. */
    public long lanesFullCount() {
        return lanesFull;
    }

    /** How often a frame had to stay in the ring because all frame buffers were taken. */
    public long buffersFullCount() {
        return buffersFull;
    }

    // ---- wire

    /** Frames that left and were cut from super-packets by the device. */
    public long segments() {
        return segments;
    }

    /** Time that the wire was taken, preamble and gap included. */
    public long wireBusyPs() {
        return port.busyPs();
    }

    // ---- SA table

    /** Frames for which the SA was found. */
    public long saHits() {
        return saHits;
    }

    /** Packets dropped because no SA of the table was theirs. */
    public long badHandles() {
        return badHandles;
    }

    /** Packets dropped because their descriptor made no sense. */
    public long malformed() {
        return malformed;
    }

    /** Packets dropped because a frame of theirs was too long. */
    public long oversize() {
        return oversize;
    }

    // ---- latency

    /** Nanoseconds of model time from post to departure of a packet's last frame. */
    public Histogram fromPost() {
        return fromPost;
    }

    /** Nanoseconds of model time from the packet's ingress time to departure of its last frame. */
    public Histogram fromIngress() {
        return fromIngress;
    }

    /** A busy time as a share of the time that passed, for reports. */
    public static double share(long busyPs, long elapsedPs) {
        return elapsedPs <= 0 ? 0 : (double) busyPs / elapsedPs;
    }
}
