// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.load.Frames;
import io.ringlane.buffer.SlotClass;
import io.ringlane.header.Ethernet;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Fills packets as an application does: the frame copied in, the address of the next SA in turn, marks. UDP over IPv4;
 * the checksums are those of the pattern, as the C peers' are. One thread.
 */
final class FrameSource {
    /** Longest frame. */
    static final int MOST_SIZE = 9000;
    /** Ethernet, IPv4 and UDP headers alone. */
    static final int LEAST_SIZE = 42;

    private static final int DESTINATION = Ethernet.LENGTH + Ipv4.DESTINATION_OFFSET;

    private final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(MOST_SIZE));
    private final byte[] bytes = new byte[MOST_SIZE];
    private final int states;
    private final int first;
    private final int step;
    private int size;
    private int next;

    /** @param states SAs to send to in turn. */
    FrameSource(int states) {
        this(states, 0, 1);
    }

    /** To every {@code step}th of the SAs, from the {@code first} one on. */
    FrameSource(int states, int first, int step) {
        this.states = states;
        this.first = first;
        this.step = step;
        next = first;
    }

    /** Frames of so many bytes from now on, Ethernet header included. */
    void size(int length) {
        size = length;
        try (PacketPool pool = new PacketPool("frame", 0, 1, 0)) {
            Packet packet = pool.take(SlotClass.JUMBO);
            Frames.udp(packet, 4, length - Ethernet.LENGTH);
            packet.buffer().getBytes(packet.data(), bytes, 0, length);
            pool.give(packet);
        }
        frame.putBytes(0, bytes, 0, length);
    }

    int size() {
        return size;
    }

    /** A copy of the pattern. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Fills an empty packet. */
    void fill(Packet packet) {
        packet.frame(frame, 0, size);
        packet.buffer().putInt(packet.data() + DESTINATION, OutboundKeys.destination(next), ByteOrder.BIG_ENDIAN);
        next = next + step < states ? next + step : first;
    }
}
