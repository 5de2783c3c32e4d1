// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * TX queue whose answers are scripted and whose completions come when the test says so. Packets consumed with an error
 * are not kept. One thread.
 */
public final class FakeQueue extends TxQueue {
    /** One call of {@link #transmit}: what was asked, what was answered, and the packet's bytes from data to tail. */
    public record Attempt(int result, boolean more, byte[] bytes, int offloadFlags, int gsoSize, int mark) {}

    private final ArrayDeque<Integer> script = new ArrayDeque<>();
    private final ArrayDeque<Packet> inFlight = new ArrayDeque<>();
    private final ArrayDeque<Packet> done = new ArrayDeque<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private boolean completesAtOnce;
    private int stopAfter = -1;
    private int doorbells;

    public FakeQueue(int index) {
        super(index);
    }

    /** The next answers, one per packet; when they are used up every packet is taken. */
    public FakeQueue answer(int... results) {
        for (int result : results) {
            script.add(result);
        }
        return this;
    }

    /** Sets {@link #DRIVER_XOFF} once so many more packets were taken; it stays until the test clears it. */
    public FakeQueue stopAfter(int packets) {
        stopAfter = packets;
        return this;
    }

    /** Packets taken are ready to be reaped at once. */
    public FakeQueue completesAtOnce() {
        completesAtOnce = true;
        return this;
    }

    @Override
    public int transmit(Packet packet, boolean more) {
        int result = script.isEmpty() ? TxResult.OK : script.poll();
        attempts.add(new Attempt(result, more, bytes(packet), packet.offloadFlags(), packet.gsoSize(), packet.mark()));
        if (!TxResult.isComplete(result)) {
            return result;
        }
        if (result == TxResult.OK) {
            (completesAtOnce ? done : inFlight).add(packet);
        }
        if (stopAfter > 0 && --stopAfter == 0) {
            set(DRIVER_XOFF);
        }
        return result;
    }

    /** All bytes of a packet, a borrowed body put in its place. */
    public static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        if (packet.bodyOwner() != null) {
            packet.bodyOwner()
                    .buffer()
                    .getBytes(packet.bodyOffset(), bytes, packet.bodyPlace() - packet.data(), packet.bodyLength());
        }
        return bytes;
    }

    @Override
    public void doorbell() {
        doorbells++;
    }

    /** The device is done with the oldest packets. @return how many there were. */
    public int complete(int packets) {
        int count = 0;
        while (count < packets && !inFlight.isEmpty()) {
            done.add(inFlight.poll());
            count++;
        }
        return count;
    }

    public int completeAll() {
        return complete(inFlight.size());
    }

    @Override
    public int reapCompletions(PacketReturn sink, int limit) {
        int count = 0;
        while (count < limit && !done.isEmpty()) {
            sink.free(done.poll());
            count++;
        }
        return count;
    }

    @Override
    public int inDevice() {
        return inFlight.size() + done.size();
    }

    /** Every call of {@link #transmit}, refused ones included. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** Bytes of the packets that were taken without an error, in order. */
    public List<byte[]> sent() {
        return attempts.stream()
                .filter(attempt -> attempt.result() == TxResult.OK)
                .map(Attempt::bytes)
                .toList();
    }

    public int doorbells() {
        return doorbells;
    }
}
