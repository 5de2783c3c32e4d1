// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.hw.event.EventTrace;
import io.ringlane.hw.frame.SaSlots;
import io.ringlane.sa.XfrmState;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A NIC as a model: nothing happens in it but by {@link #advance}, whose time may be virtual or real. One thread steps
 * it, the caller's or its own; each TX queue belongs to one core. A packet posted is sent with the time of the last
 * advance. Packets of one SA leave in order, those of it that were sealed in software included.
 *
 * <p>With a {@link FrameSink} frames are really cut and encrypted; without one only their lengths are reckoned with,
 * and every event falls at the same time.
 */
public final class ModelNic extends DeviceBase implements XfrmDeviceOps {
    /** Kinds of what its trace is told: descriptors up to one are in the device, */
    public static final int FETCHED = Pipeline.FETCHED;
    /** a frame of a descriptor has got a lane, */
    public static final int IN_LANE = Pipeline.DISPATCHED;
    /** the last bit of a frame has left, whose length is told, */
    public static final int DEPARTED = Pipeline.DEPARTED;
    /** and the host sees a descriptor done, whose status is told: 0 for good. */
    public static final int COMPLETED = Pipeline.COMPLETED;

    private final NicProfile profile;
    private final SaSlots slots;
    private final ModelTxQueue[] queues;
    private final Pipeline pipeline;
    private final AtomicLong clockPs;

    /** A NIC that sends frames to a sink, null: lengths only. */
    public ModelNic(NicProfile profile, FrameSink sink) {
        this(profile, sink, EventTrace.NONE);
    }

    /** A NIC whose course is told to a trace. */
    public ModelNic(NicProfile profile, FrameSink sink, EventTrace trace) {
        this(profile, sink, trace, slots(profile), new AtomicLong());
    }

    private ModelNic(NicProfile profile, FrameSink sink, EventTrace trace, SaSlots slots, AtomicLong clockPs) {
        ModelTxQueue[] made = new ModelTxQueue[profile.rings().queues()];
        for (int i = 0; i < made.length; i++) {
            made[i] = new ModelTxQueue(i, profile, slots, clockPs);
        }
        super(profile.name(), profile.mtu(), profile.features(), profile.features(), made);
        this.profile = profile;
        this.slots = slots;
        this.clockPs = clockPs;
        queues = made;
        pipeline = new Pipeline(profile, queues, slots, counters(), sink, trace);
    }

    private static SaSlots slots(NicProfile profile) {
        CryptoProfile crypto = profile.crypto();
        return crypto == null ? null : new SaSlots(crypto.saSlots(), crypto.esn());
    }

    // ---- time

    /** Lets the device work until {@code nowPs}, that moment included; time must not go back. */
    public void advance(long nowPs) {
        if (nowPs < clockPs.getPlain()) {
            throw new IllegalArgumentException(
                    "time goes back: " + nowPs + " ps, was " + clockPs.getPlain() + " ps before");
        }
        pipeline.advance(nowPs);
        clockPs.setRelease(nowPs);
    }

    /** When something will happen next in the device; {@link Long#MAX_VALUE} when it is idle. */
    public long nextEventPs() {
        return pipeline.nextPs();
    }

    /** Time of the last advance. */
    public long clockPs() {
        return clockPs.getAcquire();
    }

    /** Rings, lanes, wire and latencies. */
    public NicCounters statistics() {
        return pipeline.counters();
    }

    public NicProfile profile() {
        return profile;
    }

    // ---- the device

    @Override
    public int gsoMaxSegs() {
        return profile.gsoMaxSegs();
    }

    /** There also when the feature is switched off: SAs can still be taken out. */
    @Override
    public XfrmDeviceOps xfrmOps() {
        return slots == null ? null : this;
    }

    // ---- inline ESP

    @Override
    public boolean hasAdvanceEsn() {
        return profile.crypto() != null && profile.crypto().esn();
    }

    @Override
    public int stateAdd(XfrmState state) {
        return slots.add(state);
    }

    /** Packets under way still need the slot: it is freed by {@link #stateFree}. */
    @Override
    public void stateDelete(XfrmState state) {
        // nothing to do before the last packet is out
    }

    @Override
    public void stateFree(XfrmState state) {
        slots.free(state);
    }

    /** SA slots in use. */
    public int saSlotsUsed() {
        return slots == null ? 0 : slots.used();
    }

    /** Frees the rings and zeroes the keys; no thread may use the device any more. */
    @Override
    public void close() {
        for (ModelTxQueue queue : queues) {
            queue.close();
        }
        if (slots != null) {
            slots.close();
        }
    }
}
