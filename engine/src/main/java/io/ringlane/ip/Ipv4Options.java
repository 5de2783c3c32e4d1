// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import org.agrona.DirectBuffer;

/**
 * IPv4 options of a packet that arrives (RFC 791; kernel {@code ip_options_compile}): whether they are whole, and
 * whether a host may follow them. Stateless; nothing is read behind the header.
 */
final class Ipv4Options {
    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 68;
    private static final int LOOSE_SOURCE_ROUTE = 131;
    private static final int STRICT_SOURCE_ROUTE = 137;
    private static final int ROUTER_ALERT = 148;
    private static final int OVERFLOWS = 15;

    private Ipv4Options() {}

    /**
     * False for an option that is cut off or makes no sense, and for source routes, which are not followed.
     *
     * @param at first option byte.
     * @param end behind the header.
     */
    static boolean areAcceptable(DirectBuffer buffer, int at, int end) {
        int option = at;
        while (option < end) {
            int type = buffer.getByte(option) & 0xff;
            if (type == END) {
                return true;
            }
            if (type == NO_OPERATION) {
                option++;
                continue;
            }
            int room = end - option;
            int length = room < 2 ? 0 : buffer.getByte(option + 1) & 0xff;
            if (length < 2 || length > room || !isAcceptable(buffer, option, type, length)) {
                return false;
            }
            option += length;
        }
        return true;
    }

    private static boolean isAcceptable(DirectBuffer buffer, int option, int type, int length) {
        return switch (type) {
            case LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE -> false;
            case RECORD_ROUTE -> length >= 3 && hasSlots(buffer.getByte(option + 2) & 0xff, 4, length, 3);
            case TIMESTAMP -> length >= 4 && isTimestamp(buffer, option, length);
            case ROUTER_ALERT -> length >= 4;
            default -> true;
        };
    }

    private static boolean isTimestamp(DirectBuffer buffer, int option, int length) {
        int pointer = buffer.getByte(option + 2) & 0xff;
        int flags = buffer.getByte(option + 3) & 0xff;
        if (pointer > length) {
            return flags >> 4 != OVERFLOWS;
        }
        return hasSlots(pointer, 5, length, (flags & 0xf) == 0 ? 3 : 7);
    }

    /** The pointer is beyond all entries, or there is room for one where it points. */
    private static boolean hasSlots(int pointer, int first, int length, int more) {
        return pointer >= first && (pointer > length || pointer + more <= length);
    }
}
