// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.pcie.PcieReader;
import io.ringlane.hw.device.ring.RxRing;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Stage;

/**
 * Writes what came in to host memory, into the ring of the core that its SA is steered to. A packet for which that ring
 * has no descriptor is lost there; a few wait for the link, and what comes behind them waits in the RX buffer. Owned by
 * the simulation's thread.
 */
public final class ReceiveWrite extends Stage implements Component, PcieReader {
    private static final int FCS = 4;
    /** Packets that stand before the link at a time: enough to keep it busy, too few to hold up read requests. */
    private static final int PLACES = 4;

    private final PcieLink link;
    private final DeviceProfile.Descriptors descriptors;
    private final PacketBytes size;
    private final Target target;
    private final PacketQueue writing = new PacketQueue();
    private final long[] leavesPs;
    private final int handle;
    private int ahead;
    private int unsaid;
    private boolean isStarved;

    /** Says which ring a packet is written to. */
    @FunctionalInterface
    public interface Target {
        RxRing ring(int packet);
    }

    /** @param size bytes of a packet as the host gets it, with the FCS that it does not get. */
    public ReceiveWrite(
            Model model,
            String name,
            PcieLink link,
            DeviceProfile.Descriptors descriptors,
            PacketBytes size,
            Target target) {
        super(model, name, PLACES);
        this.link = link;
        this.descriptors = descriptors;
        this.size = size;
        this.target = target;
        leavesPs = new long[packets().capacity()];
        handle = simulation().add(this, Priority.PCIE);
    }

    @Override
    protected void accepted(int packet) {
        if (!target.ring(packet).promise()) {
            leave(packet);
            target.ring(packet).drop(packet);
            return;
        }
        fetch();
        leavesPs[packet] = link.write(size.of(packets(), packet) - FCS);
        unsaid++;
        if (unsaid == descriptors.writeBackBatch()) {
            leavesPs[packet] = link.write(Math.max(1, unsaid * descriptors.completion()));
            unsaid = 0;
        }
        writing.add(packet);
        if (writing.size() == 1) {
            simulation().schedule(handle, leavesPs[packet]);
        }
    }

    /** Free descriptors are fetched a batch at a time, ahead of need. */
    private void fetch() {
        if (ahead > 0) {
            ahead--;
        } else if (!isStarved) {
            isStarved = !link.read(descriptors.fetchBatch() * descriptors.bytes(), this, 0);
            ahead = descriptors.fetchBatch() - 1;
        }
    }

    @Override
    public void readDone(int token, long nowPs) {
        // in time for those that need them
    }

    @Override
    public void tagsFree() {
        isStarved = !link.read(descriptors.fetchBatch() * descriptors.bytes(), this, 0);
    }

    @Override
    public void fire(long nowPs) {
        while (!writing.isEmpty() && leavesPs[writing.peek()] <= nowPs) {
            int packet = writing.poll();
            RxRing ring = target.ring(packet);
            ring.keep();
            passOrLose(packet, ring);
        }
        if (!writing.isEmpty()) {
            simulation().schedule(handle, leavesPs[writing.peek()]);
        }
        admit();
    }
}
