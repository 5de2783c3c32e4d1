// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import io.ringlane.stats.DeviceCounters;

/**
 * A device that takes packets away ({@code struct net_device}). Implemented outside the engine; settings are constant
 * or changed through the registry's events, each TX queue belongs to one core.
 */
public interface NetDevice extends AutoCloseable {
    String name();

    /** Largest IP packet, in bytes. */
    int mtu();

    /** Bits of {@link Features} that are on now. */
    long features();

    /**
     * Switches features, called by {@link DeviceRegistry} only, which tells the listeners ({@code ndo_set_features}).
     *
     * @return the bits that are on now: what cannot be switched stays as it was.
     */
    default long changeFeatures(long wanted) {
        return features();
    }

    /** Features for encapsulated packets ({@code hw_enc_features}): HW_ESP and GSO_ESP must be in both sets. */
    default long encapsulatedFeatures() {
        return features();
    }

    /** Features that hold for packets cut to GSO_PARTIAL super-segments ({@code gso_partial_features}). */
    default long gsoPartialFeatures() {
        return 0;
    }

    /** Most segments of one super-packet that the device cuts itself. */
    default int gsoMaxSegs() {
        return 65535;
    }

    int queues();

    TxQueue queue(int index);

    /** Inline ESP, or null when the device has none. */
    XfrmDeviceOps xfrmOps();

    DeviceCounters counters();

    @Override
    default void close() {}
}
