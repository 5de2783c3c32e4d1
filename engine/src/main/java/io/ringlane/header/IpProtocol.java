// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

/** IP protocol and IPv6 next-header numbers (IANA). */
public final class IpProtocol {
    public static final int HOP_BY_HOP = 0;
    public static final int ICMP = 1;
    public static final int IPV4 = 4;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int IPV6 = 41;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int ESP = 50;
    public static final int AH = 51;
    public static final int ICMPV6 = 58;
    public static final int NO_NEXT_HEADER = 59;
    public static final int DESTINATION_OPTIONS = 60;
    /** BEET pseudo header that carries inner IPv4 options. */
    public static final int BEET_PSEUDO_HEADER = 94;

    /** Compression (RFC 3173). */
    public static final int IPCOMP = 108;

    public static final int SCTP = 132;
    public static final int MOBILITY = 135;

    private IpProtocol() {}
}
