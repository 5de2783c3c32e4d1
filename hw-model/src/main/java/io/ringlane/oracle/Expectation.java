// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.GoldenSa;
import io.ringlane.golden.PacketGroup;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.StateCounters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an engine must do with a case on one road. Immutable.
 *
 * @param packets in the order in which the device gets them.
 * @param xfrmStat the counters that change, by the kernel's names.
 * @param states the SAs afterwards, innermost first; without those that are gone.
 * @param told what senders of packets that were too big are told, in order.
 * @param deviations the kernel's faults that this differs by; none when it is what the kernel did.
 */
public record Expectation(
        List<Packet> packets,
        Map<String, Long> xfrmStat,
        List<StateCounters> states,
        List<PacketGroup.Icmp> told,
        Set<Deviation> deviations) {
    /** Copies the collections. */
    public Expectation {
        packets = List.copyOf(packets);
        xfrmStat = Map.copyOf(xfrmStat);
        states = List.copyOf(states);
        told = List.copyOf(told);
        deviations = Set.copyOf(deviations);
    }

    /**
     * One packet that the device must be handed. Immutable.
     *
     * @param input record of in.pcap that it comes from.
     * @param number 64-bit sequence number.
     * @param randomId the outer ID is not compared.
     * @param fragment a piece of an ESP packet that IP cut.
     * @param device what the device is told beside the bytes when ESP is left to it, else null.
     * @param ivLength bytes of the IV.
     * @param icvLength ICV bytes at the end, 0 of a super-packet for the device.
     * @param mark that the packet has.
     * @param innerIds clears the ID of an IPv4 header inside ESP, null where it is compared.
     */
    public record Packet(
            int input,
            byte[] bytes,
            long number,
            boolean randomId,
            boolean fragment,
            PacketMeta device,
            int ivLength,
            int icvLength,
            int mark,
            InnerIds innerIds) {
        /** Whether ESP is left to the device: IV and ICV are not compared. */
        public boolean leftToDevice() {
            return device != null;
        }

        /** A copy of a packet with everything cleared that is not compared. */
        public byte[] comparable(byte[] packet) {
            byte[] copy = packet.clone();
            if (randomId) {
                OuterFragments.clearId(copy);
            }
            EspPacket esp = leftToDevice() ? EspPacket.of(copy, ivLength, false) : null;
            if (esp != null) {
                Arrays.fill(copy, esp.espOffset() + EspPacket.HEADER, esp.bodyOffset(), (byte) 0);
                Arrays.fill(copy, Math.max(esp.bodyOffset(), copy.length - icvLength), copy.length, (byte) 0);
            }
            return innerIds == null ? copy : innerIds.clear(copy);
        }
    }

    /** Opens a packet with two SAs and clears the ID of the IPv4 header between them, which the kernel drew. */
    public record InnerIds(GoldenSa sa) {
        /** The packet as far as it is not drawn: outer headers, IV, and text in clear; not the ICV. */
        byte[] clear(byte[] packet) {
            EspPacket esp = EspPacket.of(packet, sa);
            if (esp == null) {
                return packet;
            }
            byte[] text = new EspCodec(sa).decrypt(esp);
            OuterFragments.clearId(text);
            byte[] clear = Arrays.copyOf(packet, esp.bodyOffset() + text.length);
            System.arraycopy(text, 0, clear, esp.bodyOffset(), text.length);
            return clear;
        }
    }
}
