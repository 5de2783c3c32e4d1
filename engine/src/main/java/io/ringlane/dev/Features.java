// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

/** Device feature bits and the masks made of them; names are the kernel's {@code NETIF_F_*}, numbers are ours. */
public final class Features {
    /** Takes packets whose bytes do not all stand in one place. */
    public static final long SG = 1;

    public static final long IP_CSUM = 1L << 1;
    public static final long IPV6_CSUM = 1L << 2;
    public static final long HW_CSUM = 1L << 3;
    public static final long SCTP_CRC = 1L << 4;
    public static final long TSO = 1L << 5;
    public static final long TSO_ECN = 1L << 6;
    public static final long TSO6 = 1L << 7;
    public static final long TSO_MANGLEID = 1L << 8;
    public static final long GSO_PARTIAL = 1L << 9;
    public static final long GSO_UDP_L4 = 1L << 10;
    public static final long GSO_ESP = 1L << 11;
    public static final long HW_ESP = 1L << 12;
    public static final long HW_ESP_TX_CSUM = 1L << 13;
    public static final long VLAN_TX = 1L << 14;

    /** All transport checksum bits. */
    public static final long CSUM_MASK = IP_CSUM | IPV6_CSUM | HW_CSUM;

    public static final long ALL_TSO = TSO | TSO6 | TSO_ECN | TSO_MANGLEID;

    private Features() {}

    public static boolean has(long features, long bits) {
        return (features & bits) == bits;
    }
}
