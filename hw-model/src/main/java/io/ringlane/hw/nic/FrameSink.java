// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import org.agrona.DirectBuffer;

/** Takes the frames that leave a modelled NIC, in the order of the wire. Called by the thread that steps the model. */
@FunctionalInterface
public interface FrameSink {
    /**
     * @param buffer      holds the frame during the call only.
     * @param length      bytes from the MAC header on, FCS and Ethernet padding not included.
     * @param departurePs when its last bit left.
     */
    void onFrame(DirectBuffer buffer, int offset, int length, long departurePs);
}
