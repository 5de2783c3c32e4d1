// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/** How long something takes for a packet. Asked once per packet, when it begins; allocates nothing. */
@FunctionalInterface
public interface Service {
    /** Picoseconds, not negative. */
    long servicePs(int packet);

    /** The same for every packet. */
    static Service fixed(long ps) {
        return packet -> ps;
    }
}
