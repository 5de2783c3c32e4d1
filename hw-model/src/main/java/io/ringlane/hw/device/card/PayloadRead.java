// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.pcie.PcieReader;
import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.stage.LinkedStage;

/**
 * Reads payloads out of host memory: a packet is in it from its first read request until the next stage takes it, in
 * order. Bounded by what the device can hold, and by the link's tags. Where a port has several queues each has a read
 * of its own, which begins no packet that has no room in the queue: so nothing on the way to the queues is ever held up
 * by a full one.
 *
 * <p>A super-packet is read in one go, request by request, and cut as it comes: a segment goes on as soon as its last
 * byte is there, with a copy of the headers that were read once. Owned by the simulation's thread.
 */
public final class PayloadRead extends LinkedStage implements PcieReader {
    private static final int FCS = 4;

    private final PcieLink link;
    private final PacketBytes size;
    private final long queueBytes;
    private final PacketQueue waiting = new PacketQueue();
    private final PacketQueue done = new PacketQueue();
    private long promisedBytes;
    /** Bytes that were asked for of the first one waiting, a super-packet, and that have come of each one. */
    private int asked;

    private int[] come = {};
    private int segment = PacketTable.NONE;
    private boolean isCutting;
    private long wholes;
    private long segments;
    private boolean isStarved;
    private boolean isDraining;

    /**
     * @param size       bytes of a packet in host memory, with the FCS that is not there.
     * @param queueBytes of the queue its packets go to, to be told of those that have left it; {@link Long#MAX_VALUE}:
     *                   it goes to none, and need not be told.
     */
    public PayloadRead(Model model, String name, int packets, PcieLink link, PacketBytes size, long queueBytes) {
        super(model, name, packets);
        this.link = link;
        this.size = size;
        this.queueBytes = queueBytes;
    }

    @Override
    protected boolean hasRoom(int packet) {
        return held() < capacity() && (promisedBytes == 0 || promisedBytes + outBytes(packet) <= queueBytes);
    }

    private long outBytes(int packet) {
        Traffic.Cut cut = packets().cut(packet);
        return cut == null ? Way.OUT.of(packets(), packet) : cut.allWireBytes();
    }

    /** A packet of its has left the queue: another may be begun. */
    public void departed(int packet) {
        promisedBytes -= outBytes(packet);
        admit();
    }

    @Override
    protected void accepted(int packet) {
        if (isCutting) {
            return;
        }
        if (queueBytes != Long.MAX_VALUE) {
            promisedBytes += outBytes(packet);
        }
        waiting.add(packet);
        if (!isStarved) {
            read();
        }
    }

    private void read() {
        while (!waiting.isEmpty()) {
            int packet = waiting.peek();
            int bytes = size.of(packets(), packet) - FCS;
            boolean isAsked = packets().cut(packet) == null ? link.read(bytes, this, packet) : readOn(packet, bytes);
            if (!isAsked) {
                isStarved = true;
                return;
            }
            waiting.poll();
        }
    }

    /** What is left of a super-packet, one request at a time; as many TLPs as in one. */
    private boolean readOn(int packet, int bytes) {
        int most = link.rates().mrrs();
        while (asked < bytes) {
            int next = Math.min(most, bytes - asked);
            if (!link.read(next, this, packet)) {
                return false;
            }
            asked += next;
        }
        asked = 0;
        return true;
    }

    @Override
    public void tagsFree() {
        isStarved = false;
        read();
    }

    @Override
    public void readDone(int packet, long nowPs) {
        boolean isOn = packets().cut(packet) != null && hasCome(packet);
        if (!isOn) {
            done.add(packet);
        }
        if (!isDraining && (isOn ? done.peek() == packet : done.size() == 1)) {
            drain();
        }
    }

    /** Counts another request's bytes of a super-packet; says whether it was begun. */
    private boolean hasCome(int packet) {
        if (come.length == 0) {
            come = new int[packets().capacity()];
        }
        int before = come[packet];
        int bytes = size.of(packets(), packet) - FCS;
        come[packet] = Math.min(bytes, before + link.rates().mrrs());
        return before > 0;
    }

    @Override
    protected void roomAt(Stage downstream) {
        drain();
    }

    private void drain() {
        isDraining = true;
        boolean hasPassed = false;
        while (!done.isEmpty() && passFirst()) {
            hasPassed = true;
        }
        isDraining = false;
        if (hasPassed) {
            admit();
        }
    }

    private boolean passFirst() {
        if (packets().cut(done.peek()) != null) {
            return passSegment(done.peek());
        }
        int packet = done.poll();
        if (passOn(packet)) {
            return true;
        }
        done.addFirst(packet);
        return false;
    }

    private boolean passSegment(int whole) {
        if (segment == PacketTable.NONE) {
            Traffic.Cut cut = packets().cut(whole);
            int number = cut.segments() - packets().segments(whole);
            if (come[whole] < cut.bytesUpTo(number)) {
                return false;
            }
            isCutting = true;
            segment = cutOut(whole, false);
            isCutting = false;
            segments++;
        }
        if (!passOn(segment)) {
            return false;
        }
        segment = PacketTable.NONE;
        if (packets().segments(whole) == 0) {
            done.poll();
            come[whole] = 0;
            wholes++;
            cutUp(whole);
        }
        return true;
    }

    /** Super-packets cut up. */
    public long wholes() {
        return wholes;
    }

    /** Segments cut out of super-packets. */
    public long segments() {
        return segments;
    }
}
