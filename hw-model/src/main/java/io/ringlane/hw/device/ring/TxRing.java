// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.ring;

import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.pcie.PcieReader;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;

/**
 * A TX ring. A packet is in it from its descriptor's being written until the device begins to read its payload; the
 * descriptor's slot is taken until the host has seen the completion. Owned by the simulation's thread.
 *
 * <pre>
 *  host: post, post, ring --> doorbell arrives --> descriptors are fetched --> payload is read ... sent
 *  host: slots free       <-- completions seen <-- written back in batches                     <--+
 * </pre>
 */
public final class TxRing extends Stage implements Component, PcieReader {
    private static final int DOORBELL = 1 << 30;
    private static final int TAIL = DOORBELL - 1;
    /** Bytes of host memory that one descriptor of a chain tells of at most. */
    private static final int BUFFER = 1 << 14;

    /** A core that may rest while this ring is full. */
    @FunctionalInterface
    public interface Watcher {
        /** A completion has been written that can be seen then. */
        void completionAt(TxRing ring, long visiblePs);
    }

    private final PcieLink link;
    private final DeviceProfile.Doorbell doorbell;
    private final DeviceProfile.Descriptors descriptors;
    private final PacketBytes size;
    private final ByteQueueLimit limit;
    private final PacketQueue posted = new PacketQueue();
    private final Completions completions = new Completions();
    private final int mostFetched;
    private final int handle;
    private Stage payload;
    private Watcher watcher;
    private long rung;
    private long told;
    private long asked;
    private long fetched;
    private long begun;
    private long sent;
    private long sentBytes;
    private long writtenBack;
    private long reaped;
    private int unreaped;
    private int mostSlots;
    private long stops;
    private boolean isRefused;
    private boolean isStalled;

    /**
     * @param device  whose descriptors and doorbell it has.
     * @param fetched descriptors that lie in the device at most.
     * @param size    bytes of a packet as the host posts it.
     * @param limit   null: only the slots bound it.
     */
    public TxRing(
            Model model,
            String name,
            DeviceProfile device,
            PcieLink link,
            int fetched,
            PacketBytes size,
            ByteQueueLimit limit) {
        super(model, name, device.rings().tx());
        this.link = link;
        doorbell = device.doorbell();
        descriptors = device.descriptors();
        mostFetched = Math.max(fetched, 1);
        this.size = size;
        this.limit = limit;
        handle = simulation().add(this, Priority.COMPLETION);
    }

    /** Where the payload of its packets is read. */
    public void feeds(Stage reader) {
        payload = reader;
    }

    /** Who is told of each completion. */
    public void watcher(Watcher one) {
        watcher = one;
    }

    // ---- the host's side

    @Override
    protected boolean hasRoom(int packet) {
        return unreaped + chain(packet) <= capacity() && (limit == null || limit.isOpen());
    }

    /** Descriptors of a packet. */
    private int chain(int packet) {
        return packets().cut(packet) == null ? 1 : chainOf(size.of(packets(), packet));
    }

    /** Descriptors of a super-packet of so many bytes: one with its headers and how to cut it, and one a buffer. */
    public static int chainOf(int bytes) {
        return 1 + (bytes + BUFFER - 1) / BUFFER;
    }

    @Override
    protected void accepted(int packet) {
        posted.add(packet);
        rung += chain(packet);
        unreaped += chain(packet);
        mostSlots = Math.max(mostSlots, unreaped);
        if (limit != null) {
            limit.queue(size.of(packets(), packet));
        }
    }

    /** Tells the device of what has been posted. */
    public void ring() {
        link.post(doorbell.bytes(), this, DOORBELL | (int) rung & TAIL);
    }

    /** Frees the slots of packets whose completions can be seen; says how many. */
    public int reap(long nowPs) {
        int count = 0;
        while (completions.firstPs() <= nowPs) {
            count += completions.firstPackets();
            if (limit != null) {
                limit.complete(completions.firstBytes(), nowPs);
            }
            completions.remove();
        }
        unreaped -= count;
        reaped += count;
        return count;
    }

    /** When the host can see the next completion, {@link Simulation#NEVER} while none is written. */
    public long completionPs() {
        return completions.firstPs();
    }

    /** A core was refused and looks for completions without end until it is let in. */
    public void awaitRoom() {
        isRefused = true;
        stops++;
        wake();
    }

    private void wake() {
        if (isRefused && completions.firstPs() != Simulation.NEVER) {
            simulation().scheduleBy(handle, Math.max(completions.firstPs(), now()));
        }
    }

    @Override
    public void fire(long nowPs) {
        reap(nowPs);
        if (unreaped < capacity() && (limit == null || limit.isOpen())) {
            isRefused = false;
            admit();
        }
        wake();
    }

    // ---- the device's side

    @Override
    public void readDone(int token, long nowPs) {
        if ((token & DOORBELL) != 0) {
            told += (token & TAIL) - told & TAIL;
        } else {
            fetched += token;
            begin();
        }
        fetch();
    }

    /** The device stops fetching descriptors and beginning packets, or goes on; what is begun goes its way. */
    public void stall(boolean stalls) {
        isStalled = stalls;
        begin();
        fetch();
    }

    private void fetch() {
        if (isStalled) {
            return;
        }
        // a chain is fetched to its end
        int places = posted.isEmpty() ? mostFetched : Math.max(mostFetched, chain(posted.peek()));
        while (asked < told && asked - begun < places) {
            long most = Math.min(told - asked, places - (asked - begun));
            int count = (int) Math.min(descriptors.fetchBatch(), most);
            if (!link.read(count * descriptors.bytes(), this, count)) {
                return;
            }
            asked += count;
        }
    }

    @Override
    public void tagsFree() {
        fetch();
    }

    private void begin() {
        boolean isTaken = !isStalled;
        while (isTaken && !posted.isEmpty() && begun + chain(posted.peek()) <= fetched) {
            int packet = posted.poll();
            int count = chain(packet);
            isTaken = pass(packet, payload);
            if (isTaken) {
                begun += count;
            } else {
                posted.addFirst(packet);
            }
        }
    }

    @Override
    protected void roomAt(Stage downstream) {
        begin();
        fetch();
    }

    /** The last bit of one of its packets has left, or the packet has ended in the device. */
    public void sent(int packet) {
        if (packets().isFollowed(packet)) {
            return;
        }
        int whole = packets().wholeBytes(packet);
        sent += whole == 0 ? 1 : chainOf(whole);
        sentBytes += whole == 0 ? size.of(packets(), packet) : whole;
        // a batch, or the last one there is
        if (sent - writtenBack >= descriptors.writeBackBatch() || sent == rung) {
            int count = (int) (sent - writtenBack);
            long leftPs = link.write(Math.max(1, count * descriptors.completion()));
            completions.add(leftPs + link.wayPs(), count, sentBytes);
            writtenBack = sent;
            sentBytes = 0;
            wake();
            if (watcher != null) {
                watcher.completionAt(this, leftPs + link.wayPs());
            }
        }
    }

    // ---- figures

    /** Slots taken: posted, and not yet seen to be completed. */
    public int slots() {
        return unreaped;
    }

    /** Free slots; none while the limit of bytes is reached, which a packet that is posted may do. */
    public int room() {
        return limit == null || limit.isOpen() ? capacity() - unreaped : 0;
    }

    public int mostSlots() {
        return mostSlots;
    }

    /** Packets whose completion the host has seen. */
    public long reaped() {
        return reaped;
    }

    /** Times a core found no room. */
    public long stops() {
        return stops;
    }

    /** Null where there is none. */
    public ByteQueueLimit limit() {
        return limit;
    }
}
