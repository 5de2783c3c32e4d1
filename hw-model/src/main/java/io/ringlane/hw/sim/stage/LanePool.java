// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Stage;
import java.util.Arrays;

/**
 * Pipelined lanes. A lane takes its next packet an initiation interval after the one before, and has a packet done that
 * interval and a latency after it took it. Packets of an SA come out in the order they went in: one that is done too
 * early waits in the reorder buffer, and stalls its lane when that is full. Owned by the simulation's thread.
 */
public final class LanePool extends LinkedStage {
    /**
     * What the pool is like.
     *
     * @param lanes         at least 1.
     * @param places        packets that wait for a lane; with {@link LaneOrder#HASH} each lane has its share of them,
     *                      rounded down.
     * @param reorderPlaces packets that are done and wait for one before them or for the next stage, outside the lanes.
     * @param latencyPs     from the end of its initiation interval until a packet is done.
     */
    public record Layout(int lanes, int places, int reorderPlaces, LaneOrder order, long latencyPs) {}

    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final int SPREAD_BITS = 32;

    private final Layout layout;
    private final Service interval;
    private Service ahead = Service.fixed(0);
    private final Lane[] lanes;
    private final PacketQueue[] waiting;
    private final PacketQueue stalled = new PacketQueue();
    private final PacketQueue ready = new PacketQueue();
    private final Succession succession;
    private final boolean[] isBuffered;
    private final long[] doneAt;
    private final int start;
    private int buffered;
    private int turn;
    private boolean isSettling;
    private boolean hasPassed;
    private long busyPs;

