// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import java.util.Arrays;

/**
 * Blanks what a receiving host writes into IPv4 record-route and timestamp options, and the header checksum over it:
 * addresses and times that differ from run to run. Their place and length are compared still. Stateless.
 */
final class OptionMask {
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 68;

    private OptionMask() {}

    /** A copy to compare; the packet itself when there is nothing to blank. */
    static byte[] masked(byte[] packet) {
        if (packet.length < 20 || packet[0] >> 4 != 4) {
            return packet;
        }
        int end = Math.min(packet.length, (packet[0] & 15) * 4);
        byte[] copy = packet.clone();
        boolean blanked = false;
        int at = 20;
        while (at + 2 < end) {
            int type = packet[at] & 0xff;
            int length = type <= 1 ? 1 : packet[at + 1] & 0xff;
            if (type == 0 || length == 0) {
                break;
            }
            if (type == RECORD_ROUTE || type == TIMESTAMP) {
                Arrays.fill(copy, at + 2, Math.min(end, at + length), (byte) 0);
                blanked = true;
            }
            at += length;
        }
        if (blanked) {
            copy[10] = 0;
            copy[11] = 0;
        }
        return blanked ? copy : packet;
    }
}
