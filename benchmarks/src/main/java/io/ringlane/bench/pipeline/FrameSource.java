// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.load.Frames;
import io.ringlane.bench.traffic.FrameMix;
import io.ringlane.buffer.SlotClass;
import io.ringlane.header.Ethernet;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
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

    private final int states;
    private final int first;
    private final int step;
    /** By length: made once, so that a length always comes from the same place. */
    private final Map<Integer, UnsafeBuffer> made = new HashMap<>();

    private final Map<FrameMix, byte[]> orders = new HashMap<>();
    private UnsafeBuffer[] patterns;
    private UnsafeBuffer frame;
    private int size;
    private int next;
    /** Null where all frames are of one length. */
    private byte[] order;

    private int at;

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
        frames(FrameMix.of(length));
    }

    /** Such frames from now on, each of a mix in a pattern of its own. */
    void frames(FrameMix mix) {
        patterns = mix.sizes().stream()
                .map(length -> made.computeIfAbsent(length, FrameSource::pattern))
                .toArray(UnsafeBuffer[]::new);
        order = mix.isSingle() ? null : orders.computeIfAbsent(mix, FrameMix::order);
        at = 0;
        turn(order == null ? 0 : order[0]);
    }

    private static UnsafeBuffer pattern(int length) {
        UnsafeBuffer pattern = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        try (PacketPool pool = new PacketPool("frame", 0, 1, 0)) {
            Packet packet = pool.take(SlotClass.JUMBO);
            Frames.udp(packet, 4, length - Ethernet.LENGTH);
            pattern.putBytes(0, packet.buffer(), packet.data(), length);
            pool.give(packet);
        }
        return pattern;
    }

    private void turn(int number) {
        frame = patterns[number];
        size = frame.capacity();
    }

    /** Bytes of the next frame. */
    int size() {
        return size;
    }

    /** Copies of the patterns, one of each length. */
    byte[][] bytes() {
        byte[][] copies = new byte[patterns.length][];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = new byte[patterns[i].capacity()];
            patterns[i].getBytes(0, copies[i]);
        }
        return copies;
    }

    /** Fills an empty packet. */
    void fill(Packet packet) {
        packet.frame(frame, 0, size);
        packet.buffer().putInt(packet.data() + DESTINATION, OutboundKeys.destination(next), ByteOrder.BIG_ENDIAN);
        next = next + step < states ? next + step : first;
        if (order != null) {
            at = at + 1 < order.length ? at + 1 : 0;
            turn(order[at]);
        }
    }
}
