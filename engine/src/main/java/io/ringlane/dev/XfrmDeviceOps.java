// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;

/**
 * What a driver with inline ESP offers ({@code struct xfrmdev_ops}). Results are 0 or a negative {@link Errno}. Called
 * by the core that owns the SA.
 */
public interface XfrmDeviceOps {
    /** A driver may lack an operation; registration and state add look at what is there. */
    default boolean hasStateAdd() {
        return true;
    }

    default boolean hasStateDelete() {
        return true;
    }

    default boolean hasAdvanceEsn() {
        return true;
    }

    /** False lets packets of a device's SAs go to it unasked, as where a kernel's driver has no {@code offload_ok}. */
    default boolean hasOffloadOk() {
        return true;
    }

    /**
     * Installs an SA, which has its table index already. {@link Errno#EOPNOTSUPP} means: not in hardware, do it in
     * software.
     */
    int stateAdd(XfrmState state);

    /** Installs an SA of the receiving side; as for the sending side unless the driver tells them apart. */
    default int stateAddInbound(XfrmState state) {
        return stateAdd(state);
    }

    /** The SA takes no new packets. */
    void stateDelete(XfrmState state);

    /** No packet of the SA is in flight any more: its hardware slot is free. */
    void stateFree(XfrmState state);

    /** Driver's say whether this packet, data at the inner IP header, can go to hardware. */
    default boolean offloadOk(Packet packet, XfrmState state) {
        return true;
    }

    /** The high half of the SA's number changed. */
    default void advanceEsn(XfrmState state) {}
}
