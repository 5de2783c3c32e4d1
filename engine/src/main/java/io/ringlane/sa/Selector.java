// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * A traffic selector (RFC 4301 section 4.4.1.1; kernel {@code struct xfrm_selector}).
 *
 * @param family 4 or 6, or 0 for "unspecified", which matches both when no address is given.
 * @param protocol upper-layer protocol, 0 for any.
 * @param sourcePortMask 0 for any port, 0xffff for exactly {@code sourcePort}.
 */
public record Selector(
        int family,
        IpAddress source,
        int sourcePrefix,
        IpAddress destination,
        int destinationPrefix,
        int protocol,
        int sourcePort,
        int sourcePortMask,
        int destinationPort,
        int destinationPortMask) {
    /** Matches every packet of either family. */
    public static final Selector ANY = new Selector(0, IpAddress.any(4), 0, IpAddress.any(4), 0, 0, 0, 0, 0, 0);

    /** Checks prefix lengths against the family. */
    public Selector {
        int bits = family == 6 ? 128 : 32;
        if (sourcePrefix < 0 || sourcePrefix > bits || destinationPrefix < 0 || destinationPrefix > bits) {
            throw new IllegalArgumentException("selector prefix length must be 0 to " + bits + ", is " + sourcePrefix
                    + " and " + destinationPrefix);
        }
    }

    /** A selector of two networks, any protocol and port. */
    public static Selector of(IpAddress source, int sourcePrefix, IpAddress destination, int destinationPrefix) {
        return new Selector(source.family(), source, sourcePrefix, destination, destinationPrefix, 0, 0, 0, 0, 0);
    }

    public boolean matches(FlowKey key) {
        return (family == 0 || family == key.family)
                && prefixMatches(source, sourcePrefix, key.sourceHigh, key.sourceLow)
                && prefixMatches(destination, destinationPrefix, key.destinationHigh, key.destinationLow)
                && (protocol == 0 || protocol == key.protocol)
                && ((sourcePort ^ key.sourcePort) & sourcePortMask) == 0
                && ((destinationPort ^ key.destinationPort) & destinationPortMask) == 0;
    }

    private static boolean prefixMatches(IpAddress network, int prefix, long high, long low) {
        if (prefix == 0) {
            return true;
        }
        if (network.family() == 4) {
            return (network.low() ^ low) >>> (32 - prefix) == 0;
        }
        if (prefix <= 64) {
            return (network.high() ^ high) >>> (64 - prefix) == 0;
        }
        return network.high() == high
                && (prefix == 128 ? network.low() == low : (network.low() ^ low) >>> (128 - prefix) == 0);
    }
}
