// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.LinkedStage;

/**
 * The RX buffer of a port: what has come in and cannot go on yet. Full, the frame that comes is lost. With pause frames
 * the sender is stopped above one mark and let go below another. Owned by the simulation's thread.
 */
public final class ReceiveBuffer extends LinkedStage {
    /** A pause quantum is the time of so many bytes (IEEE 802.3 annex 31B). */
    private static final long QUANTUM_BYTES = 64;

    private final PacketQueue queue = new PacketQueue();
    private final PacketBytes size;
    private final long capacityBytes;
    private final DeviceProfile.Pause pause;
    private final long pausePs;
    private Pausable sender;
    private boolean isStopped;
    private boolean isDraining;
    private long askedUntilPs;
    private long heldBytes;
    private long mostBytes;
    private long stops;

    /**
     * @param pause   null: it sends no pause frames.
     * @param bitRate of the line, which is what a pause is reckoned in.
     */
    public ReceiveBuffer(
            Model model, String name, long bytes, PacketBytes size, DeviceProfile.Pause pause, long bitRate) {
        super(model, name, (int) Math.max(1, bytes / 64));
        this.size = size;
        this.pause = pause;
        capacityBytes = bytes;
        pausePs = pause == null ? 0 : ByteClock.ofBitsPerSecond(bitRate).of(pause.quanta() * QUANTUM_BYTES);
    }

    /** Who is stopped by pause frames. */
    public void stops(Pausable one) {
        sender = one;
    }

    @Override
    protected boolean hasRoom(int packet) {
        return held() < capacity() && heldBytes + size.of(packets(), packet) <= capacityBytes;
    }

    @Override
    protected void accepted(int packet) {
        heldBytes += size.of(packets(), packet);
        mostBytes = Math.max(mostBytes, heldBytes);
        queue.add(packet);
        if (!isDraining && queue.size() == 1) {
            drain();
        }
        if (pause != null && heldBytes >= pause.stopBytes()) {
            stop();
        }
    }

    /** Asks again when what was asked for is half over. */
    private void stop() {
        long now = now();
        if (!isStopped || now >= askedUntilPs - pausePs / 2) {
            isStopped = true;
            stops++;
            long from = now + pause.reactPs();
            askedUntilPs = from + pausePs;
            sender.pause(from, askedUntilPs);
        }
    }

    @Override
    protected void roomAt(Stage downstream) {
        drain();
    }

    private void drain() {
        isDraining = true;
        boolean hasPassed = false;
        while (!queue.isEmpty() && passFirst()) {
            hasPassed = true;
        }
        isDraining = false;
        if (isStopped && heldBytes <= pause.goBytes()) {
            isStopped = false;
            long from = now() + pause.reactPs();
            sender.pause(from, from);
        }
        if (hasPassed) {
            admit();
        }
    }

    private boolean passFirst() {
        int packet = queue.poll();
        int bytes = size.of(packets(), packet);
        heldBytes -= bytes;
        if (passOn(packet)) {
            return true;
        }
        heldBytes += bytes;
        queue.addFirst(packet);
        return false;
    }

    public long heldBytes() {
        return heldBytes;
    }

    public long mostBytes() {
        return mostBytes;
    }

    /** Pause frames that stop, sent. */
    public long stops() {
        return stops;
    }
}
