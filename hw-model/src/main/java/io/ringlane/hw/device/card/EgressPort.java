// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.stage.LinkedStage;

/**
 * The TX FIFO of a port and its line: store and forward, one event a frame, when its gap is over. What comes behind it
 * has the frame {@link #lagPs} after that event (less than nothing: the last bit was had before the gap was over).
 * Owned by the simulation's thread.
 */
public final class EgressPort extends LinkedStage implements Component, Pausable {
    private static final int PREAMBLE = 8;
    private static final int GAP = 12;
    private static final int NOTHING = -1;

    /** Is told of a frame whose last bit has left; its row is still its own. */
    @FunctionalInterface
    public interface Departures {
        void departed(int packet);
    }

    private final PacketQueue queue = new PacketQueue();
    private final PacketBytes size;
    private final long fifoBytes;
    private final ByteClock line;
    private final ByteClock caps;
    private final int capBytes;
    private final ByteClock bits;
    private final Departures departures;
    private TokenBucket shaper;
    private final long lagPs;
    private final int handle;
    private boolean isSending;
    private int leaving = NOTHING;
    private long endsPs;
    private long heldBytes;
    private long mostBytes;
    private long busyPs;
    private long pausedFromPs;
    private long pausedToPs;

    /**
     * @param ports  of which it is one: rate, caps, PHY.
     * @param frames it holds at most, the one that goes out included; 1 where queues with a scheduler stand before it.
     * @param bytes  of its FIFO, the frame that goes out included.
     */
    public EgressPort(
            Model model,
            String name,
            DeviceProfile.Ports ports,
            int frames,
            long bytes,
            PacketBytes size,
            Departures departures) {
        super(model, name, frames);
        this.size = size;
        this.departures = departures;
        fifoBytes = bytes;
        line = ByteClock.ofBitsPerSecond(ports.bitRate());
        capBytes = ports.capBytes() == 0 ? Integer.MAX_VALUE : ports.capBytes();
        caps = ports.packetCap() == 0 ? null : ByteClock.ofEventsPerSecond(ports.packetCap());
        bits = ports.bitCap() == 0 ? null : ByteClock.ofBitsPerSecond(ports.bitCap());
        lagPs = ports.phyPs() - line.of(GAP);
        handle = simulation().add(this, Priority.WIRE);
    }

    /** No frame is begun before the bucket holds its bytes; those behind it wait with it. */
    public void shape(TokenBucket bucket) {
        shaper = bucket;
    }

    @Override
    protected boolean hasRoom(int packet) {
        return held() < capacity() && heldBytes + size.of(packets(), packet) <= fifoBytes;
    }

    @Override
    protected void accepted(int packet) {
        heldBytes += size.of(packets(), packet);
        mostBytes = Math.max(mostBytes, heldBytes);
        queue.add(packet);
        if (!isSending) {
            begin(now());
        }
    }

    private void begin(long nowPs) {
        isSending = true;
        if (nowPs >= pausedFromPs && nowPs < pausedToPs) {
            endsPs = pausedToPs;
            simulation().schedule(handle, pausedToPs);
            return;
        }
        int bytes = size.of(packets(), queue.peek());
        if (shaper != null) {
            long earliestPs = shaper.earliestPs(bytes);
            if (earliestPs > nowPs) {
                endsPs = earliestPs;
                simulation().schedule(handle, earliestPs);
                return;
            }
            shaper.take(bytes, nowPs);
        }
        long ps = line.take(PREAMBLE + bytes + GAP);
        if (caps != null && bytes <= capBytes) {
            ps = Math.max(ps, caps.take(1));
        }
        if (bits != null) {
            ps = Math.max(ps, bits.take(bytes));
        }
        busyPs += ps;
        endsPs = nowPs + ps;
        leaving = queue.poll();
        simulation().schedule(handle, endsPs);
    }

    @Override
    public void fire(long nowPs) {
        isSending = false;
        if (leaving != NOTHING) {
            int packet = leaving;
            leaving = NOTHING;
            heldBytes -= size.of(packets(), packet);
            departures.departed(packet);
            passOrLose(packet, nextOf(packet));
            admit();
        }
        if (!isSending && !queue.isEmpty()) {
            begin(nowPs);
        }
    }

    @Override
    public void pause(long fromPs, long toPs) {
        if (fromPs > pausedToPs) {
            pausedFromPs = fromPs;
        }
        pausedToPs = toPs;
        if (isSending && leaving == NOTHING) {
            simulation().schedule(handle, Math.max(now(), toPs));
        }
    }

    /** From its event until the far end has the last bit; may be below zero. */
    public long lagPs() {
        return lagPs;
    }

    @Override
    public long busyPs() {
        return busyPs - (leaving == NOTHING ? 0 : Math.max(0, endsPs - now()));
    }

    @Override
    public int servers() {
        return 1;
    }

    public long mostBytes() {
        return mostBytes;
    }
}
