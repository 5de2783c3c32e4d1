// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

/**
 * A user's wish to have an SA done by a device ({@code struct xfrm_user_offload}). Immutable; checked when the SA is
 * added.
 *
 * @param deviceIndex of the device registry, or {@link #BY_ROUTE}; an index that no device has counts as that, too.
 * @param flags {@link #IPV6} and {@link #INBOUND}; anything else is refused by the add.
 */
public record UserOffload(int deviceIndex, int flags) {
    /** The device is the one that the route to the other end leaves by. */
    public static final int BY_ROUTE = 0;

    /** Set by users for IPv6 SAs; it means nothing. */
    public static final int IPV6 = 1;

    public static final int INBOUND = 2;
    static final int KNOWN_FLAGS = IPV6 | INBOUND;

    public static UserOffload outbound(int deviceIndex) {
        return new UserOffload(deviceIndex, 0);
    }

    public static UserOffload inbound(int deviceIndex) {
        return new UserOffload(deviceIndex, INBOUND);
    }

    public boolean isInbound() {
        return (flags & INBOUND) != 0;
    }
}
