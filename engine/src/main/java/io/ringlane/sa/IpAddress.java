// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * An IPv4 or IPv6 address as two longs in network order; IPv4 lies in the low 32 bits of {@code low}.
 *
 * @param family 4 or 6.
 */
public record IpAddress(int family, long high, long low) {
    private static final IpAddress ANY_IPV4 = new IpAddress(4, 0, 0);
    private static final IpAddress ANY_IPV6 = new IpAddress(6, 0, 0);

    /** Checks the family and that an IPv4 address has 32 bits. */
    public IpAddress {
        if (family != 4 && family != 6) {
            throw new IllegalArgumentException("address family must be 4 or 6, is " + family);
        }
        if (family == 4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /** The unspecified address of a family: 0.0.0.0 or ::. */
    public static IpAddress any(int family) {
        return switch (family) {
            case 4 -> ANY_IPV4;
            case 6 -> ANY_IPV6;
            default -> new IpAddress(family, 0, 0);
        };
    }

    public static IpAddress ofIpv4(int address) {
        return new IpAddress(4, 0, address & 0xffffffffL);
    }

    /** Parses a numeric address; names are never looked up. @throws IllegalArgumentException naming the text. */
    public static IpAddress parse(String text) {
        return IpAddressText.parse(text);
    }

    public boolean isAny() {
        return high == 0 && low == 0;
    }

    /** IPv4 address as an int in network order. */
    public int ipv4() {
        return (int) low;
    }

    /** Width in bits: 32 or 128. */
    public int bits() {
        return family == 4 ? 32 : 128;
    }

    @Override
    public String toString() {
        return IpAddressText.format(this);
    }
}
