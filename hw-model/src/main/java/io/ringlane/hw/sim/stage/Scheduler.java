// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * Queues before one next stage, and which of them it is fed from: strict priority between the levels, deficit round
 * robin (Shreedhar and Varghese) between the queues of a level. Decides when there is room downstream, not before.
 * Owned by the simulation's thread.
 */
public final class Scheduler {
    private final Model model;
    private final PacketBytes size;
    private final List<Level> levels = new ArrayList<>();
    private Stage next;
    private boolean isBlocked;
    private boolean isRunning;

    /** @param size which length of a packet counts for a quantum and for the bytes of a queue. */
    public Scheduler(Model model, PacketBytes size) {
        this.model = model;
        this.size = size;
    }

    /**
     * Adds a queue, to be offered packets.
     *
     * @param packets  held at most, at least 1.
     * @param bytes    held at most.
     * @param priority level of the queue, the lower goes first.
     * @param quantum  bytes per round among the queues of its level, at least the longest packet's to send one a round.
     */
    public Stage queue(String name, int packets, long bytes, int priority, long quantum) {
        if (quantum < 1) {
            throw new IllegalArgumentException(name + ": quantum must be at least 1 byte, is " + quantum);
        }
        Level level = level(priority);
        Queue queue = new Queue(this, level, name, packets, bytes, quantum);
        level.queues.add(queue);
        return queue;
    }

    private Level level(int priority) {
        int at = 0;
        while (at < levels.size() && levels.get(at).priority < priority) {
            at++;
        }
        if (at == levels.size() || levels.get(at).priority != priority) {
            levels.add(at, new Level(priority));
        }
        return levels.get(at);
    }

    /** All packets go there. */
    public void feeds(Stage next) {
        this.next = next;
    }

    private void run() {
        if (isBlocked || isRunning) {
            return;
        }
        isRunning = true;
        Queue queue = choose();
        while (queue != null && queue.passFirst()) {
            queue = choose();
        }
        isRunning = false;
        isBlocked = queue != null;
    }

    /** The queue whose first packet goes next, null if all are empty. Chosen again, it is the same one. */
    private Queue choose() {
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            if (level.packets > 0) {
                return level.choose();
            }
        }
        return null;
    }

    /** Queues of equal priority, and whose turn it is. */
    private static final class Level {
        private final int priority;
        private final List<Queue> queues = new ArrayList<>();
        private int packets;
        private int turn;
        private boolean hasGot;

        private Level(int priority) {
            this.priority = priority;
        }

        /**
         * A queue gets its quantum when its turn comes, and keeps the turn while its deficit covers its first packet.
         */
        private Queue choose() {
            while (true) {
                Queue queue = queues.get(turn);
                if (!queue.waiting.isEmpty()) {
                    if (!hasGot) {
                        queue.deficit += queue.quantum;
                        hasGot = true;
                    }
                    if (queue.firstBytes() <= queue.deficit) {
                        return queue;
                    }
                }
                turn = turn + 1 == queues.size() ? 0 : turn + 1;
                hasGot = false;
            }
        }
    }

    /** One of the queues. */
    private static final class Queue extends Stage {
        private final PacketQueue waiting = new PacketQueue();
        private final Scheduler scheduler;
        private final Level level;
        private final long capacityBytes;
        private final long quantum;
        private long heldBytes;
        private long deficit;

        private Queue(Scheduler scheduler, Level level, String name, int packets, long bytes, long quantum) {
            super(scheduler.model, name, packets);
            this.scheduler = scheduler;
            this.level = level;
            this.quantum = quantum;
            capacityBytes = bytes;
        }

        private int bytes(int packet) {
            return scheduler.size.of(packets(), packet);
        }

        private int firstBytes() {
            return bytes(waiting.peek());
        }

        @Override
        protected boolean hasRoom(int packet) {
            int bytes = bytes(packet);
            if (bytes > capacityBytes) {
                throw new IllegalStateException(
                        name() + " holds " + capacityBytes + " bytes and is given a packet of " + bytes);
            }
            return held() < capacity() && heldBytes + bytes <= capacityBytes;
        }

        @Override
        protected void accepted(int packet) {
            waiting.add(packet);
            heldBytes += bytes(packet);
            level.packets++;
            scheduler.run();
        }

        private boolean passFirst() {
            int packet = waiting.poll();
            int bytes = bytes(packet);
            heldBytes -= bytes;
            level.packets--;
            if (!pass(packet, scheduler.next)) {
                waiting.addFirst(packet);
                heldBytes += bytes;
                level.packets++;
                return false;
            }
            deficit = waiting.isEmpty() ? 0 : deficit - bytes;
            admit();
            return true;
        }

        @Override
        protected void roomAt(Stage downstream) {
            scheduler.isBlocked = false;
            scheduler.run();
        }
    }
}
