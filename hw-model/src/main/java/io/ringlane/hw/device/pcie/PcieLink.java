// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.pcie;

import io.ringlane.hw.profile.Pcie;
import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A PCIe link: each direction serves its TLPs one after the other at the usable rate. A read goes up as requests, waits
 * the latency of the host's memory, and comes down as completions; it holds a tag for each request until its data is
 * all there. Owned by the simulation's thread.
 *
 * <pre>
 *  device -- requests, posted writes --> host      up: known when begun, no event of its own
 *  device <-- completions, MMIO writes -- host     down: one event for each that has arrived
 * </pre>
 */
public final class PcieLink implements Component {
    private final Simulation simulation;
    private final String name;
    private final PcieRates rates;
    private final long readPs;
    private final long wayPs;
    private final int tags;
    private final Pcie pcie;
    private ByteClock up;
    private ByteClock down;
    private final Arrivals reads = new Arrivals();
    private final Arrivals posts = new Arrivals();
    private final Deque<PcieReader> starved = new ArrayDeque<>();
    private final int handle;
    private long upFreePs;
    private long downFreePs;
    private Arrivals serving;
    private long servicePs;
    private int tagsUsed;
    private int mostTags;
    private long tagsAreaPs;
    private long tagsSincePs;
    private long upBytes;
    private long downBytes;
    private long upBusyPs;
    private long downBusyPs;

    /** @param name of the link, where there are several. */
    public PcieLink(Simulation simulation, String name, Pcie pcie) {
        this.simulation = simulation;
        this.name = name;
        this.pcie = pcie;
        rates = new PcieRates(
                pcie.generation(), pcie.width(), pcie.payload(), pcie.readRequest(), pcie.readCompletion());
        readPs = pcie.readPs();
        wayPs = pcie.wayPs();
        tags = pcie.tags();
        up = new ByteClock(rates.psPerByteOver(), rates.psPerByteUnder());
        down = new ByteClock(rates.psPerByteOver(), rates.psPerByteUnder());
        handle = simulation.add(this, Priority.PCIE);
    }

    /** The link is trained anew with so many lanes; what is under way is slowed down or sped up with the rest. */
    public void width(int lanes) {
        PcieRates other =
                new PcieRates(pcie.generation(), lanes, pcie.payload(), pcie.readRequest(), pcie.readCompletion());
        up = new ByteClock(other.psPerByteOver(), other.psPerByteUnder());
        down = new ByteClock(other.psPerByteOver(), other.psPerByteUnder());
        if (serving != null) {
            serve();
        }
    }

    // ---- up: from the device

    /**
     * Writes to host memory; the write is posted, nobody answers.
     *
     * @return when its last byte has left the device; the host can see it {@link #wayPs} later.
     */
    public long write(int bytes) {
        return send(rates.writeBytes(bytes));
    }

    private long send(int bytes) {
        long ps = up.take(bytes);
        upFreePs = Math.max(upFreePs, simulation.nowPs()) + ps;
        upBytes += bytes;
        upBusyPs += ps;
        return upFreePs;
    }

    /**
     * Reads from host memory.
     *
     * @param token given back when all data is there.
     * @return false when there are too few tags: nothing has begun, the reader is told when there are some.
     */
    public boolean read(int bytes, PcieReader reader, int token) {
        int needed = Math.min(tags, rates.requests(bytes));
        if (tagsUsed + needed > tags) {
            starved.addLast(reader);
            return false;
        }
        useTags(needed);
        long asked = send(rates.requestBytes(bytes));
        reads.add(asked + readPs, rates.completionBytes(bytes), reader, token, needed);
        if (serving == null) {
            serve();
        }
        return true;
    }

    private void useTags(int more) {
        long now = simulation.nowPs();
        tagsAreaPs += tagsUsed * (now - tagsSincePs);
        tagsSincePs = now;
        tagsUsed += more;
        mostTags = Math.max(mostTags, tagsUsed);
    }

    // ---- down: from the host

    /** The host writes to the device, now; the reader is told by {@link PcieReader#readDone} when it has arrived. */
    public void post(int bytes, PcieReader receiver, int token) {
        posts.add(simulation.nowPs() + wayPs, rates.writeBytes(bytes), receiver, token, 0);
        if (serving == null || simulation.duePs(handle) - servicePs > posts.lastPs()) {
            serve();
        }
    }

    /** Sets when the earlier of the two first in line is through; told again as long as that one has not begun. */
    private void serve() {
        serving = posts.firstPs() <= reads.firstPs() ? posts : reads;
        if (serving.size == 0) {
            serving = null;
            return;
        }
        servicePs = down.of(serving.firstBytes());
        long startPs = Math.max(serving.firstPs(), downFreePs);
        simulation.schedule(handle, Math.max(startPs + servicePs, simulation.nowPs()));
    }

    @Override
    public void fire(long nowPs) {
        Arrivals from = serving;
        int bytes = from.firstBytes();
        // what the service was short of a picosecond is carried over to the next one's start
        downFreePs = nowPs + down.take(bytes) - servicePs;
        downBytes += bytes;
        downBusyPs += servicePs;
        PcieReader reader = from.firstReader();
        int token = from.firstToken();
        int back = from.firstTags();
        from.remove();
        if (back > 0) {
            useTags(-back);
        }
        serve();
        reader.readDone(token, nowPs);
        for (int left = starved.size(); left > 0 && tagsUsed < tags; left--) {
            starved.removeFirst().tagsFree();
        }
    }

    // ---- figures

    public String name() {
        return name;
    }

    public PcieRates rates() {
        return rates;
    }

    /** From the end of a posted write's last byte to its being seen by the host, and the other way. */
    public long wayPs() {
        return wayPs;
    }

    public int tags() {
        return tags;
    }

    public int mostTags() {
        return mostTags;
    }

    /** Tag-picoseconds in use until now. */
    public long tagsAreaPs() {
        return tagsAreaPs + tagsUsed * (simulation.nowPs() - tagsSincePs);
    }

    /** Bytes of TLPs from the device to the host, those still queued included. */
    public long upBytes() {
        return upBytes;
    }

    /** Bytes of TLPs that have come from the host to the device. */
    public long downBytes() {
        return downBytes;
    }

    /** Time in which the direction to the host was busy until now. */
    public long upBusyPs() {
        return upBusyPs - Math.max(0, upFreePs - simulation.nowPs());
    }

    /** Time in which the direction to the device was busy, TLPs that have arrived counted. */
    public long downBusyPs() {
        return downBusyPs;
    }
}
