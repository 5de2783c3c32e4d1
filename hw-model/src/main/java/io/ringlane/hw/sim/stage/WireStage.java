// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;

/**
 * A line: frames go out one by one with preamble and gap, and reach the other end after the delay of both PHYs and of
 * the cable. The far end takes a frame or loses it; it holds nothing back but by a pause. Owned by the simulation's
 * thread.
 */
public final class WireStage extends LinkedStage implements Component {
    /** Preamble and start of frame delimiter, IEEE 802.3. */
    public static final int PREAMBLE_BYTES = 8;
    /** Gap between frames at its least, IEEE 802.3. */
    public static final int GAP_BYTES = 12;

    /**
     * What a line is like.
     *
     * @param bitsPerSecond    of the line.
     * @param packetsPerSecond that the port sends at most; 0: as many as the line carries.
     * @param isCutThrough     whether the far end has a frame with its first bit, else with its last.
     * @param delayPs          from a bit's leaving to its being had: PHYs and cable.
     */
    public record Line(long bitsPerSecond, long packetsPerSecond, boolean isCutThrough, long delayPs) {}

    private final PacketQueue waiting = new PacketQueue();
    private final PacketQueue flying = new PacketQueue();
    private final long[] due;
    private final Line line;
    private final PacketBytes size;
    private final ByteClock bytes;
    private final ByteClock frames;
    private final int free;
    private final int arrive;
    private boolean isSending;
    private long pausedUntilPs;
    private long startedPs;
    private long endsPs;
    private long busyPs;

    /**
     * @param places frames that wait for the line, the one that goes out included; at least 1.
     * @param size   which length of a packet is that of its frame.
     */
    public WireStage(Model model, String name, int places, Line line, PacketBytes size) {
        super(model, name, places);
        this.line = line;
        this.size = size;
        bytes = ByteClock.ofBitsPerSecond(line.bitsPerSecond());
        frames = line.packetsPerSecond() == 0 ? null : ByteClock.ofEventsPerSecond(line.packetsPerSecond());
        due = new long[packets().capacity()];
        free = simulation().add(this, Priority.WIRE);
        arrive = simulation().add(this::arrived, Priority.WIRE);
    }

    @Override
    protected boolean hasRoom(int packet) {
        return waiting.size() + (isSending ? 1 : 0) < capacity();
    }

    @Override
    protected void accepted(int packet) {
        waiting.add(packet);
        if (!isSending) {
            begin();
        }
    }

    private void begin() {
        long now = now();
        if (now < pausedUntilPs) {
            if (pausedUntilPs != Simulation.NEVER) {
                simulation().schedule(free, pausedUntilPs);
            }
            return;
        }
        int packet = waiting.poll();
        int length = size.of(packets(), packet);
        long linePs = bytes.take(length + PREAMBLE_BYTES + GAP_BYTES);
        startedPs = now;
        endsPs = now + (frames == null ? linePs : Math.max(linePs, frames.take(1)));
        isSending = true;
        simulation().schedule(free, endsPs);
        due[packet] = now + bytes.of(PREAMBLE_BYTES + (line.isCutThrough() ? 0 : length)) + line.delayPs();
        flying.add(packet);
        if (flying.size() == 1) {
            simulation().schedule(arrive, due[packet]);
        }
    }

    /** The line is free again, or the pause is over. */
    @Override
    public void fire(long nowPs) {
        if (isSending) {
            isSending = false;
            busyPs += endsPs - startedPs;
            startedPs = endsPs;
        }
        if (!waiting.isEmpty()) {
            begin();
        }
        admit();
    }

    private void arrived(long nowPs) {
        while (!flying.isEmpty() && due[flying.peek()] <= nowPs) {
            int packet = flying.poll();
            passOrLose(packet, nextOf(packet));
        }
        if (!flying.isEmpty()) {
            simulation().schedule(arrive, due[flying.peek()]);
        }
    }

    /**
     * Starts no frame before then; one that goes out already is finished.
     *
     * @param untilPs {@link Simulation#NEVER} until told otherwise, now: goes on at once.
     */
    public void pause(long untilPs) {
        pausedUntilPs = untilPs;
        if (!isSending && !waiting.isEmpty()) {
            begin();
        }
    }

    @Override
    public long busyPs() {
        return busyPs + Math.min(now(), endsPs) - startedPs;
    }

    @Override
    public int servers() {
        return 1;
    }
}
