// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import io.ringlane.stats.DeviceCounters;

/**
 * The part of a device that all devices have in common: name, MTU, features, queues, counters. A driver extends it and
 * writes its queues. Features are switched by the control thread and read by every core: a packet sees either the old
 * set or the new one.
 */
public abstract class DeviceBase implements NetDevice {
    private final String name;
    private final int mtu;
    private final long changeable;
    private final TxQueue[] queues;
    private final DeviceCounters counters = new DeviceCounters();
    private volatile long features;

    /**
     * @param features bits of {@link Features} that are on at first.
     * @param changeable bits that a user may switch ({@code hw_features}); the others stay as they are for ever.
     * @param queues in the order of their indices, at least one.
     */
    protected DeviceBase(String name, int mtu, long features, long changeable, TxQueue... queues) {
        if (queues.length == 0) {
            throw new IllegalArgumentException("device " + name + " needs at least one TX queue");
        }
        this.name = name;
        this.mtu = mtu;
        this.features = features;
        this.changeable = changeable;
        this.queues = queues.clone();
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int mtu() {
        return mtu;
    }

    @Override
    public final long features() {
        return features;
    }

    @Override
    public final long changeFeatures(long wanted) {
        long now = features & ~changeable | wanted & changeable;
        features = now;
        return now;
    }

    @Override
    public final int queues() {
        return queues.length;
    }

    @Override
    public TxQueue queue(int index) {
        return queues[index];
    }

    /** A plain device has no inline ESP. */
    @Override
    public XfrmDeviceOps xfrmOps() {
        return null;
    }

    @Override
    public final DeviceCounters counters() {
        return counters;
    }

    @Override
    public String toString() {
        return name;
    }
}
