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
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;

/**
 * A core of the host in its duty cycles: reap completions, take a burst out of one RX ring, work on its packets, post
 * them and ring the doorbell. All costs are offsets inside the cycle, and the next cycle begins at their sum. A core
 * that finds no room in a TX ring takes nothing in until it does, which fills its RX rings; with several queues that
 * holds for each queue by itself. Owned by the simulation's
 * thread.
 */
public final class HostCore extends Stage implements Component, RxRing.Consumer, TxRing.Watcher {
    private static final int DOORBELL_BYTES = 4;

    private enum State {
        RESTING,
        WORKING,
        STUCK
    }

    /**
     * What comes in here goes out there.
     *
     * @param isBounded whether it takes in no more than it can post: requests to an accelerator, since answers must not
     *                  wait behind them; packets of one queue among several, since those of others must not.
     * @param answers   the ring whose requests are answered here, null where packets are new.
     */
    private record Path(RxRing from, PcieLink refill, TxRing to, boolean isBounded, TxRing answers) {
        /** Packets it may take in. */
        private int most(int burst) {
            return isBounded ? Math.min(burst, to.room()) : burst;
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
    private boolean cuts;
    private boolean isCutting;
    private int segment = PacketTable.NONE;
    private long segments;
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
    private long owedPs;
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

    /** Gives it work of one queue among several: a full ring of one leaves what comes for it where it is. */
    public void serveQueue(RxRing from, PcieLink refill, TxRing to) {
        paths.add(new Path(from, refill, to, true, null));
        from.consumer(this);
        to.watcher(this);
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

    /** Super-packets are cut by it, not by the card; each segment is posted by itself and costs its work. */
    public void cutSegments() {
        cuts = true;
    }

    @Override
    protected void accepted(int packet) {
        if (!isCutting) {
            hand.add(packet);
        }
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

    /** Has other work to do for so long, ahead of its next packets. */
    public void owe(long ps) {
        owedPs += ps;
        if (state == State.RESTING) {
            lookAt(now());
        }
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
        if (!hasTaken && reaped == 0 && owedPs == 0) {
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
        long ps = firstPs + owedPs;
        owedPs = 0;
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
        return Way.isDecrypt(packets().queue(packet))
                ? decrypt.take(bytes)
                : encrypt.take(bytes) + cutPs(packet, bytes);
    }

    /** What a super-packet costs beside: its segments where they are cut here, and descriptors beyond the first. */
    private long cutPs(int packet, int bytes) {
        Traffic.Cut cut = packets().cut(packet);
        if (cut == null) {
            return 0;
        }
        return cuts
                ? cut.segments() * host.encrypt().segmentPs() + (cut.segments() - 1) * doorbell.postPs()
                : (TxRing.chainOf(bytes) - 1) * doorbell.postPs();
    }

    private void post(long nowPs) {
        while (inChunk > 0) {
            int packet = hand.poll();
            if (path.answers == null) {
                frames.work(packets(), packet, nowPs);
            }
            boolean isPosted = cuts && packets().cut(packet) != null ? postSegments(packet) : pass(packet, path.to);
            if (!isPosted) {
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

    /** Posts all segments of a super-packet that are not posted yet, as far as there is room. */
    private boolean postSegments(int whole) {
        while (segment != PacketTable.NONE || packets().segments(whole) > 0) {
            if (segment == PacketTable.NONE) {
                isCutting = true;
                segment = cutOut(whole, true);
                isCutting = false;
                segments++;
            }
            if (!pass(segment, path.to)) {
                return false;
            }
            segment = PacketTable.NONE;
            hasPosted = true;
        }
        cutUp(whole);
        return true;
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

    @Override
    public void completionAt(TxRing ring, long visiblePs) {
        for (int i = 0; state == State.RESTING && i < paths.size(); i++) {
            Path one = paths.get(i);
            if (one.to == ring && one.most(1) == 0 && one.from.held() > 0) {
                lookAt(visiblePs);
            }
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

    /** Segments cut here. */
    public long segments() {
        return segments;
    }

    /** Bursts taken. */
    public long bursts() {
        return bursts;
    }
}
