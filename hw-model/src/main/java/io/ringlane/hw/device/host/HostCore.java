// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.pcie.PcieReader;
import io.ringlane.hw.device.ring.RxRing;
import io.ringlane.hw.device.ring.TxRing;
import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;

/**
 * A core of the host in its duty cycles: reap completions, take a burst out of one RX ring, work on its packets, post
 * them and ring the doorbell. All costs are offsets inside the cycle, and the next cycle begins at their sum. A core
 * that finds no room in a TX ring takes nothing in until it does, which fills its RX rings. Owned by the simulation's
 * thread.
 */
public final class HostCore extends Stage implements Component, RxRing.Consumer {
    private static final int DOORBELL_BYTES = 4;

    private enum State {
        RESTING,
        WORKING,
        STUCK
    }

    /**
     * What comes in here goes out there.
     *
     * @param isAsking whether packets go to an accelerator, whose answers this core takes back.
     * @param answers  the ring whose requests are answered here, null where packets are new.
     */
    private record Path(RxRing from, PcieLink refill, TxRing to, boolean isAsking, TxRing answers) {
        /** Packets it may take in: never more requests than it can post, since answers must not wait behind them. */
        private int most(int burst) {
            return isAsking ? Math.min(burst, to.capacity() - to.slots()) : burst;
        }
    }

    /** The head of an RX ring's free descriptors has moved: nobody waits for it. */
    private static final PcieReader NOBODY = new PcieReader() {
        @Override
        public void readDone(int token, long nowPs) {
            // the descriptors are counted where the ring is
        }

        @Override
        public void tagsFree() {
            // never refused
        }
    };

    private final HostProfile host;
    private final Coalescing coalescing;
    private final DeviceProfile.Doorbell doorbell;
    private final WorkClock encrypt;
    private final WorkClock decrypt;
    private final List<Path> paths = new ArrayList<>();
    private final PacketQueue hand = new PacketQueue();
    private final int handle;
    private FrameWork frames = FrameWork.LENGTHS_ONLY;
    private State state = State.RESTING;
    private Path path;
    private int turn;
    private int inChunk;
    private boolean hasPosted;
    /** Null where it is never taken away. */
    private CorePauses pauses;

    private long busyPs;
    private long cyclePs;
    private long busyUntilPs;
    private long stoppedUntilPs;
    private long cycles;
    private long bursts;

    /**
     * @param device  whose doorbell it rings.
     * @param tunnels SAs in use, which its caches must hold.
     */
    public HostCore(Model model, String name, HostProfile host, DeviceProfile device, long tunnels) {
        super(model, name, host.burst());
        this.host = host;
        doorbell = device.doorbell();
        coalescing = new Coalescing(device.completion(), host);
        long morePs = host.workingSetPs(tunnels) + doorbell.postPs();
        encrypt = new WorkClock(host.encrypt(), tunnels, morePs);
        decrypt = new WorkClock(host.decrypt(), tunnels, morePs);
        handle = simulation().add(this, Priority.HOST);
    }

    /**
     * Gives it work.
     *
     * @param refill the link over which free descriptors are announced, null where no device fills the ring.
     */
    public void serve(RxRing from, PcieLink refill, TxRing to) {
        paths.add(new Path(from, refill, to, false, null));
        from.consumer(this);
    }

    /** Gives it work whose packets go to an accelerator first. */
    public void serveAsking(RxRing from, PcieLink refill, TxRing to) {
        paths.add(new Path(from, refill, to, true, null));
        from.consumer(this);
    }

    /**
     * Gives it packets back that it has worked on already and sent to an accelerator: they are only posted.
     *
     * @param asked the ring they went by; a place of it is free when its packet has been taken back.
     */
    public void serveAnswers(RxRing from, PcieLink refill, TxRing asked, TxRing to) {
        paths.add(new Path(from, refill, to, false, asked));
        from.consumer(this);
    }

    /** What it really does with packets, in no time of the model. */
    public void work(FrameWork real) {
        frames = real;
    }

    @Override
    protected void accepted(int packet) {
        hand.add(packet);
    }

    /** From now on it is taken away at random times, where its host says so. */
    public void pauses(RandomStreams streams) {
        pauses = host.pauses() == null ? null : new CorePauses(host.pauses(), streams, name());
    }

    // ---- the duty cycle

    /** Stands still until then: what it works on waits with it. */
    public void stop(long untilPs) {
        stoppedUntilPs = untilPs;
    }

