// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

/**
 * The link types a capture may have, with the length of the header each puts before the network layer. The codes are
 * those of the LINKTYPE registry of the pcap format; 12 and 14 are what some systems write for raw IP.
 */
public enum LinkType {
    ETHERNET(1, 14),
    RAW_IP(101, 0),
    RAW_IPV4(228, 0),
    RAW_IPV6(229, 0),
    LINUX_COOKED(113, 16),
    LINUX_COOKED_2(276, 20);

    /** What {@link #of(int)} accepts, for messages to the user. */
    static final String ALLOWED = "Ethernet 1, raw IP 12, 14, 101, 228, 229, Linux cooked 113, 276";

    private static final int DLT_RAW = 12;
    private static final int DLT_RAW_OPENBSD = 14;
    private static final LinkType[] ALL = values();

    private final int code;
    private final int headerLength;

    LinkType(int code, int headerLength) {
        this.code = code;
        this.headerLength = headerLength;
    }

    /** The type with this registry code, or null if it is not one of these. */
    public static LinkType of(int code) {
        if (code == DLT_RAW || code == DLT_RAW_OPENBSD) {
            return RAW_IP;
        }
        for (LinkType type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    /** The LINKTYPE code that stands in the file. */
    public int code() {
        return code;
    }

    /** Bytes before the network header; 0 for raw IP. VLAN tags are not counted. */
    public int headerLength() {
        return headerLength;
    }
}
