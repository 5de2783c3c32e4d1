// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.PacketMeta;
import java.util.Arrays;

/**
 * One packet that the device must be handed. Immutable.
 *
 * @param input record of in.pcap that it comes from.
 * @param number 64-bit sequence number.
 * @param randomId the outer ID is not compared.
 * @param device what the device is told beside the bytes when ESP is left to it, else null.
 * @param icvLength ICV bytes at the end, 0 of a super-packet for the device.
 */
public record ExpectedPacket(int input, byte[] bytes, long number, boolean randomId, PacketMeta device, int icvLength) {
    /** Whether ESP is left to the device: IV and ICV are not compared. */
    public boolean leftToDevice() {
        return device != null;
    }

    /** A copy of a packet with everything cleared that is not compared. */
    public byte[] comparable(byte[] packet) {
        byte[] copy = packet.clone();
        if (randomId && copy.length >= 20 && IpBytes.version(copy) == 4) {
            IpBytes.put16(copy, 4, 0);
            IpBytes.put16(copy, 10, 0);
        }
        EspPacket esp = leftToDevice() ? EspPacket.of(copy) : null;
        if (esp != null) {
            IpBytes.put64(copy, esp.espOffset() + EspPacket.HEADER, 0);
            Arrays.fill(copy, Math.max(esp.bodyOffset(), copy.length - icvLength), copy.length, (byte) 0);
        }
        return copy;
    }
}
