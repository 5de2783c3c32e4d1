// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

/** Bits of a packet's GSO type, with the kernel's {@code SKB_GSO_*} values so that recorded metadata can be used. */
public final class GsoType {
    public static final int TCPV4 = 1;
    /** The segment count comes from an untrusted source and must be counted again. */
    public static final int DODGY = 1 << 1;

    public static final int TCP_ECN = 1 << 2;
    /** The IPv4 ID does not advance from segment to segment. */
    public static final int TCP_FIXEDID = 1 << 3;

    public static final int TCPV6 = 1 << 4;
    public static final int IPXIP4 = 1 << 9;
    public static final int IPXIP6 = 1 << 10;
    /** The device takes super-segments of a multiple of the segment size. */
    public static final int PARTIAL = 1 << 13;

    public static final int ESP = 1 << 15;
    public static final int UDP_L4 = 1 << 17;

    private GsoType() {}

    public static boolean isTcp(int type) {
        return (type & (TCPV4 | TCPV6)) != 0;
    }

    public static boolean isUdp(int type) {
        return (type & UDP_L4) != 0;
    }
}
