// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

/** Text view of a packet for messages and tests; never on the packet path. */
public final class PacketDump {
    private static final int ROW = 16;

    private PacketDump() {}

    /** The marks, then the bytes from data to tail in rows of sixteen, offsets counted from data. */
    public static String of(Packet packet) {
        StringBuilder text = new StringBuilder(packet.toString());
        for (int i = 0; i < packet.length(); i++) {
            if (i % ROW == 0) {
                text.append(String.format("%n%04x ", i));
            }
            text.append(String.format(" %02x", packet.buffer().getByte(packet.data() + i)));
        }
        return text.toString();
    }
}
