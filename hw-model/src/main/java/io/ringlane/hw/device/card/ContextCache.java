// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.pcie.PcieReader;
import io.ringlane.hw.profile.Context;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.LinkedStage;
import java.util.Arrays;

/**
 * The look-up of a packet's SA context. A hit takes its time; a miss reads the context, so many at once, and packets of
 * the same SA wait behind it; packets of others pass by. Owned by the simulation's thread.
 */
public final class ContextCache extends LinkedStage implements Component, PcieReader {
    private static final int NONE = PacketTable.NONE;

    private final Context.Cache profile;
    private final PcieLink link;
    private final SaCache cache;
    private final long missPs;
    private final PacketQueue hits = new PacketQueue();
    private final PacketQueue wanted = new PacketQueue();
    private final PacketQueue reading = new PacketQueue();
    private final PacketQueue out = new PacketQueue();
    private final long[] due;
    private final int[] behind;
    private final int handle;
    private int[] last = new int[0];
    private int outstanding;
    private int mostOutstanding;
    private boolean isStarved;
    private boolean isDraining;

    /** @param link over which contexts are read, where the profile says how long they are. */
    public ContextCache(Model model, String name, Context.Cache profile, PcieLink link) {
        super(model, name, 2 * profile.outstanding());
        this.profile = profile;
        this.link = profile.missBytes() > 0 ? link : null;
        cache = new SaCache(profile.slots(), profile.ways(), profile.random());
        missPs = this.link == null ? profile.missPs() : 0;
        due = new long[packets().capacity()];
        behind = new int[packets().capacity()];
        handle = simulation().add(this, Priority.CONTEXT);
    }

    @Override
    protected void accepted(int packet) {
        int sa = packets().state(packet);
        if (sa >= last.length) {
            int old = last.length;
            last = Arrays.copyOf(last, Math.max(sa + 1, old * 2));
            Arrays.fill(last, old, last.length, NONE);
        }
        boolean isHit = cache.hit(sa);
        behind[packet] = NONE;
        if (last[sa] != NONE) {
            behind[last[sa]] = packet;
            last[sa] = packet;
        } else if (isHit) {
            due[packet] = now() + profile.hitPs();
            hits.add(packet);
            wake();
        } else {
            last[sa] = packet;
            wanted.add(packet);
            read();
        }
    }

    private void read() {
        while (!wanted.isEmpty() && outstanding < profile.outstanding() && !isStarved) {
            int packet = wanted.poll();
            if (link != null && !link.read(profile.missBytes(), this, packet)) {
                wanted.addFirst(packet);
                isStarved = true;
                return;
            }
            outstanding++;
            mostOutstanding = Math.max(mostOutstanding, outstanding);
            if (link == null) {
                due[packet] = now() + missPs;
                reading.add(packet);
                wake();
            }
        }
    }

    private void wake() {
        long hit = hits.isEmpty() ? Simulation.NEVER : due[hits.peek()];
        long miss = reading.isEmpty() ? Simulation.NEVER : due[reading.peek()];
        if (hit != Simulation.NEVER || miss != Simulation.NEVER) {
            simulation().scheduleBy(handle, Math.min(hit, miss));
        }
    }

    @Override
    public void fire(long nowPs) {
        while (!reading.isEmpty() && due[reading.peek()] <= nowPs) {
            arrived(reading.poll());
        }
        while (!hits.isEmpty() && due[hits.peek()] <= nowPs) {
            out.add(hits.poll());
        }
        wake();
        drain();
    }

    @Override
    public void readDone(int packet, long nowPs) {
        arrived(packet);
        drain();
    }

    @Override
    public void tagsFree() {
        isStarved = false;
        read();
    }

    /** A context is there: its packet goes on, and those of its SA that waited behind it. */
    private void arrived(int first) {
        outstanding--;
        last[packets().state(first)] = NONE;
        for (int packet = first; packet != NONE; packet = behind[packet]) {
            out.add(packet);
        }
        read();
    }

    @Override
    protected void roomAt(Stage downstream) {
        drain();
    }

    private void drain() {
        if (isDraining) {
            return;
        }
        isDraining = true;
        boolean hasPassed = false;
        while (!out.isEmpty() && passFirst()) {
            hasPassed = true;
        }
        isDraining = false;
        if (hasPassed) {
            admit();
        }
    }

    private boolean passFirst() {
        int packet = out.poll();
        if (passOn(packet)) {
            return true;
        }
        out.addFirst(packet);
        return false;
    }

    /** What was found and what was not. */
    public SaCache cache() {
        return cache;
    }

    public int mostOutstanding() {
        return mostOutstanding;
    }
}
