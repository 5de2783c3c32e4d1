// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

/** A sender that obeys pause frames (IEEE 802.3 annex 31B). Called by the simulation's thread. */
public interface Pausable {
    /**
     * Begins no frame from one moment until another; what goes out already is finished.
     *
     * @param fromPs not before now.
     * @param toPs   not before {@code fromPs}; a pause that is under way ends then instead.
     */
    void pause(long fromPs, long toPs);
}
