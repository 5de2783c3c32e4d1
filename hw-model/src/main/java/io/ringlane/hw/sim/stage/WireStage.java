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
    private long pausedUntilPs;
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
        return waiting.size() + (isSending() ? 1 : 0) < capacity();
    }

    private boolean isSending() {
        return now() < endsPs;
    }

    @Override
    protected void accepted(int packet) {
        waiting.add(packet);
        goOn();
    }

    /** The end of a frame is an event only where something waits for it. */
    @Override
    protected void awaited() {
        goOn();
    }

    /** Starts the next frame, or sees to it that the line's next free moment is an event. */
    private void goOn() {
        long atPs = Math.max(endsPs, pausedUntilPs);
        if (atPs > now()) {
            if (atPs != Simulation.NEVER) {
                simulation().schedule(free, atPs);
            }
        } else if (!waiting.isEmpty()) {
            begin();
        }
    }

    private void begin() {
        long now = now();
        int packet = waiting.poll();
        int length = size.of(packets(), packet);
        long linePs = bytes.take(length + PREAMBLE_BYTES + GAP_BYTES);
        long sendingPs = frames == null ? linePs : Math.max(linePs, frames.take(1));
        busyPs += sendingPs;
        endsPs = now + sendingPs;
        due[packet] = now + bytes.of(PREAMBLE_BYTES + (line.isCutThrough() ? 0 : length)) + line.delayPs();
        flying.add(packet);
        if (flying.size() == 1) {
            simulation().schedule(arrive, due[packet]);
        }
        if (!waiting.isEmpty() || isAwaited()) {
            simulation().schedule(free, endsPs);
        }
    }

    /** The line is free, or the pause is over. */
    @Override
    public void fire(long nowPs) {
        if (isSending()) {
            goOn();
            return;
        }
        if (!waiting.isEmpty()) {
            goOn();
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
        if (!waiting.isEmpty()) {
            goOn();
        }
    }

    @Override
    public long busyPs() {
        return busyPs - Math.max(0, endsPs - now());
    }

    @Override
    public int servers() {
        return 1;
    }
}
