// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

/** Finds the route of a packet by its final destination. Called on the packet path: must not allocate or block. */
@FunctionalInterface
public interface RouteLookup {
    /**
     * @param family 4 or 6.
     * @param high first eight bytes of an IPv6 destination, 0 for IPv4.
     * @param low the rest of it, or the IPv4 destination.
     * @param mark of the packet, or the SA's output mark.
     * @return the route, or null when there is none.
     */
    Route find(int family, long high, long low, int mark);

    /** True when the answer is the same for every packet and for ever, so that it need not be asked for each. */
    default boolean isFixed() {
        return false;
    }

    /** One route for everything. */
    static RouteLookup always(Route route) {
        return new RouteLookup() {
            @Override
            public Route find(int family, long high, long low, int mark) {
                return route;
            }

            @Override
            public boolean isFixed() {
                return true;
            }
        };
    }
}
