// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import java.util.Arrays;

/**
 * Where protected packets go: device, MTU, link-layer header, and the TTL of outer headers.
 *
 * @param mtu of the path, at most the device's.
 * @param linkHeader Ethernet header to put in front, its type field set per packet; empty: the packet's own is kept.
 * @param hopLimit TTL and hop limit of outer headers, 1 to 255.
 * @param fragmentMtu length of the longest fragment of what may be cut; at most {@code mtu}.
 */
public record Route(NetDevice device, int mtu, byte[] linkHeader, int hopLimit, int fragmentMtu) {
    public static final int DEFAULT_HOP_LIMIT = 64;

    /** Copies the header. */
    public Route {
        if (hopLimit < 1 || hopLimit > 255) {
            throw new IllegalArgumentException("hop limit must be 1 to 255, is " + hopLimit);
        }
        if (fragmentMtu > mtu) {
            throw new IllegalArgumentException(
                    "fragments must not be longer than the MTU of " + mtu + ", are " + fragmentMtu);
        }
        linkHeader = linkHeader.clone();
    }

    /** Fragments as long as the path takes. */
    public Route(NetDevice device, int mtu, byte[] linkHeader, int hopLimit) {
        this(device, mtu, linkHeader, hopLimit, mtu);
    }

    @Override
    public byte[] linkHeader() {
        return linkHeader.clone();
    }

    /** Bytes of {@link #linkHeader}: 0 when the packet's own header is kept. */
    public int linkHeaderLength() {
        return linkHeader.length;
    }

    /** Writes the link header at an offset. */
    public void writeLinkHeader(org.agrona.MutableDirectBuffer buffer, int offset) {
        buffer.putBytes(offset, linkHeader);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Route that
                && device == that.device
                && mtu == that.mtu
                && hopLimit == that.hopLimit
                && fragmentMtu == that.fragmentMtu
                && Arrays.equals(linkHeader, that.linkHeader);
    }

    @Override
    public int hashCode() {
        return 31 * mtu + hopLimit;
    }
}