    @Override
    public void fire(long nowPs) {
        if (nowPs < stoppedUntilPs) {
            simulation().schedule(handle, stoppedUntilPs);
        } else if (state == State.WORKING) {
            post(nowPs);
        } else if (pauses != null && pauses.free(nowPs) > nowPs) {
            simulation().schedule(handle, pauses.free(nowPs));
        } else {
            cycle(nowPs);
        }
    }

    /** Step 1: completions. Step 2: a burst of one ring, in turn. Step 3: the work on its first chunk. */
    private void cycle(long nowPs) {
        int reaped = 0;
        for (int i = 0; i < paths.size(); i++) {
            reaped += paths.get(i).to.reap(nowPs);
        }
        boolean hasTaken = take(nowPs);
        if (!hasTaken && reaped == 0) {
            rest(nowPs);
            return;
        }
        cycles++;
        state = State.WORKING;
        work(nowPs, host.cyclePs() + reaped * host.reapPs());
    }

    private boolean take(long nowPs) {
        for (int i = 0; i < paths.size(); i++) {
            path = paths.get(turn);
            turn = turn + 1 == paths.size() ? 0 : turn + 1;
            int count = path.from.seen(path.most(host.burst()), nowPs);
            if (count > 0) {
                takeBurst(count);
                return true;
            }
        }
        return false;
    }

    private void takeBurst(int count) {
        for (int left = count; left > 0; left--) {
            int packet = path.from.take(this);
            if (path.answers != null) {
                path.answers.sent(packet);
            }
        }
        if (path.refill != null) {
            path.refill.post(DOORBELL_BYTES, NOBODY, 0);
        }
        path.from.refilled();
        bursts++;
    }

    /** The next chunk, as long as one doorbell tells of, or all there is; it is posted when the work is done. */
    private void work(long nowPs, long firstPs) {
        inChunk = Math.min(doorbell.batch(), hand.size());
        long ps = firstPs;
        for (int i = 0; i < inChunk; i++) {
            ps += workPs(hand.get(i));
        }
        if (inChunk > 0) {
            ps += doorbell.costPs();
        }
        busyPs += ps;
        cyclePs = ps;
        busyUntilPs = pauses == null ? nowPs + ps : pauses.end(nowPs, ps);
        simulation().schedule(handle, busyUntilPs);
    }

    private long workPs(int packet) {
        if (path.answers != null) {
            return doorbell.postPs();
        }
        int bytes = packets().clearBytes(packet);
        return (Way.isDecrypt(packets().queue(packet)) ? decrypt : encrypt).take(bytes);
    }

    private void post(long nowPs) {
        while (inChunk > 0) {
            int packet = hand.poll();
            if (path.answers == null) {
                frames.work(packets(), packet, nowPs);
            }
            if (!pass(packet, path.to)) {
                hand.addFirst(packet);
                ring();
                state = State.STUCK;
                path.to.awaitRoom();
                return;
            }
            hasPosted = true;
            inChunk--;
        }
        ring();
        state = State.WORKING;
        if (hand.isEmpty()) {
            cycle(nowPs);
        } else {
            work(nowPs, 0);
        }
    }

    /** Tells the device what it has not been told of, before anything else: else it could wait for ever. */
    private void ring() {
        if (hasPosted) {
            hasPosted = false;
            path.to.ring();
        }
    }

    @Override
    protected void roomAt(Stage downstream) {
        if (now() < stoppedUntilPs) {
            state = State.WORKING;
            simulation().schedule(handle, stoppedUntilPs);
        } else {
            post(now());
        }
    }

    // ---- rest

    private void rest(long nowPs) {
        state = State.RESTING;
        coalescing.rest(nowPs);
        for (int i = 0; i < paths.size(); i++) {
            Path one = paths.get(i);
            if (one.most(1) == 0) {
                lookAt(one.to.completionPs());
            } else {
                for (int at = 0; at < one.from.held(); at++) {
                    look(one.from.visiblePs(at));
                }
            }
        }
    }

    @Override
    public void packetAt(RxRing ring, long visiblePs) {
        if (state == State.RESTING) {
            look(visiblePs);
        }
    }

    private void look(long visiblePs) {
        lookAt(coalescing.lookPs(visiblePs));
    }

    private void lookAt(long atPs) {
        if (atPs != Simulation.NEVER) {
            simulation().scheduleBy(handle, Math.max(atPs, now()));
        }
    }

    // ---- figures

    @Override
    public long busyPs() {
        // a pause may be among what is to come
        return busyPs - Math.clamp(busyUntilPs - now(), 0, cyclePs);
    }

    @Override
    public int servers() {
        return 1;
    }

    /** Duty cycles that found work. */
    public long cycles() {
        return cycles;
    }

    /** Bursts taken. */
    public long bursts() {
        return bursts;
    }
}