    /** @param interval initiation interval of a packet, in which its lane takes no other. */
    public LanePool(Model model, String name, Layout layout, Service interval) {
        super(model, name, Math.max(1, layout.places()));
        this.layout = layout;
        this.interval = interval;
        int rows = packets().capacity();
        succession = new Succession(rows);
        isBuffered = new boolean[rows];
        doneAt = new long[rows];
        lanes = new Lane[layout.lanes()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane(i);
        }
        waiting = new PacketQueue[layout.order() == LaneOrder.HASH ? lanes.length : 1];
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = new PacketQueue();
        }
        start = simulation().add(this::startWaiting, Priority.LANE);
    }

    /** Packets go on so long before they are done: their first bytes are out by then. */
    public void cutThrough(Service lead) {
        ahead = lead;
    }

    /** One lane: when it is free again, and what is under way in it. */
    private final class Lane {
        private final PacketQueue pipe = new PacketQueue();
        private final int number;
        private final int done;
        private boolean isDown;
        private boolean isStalled;
        private long freePs;

        private Lane(int number) {
            this.number = number;
            done = simulation().add(this::finish, Priority.LANE);
        }

        private boolean isFree(long nowPs) {
            return freePs <= nowPs && !isStalled;
        }

        private void finish(long nowPs) {
            retire(this, nowPs);
            settle(nowPs);
        }
    }

    // ---- in

    @Override
    protected boolean hasRoom(int packet) {
        PacketQueue queue = waitingFor(packet);
        return queue.size() < layout.places() / waiting.length || queue.isEmpty() && laneFor(packet, now()) != null;
    }

    @Override
    protected void accepted(int packet) {
        succession.add(
                packet, layout.order() == LaneOrder.ROUND_ROBIN ? 0 : packets().state(packet));
        waitingFor(packet).add(packet);
        if (!isSettling) {
            startWaiting(now());
        }
    }

    private PacketQueue waitingFor(int packet) {
        return waiting[waiting.length == 1 ? 0 : laneOf(packets().state(packet))];
    }

    /** Lane of an SA's packets with {@link LaneOrder#HASH}: the next one after its own that is not down. */
    public int laneOf(int sa) {
        long spread = sa * SPREAD >>> SPREAD_BITS;
        int lane = (int) (spread * lanes.length >>> SPREAD_BITS);
        for (int i = 0; i < lanes.length && lanes[lane].isDown; i++) {
            lane = lane + 1 == lanes.length ? 0 : lane + 1;
        }
        return lane;
    }

    /** The lane that would take the packet now, null if none does. */
    private Lane laneFor(int packet, long nowPs) {
        Lane lane = switch (layout.order()) {
            case HASH -> lanes[laneOf(packets().state(packet))];
            case ANY -> earliest();
            case ROUND_ROBIN -> lanes[turn()];
        };
        return lane != null && lane.isFree(nowPs) ? lane : null;
    }

    /** The lane that is free first, at equal times the lowest; null if all stand still. */
    private Lane earliest() {
        Lane first = null;
        for (Lane lane : lanes) {
            if (!lane.isDown && !lane.isStalled && (first == null || lane.freePs < first.freePs)) {
                first = lane;
            }
        }
        return first;
    }

    private int turn() {
        for (int i = 0; i < lanes.length && lanes[turn].isDown; i++) {
            turn = turn + 1 == lanes.length ? 0 : turn + 1;
        }
        return turn;
    }

    private void startWaiting(long nowPs) {
        boolean hasBegun = false;
        for (int i = 0; i < waiting.length; i++) {
            hasBegun |= startWaiting(waiting[i], i, nowPs);
        }
        if (hasBegun) {
            admit();
        }
    }

    private boolean startWaiting(PacketQueue queue, int number, long nowPs) {
        boolean hasBegun = false;
        while (!queue.isEmpty()) {
            Lane lane = layout.order() == LaneOrder.HASH ? lanes[number] : laneFor(queue.peek(), nowPs);
            if (lane == null || !lane.isFree(nowPs)) {
                wake(number);
                break;
            }
            begin(queue.poll(), lane, nowPs);
            hasBegun = true;
        }
        return hasBegun;
    }

    /** Sets when the first of a queue's packets can start; a stalled lane wakes the queue itself. */
    private void wake(int number) {
        Lane lane = switch (layout.order()) {
            case HASH -> lanes[number];
            case ANY -> earliest();
            case ROUND_ROBIN -> lanes[turn()];
        };
        if (lane != null && !lane.isStalled && !(lane.isDown && waiting.length == 1)) {
            simulation().scheduleBy(start, Math.max(lane.freePs, now()));
        }
    }

    private void begin(int packet, Lane lane, long nowPs) {
        long ps = interval.servicePs(packet);
        busyPs += ps;
        lane.freePs = nowPs + ps;
        doneAt[packet] = lane.freePs + layout.latencyPs() - ahead.servicePs(packet);
        lane.pipe.add(packet);
        if (lane.pipe.size() == 1) {
            simulation().schedule(lane.done, doneAt[packet]);
        }
        if (layout.order() == LaneOrder.ROUND_ROBIN) {
            turn = turn + 1 == lanes.length ? 0 : turn + 1;
        }
    }

    // ---- out

    /** Takes out of a lane what is done, until the lane is empty, not done or stalled. */
    private void retire(Lane lane, long nowPs) {
        while (!lane.pipe.isEmpty() && doneAt[lane.pipe.peek()] <= nowPs) {
            int packet = lane.pipe.poll();
            boolean isNext = succession.isFirst(packet);
            if (isNext && ready.isEmpty() && goOut(packet)) {
                continue;
            }
            if (buffered < layout.reorderPlaces()) {
                buffered++;
                buffer(packet, isNext);
            } else {
                lane.pipe.addFirst(packet);
                lane.isStalled = true;
                stalled.add(lane.number);
                return;
            }
        }
        if (!lane.pipe.isEmpty()) {
            simulation().schedule(lane.done, doneAt[lane.pipe.peek()]);
        }
    }

    private void buffer(int packet, boolean isNext) {
        if (isNext) {
            ready.add(packet);
        } else {
            isBuffered[packet] = true;
        }
    }

    /** Passes a packet on, if there is room; the one behind it may go then. Waits for one stage at a time. */
    private boolean goOut(int packet) {
        Stage to = nextOf(packet);
        boolean isWaiting = blockedBy() != null;
        if (isWaiting ? !to.accepts(packet, this) : !mayPass(packet, to)) {
            return false;
        }
        hasPassed = true;
        release(packet);
        move(packet, to);
        return true;
    }

    private void release(int packet) {
        int next = succession.remove(packet);
        if (next != PacketTable.NONE && isBuffered[next]) {
            isBuffered[next] = false;
            ready.add(next);
        }
    }

    @Override
    protected void roomAt(Stage downstream) {
        settle(now());
    }

    /** Lets go what can go: the buffered first, then what stalls lanes, as long as anything moves. */
    private void settle(long nowPs) {
        if (isSettling) {
            return;
        }
        isSettling = true;
        boolean isMoving = true;
        while (isMoving) {
            drain();
            isMoving = unstall(nowPs);
        }
        isSettling = false;
        startWaiting(nowPs);
        if (hasPassed) {
            hasPassed = false;
            admit();
        }
    }

    private void drain() {
        while (!ready.isEmpty()) {
            int packet = ready.poll();
            if (!goOut(packet)) {
                ready.addFirst(packet);
                return;
            }
            buffered--;
        }
    }

    /** Tries each stalled lane once, in the order they stalled. */
    private boolean unstall(long nowPs) {
        boolean hasMoved = false;
        for (int left = stalled.size(); left > 0; left--) {
            Lane lane = lanes[stalled.poll()];
            int first = lane.pipe.peek();
            lane.isStalled = false;
            retire(lane, nowPs);
            hasMoved |= lane.pipe.peek() != first;
        }
        return hasMoved;
    }

    // ---- faults

    /** A lane takes nothing in any more; what it has, its own queue included, it finishes. */
    public void fail(int lane) {
        lanes[lane].isDown = true;
    }

    /** A lane takes packets in again. */
    public void repair(int lane) {
        lanes[lane].isDown = false;
        startWaiting(now());
        admit();
    }

    /** Packets that are done and wait in the reorder buffer. */
    public int buffered() {
        return buffered;
    }

    @Override
    public long busyPs() {
        long ahead = 0;
        for (Lane lane : lanes) {
            ahead += Math.max(0, lane.freePs - now());
        }
        return busyPs - ahead;
    }

    @Override
    public int servers() {
        return lanes.length;
    }

    /** Which packet goes out next of each SA: links from a packet to the one behind it. */
    private static final class Succession {
        private final int[] next;
        private final int[] key;
        private final boolean[] isFirst;
        private int[] last = new int[0];

        private Succession(int rows) {
            next = new int[rows];
            key = new int[rows];
            isFirst = new boolean[rows];
        }

        private void add(int packet, int of) {
            if (of >= last.length) {
                grow(of);
            }
            int before = last[of] - 1;
            last[of] = packet + 1;
            key[packet] = of;
            next[packet] = PacketTable.NONE;
            isFirst[packet] = before == PacketTable.NONE;
            if (before != PacketTable.NONE) {
                next[before] = packet;
            }
        }

        private void grow(int of) {
            last = Arrays.copyOf(last, Math.max(of + 1, last.length * 2));
        }

        private boolean isFirst(int packet) {
            return isFirst[packet];
        }

        /** Takes out the first of an SA; says which one is first now, {@link PacketTable#NONE} if none. */
        private int remove(int packet) {
            int behind = next[packet];
            if (behind == PacketTable.NONE) {
                last[key[packet]] = 0;
            } else {
                isFirst[behind] = true;
            }
            return behind;
        }
    }
}
