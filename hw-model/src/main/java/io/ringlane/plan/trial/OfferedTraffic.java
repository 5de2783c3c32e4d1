// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import java.util.IdentityHashMap;
import java.util.Map;

/** So many packets of a traffic, and how late they are taken. One owner thread. */
final class OfferedTraffic implements Traffic {
    private final Traffic traffic;
    private final Progress progress;
    private final boolean isEncrypted;
    private final Map<Cut, Cut> plain = new IdentityHashMap<>();
    private Cut cut;
    private long left;
    private TrialSpec.Burst burst;
    private Traffic burstTraffic;
    private long burstLeft;
    private boolean isOfBurst;
    private boolean isDrawn;
    private long drawnPs;
    private long intendedPs;
    private long lastPs = Simulation.NEVER;

    /** Is told of each packet that is offered. */
    interface Progress {
        void offered(int frames);
    }

    /** @param isEncrypted false: frames are on no line longer than the clear ones. */
    OfferedTraffic(Traffic traffic, long packets, boolean isEncrypted, Progress progress) {
        this.traffic = traffic;
        this.progress = progress;
        this.isEncrypted = isEncrypted;
        left = packets;
    }

    /** Adds a burst, of other packets. */
    void add(TrialSpec.Burst one, Traffic packets) {
        burst = one;
        burstTraffic = packets;
        burstLeft = one.packets();
    }

    @Override
    public long next() {
        if (left == 0 && burstLeft == 0) {
            lastPs = intendedPs;
            return Simulation.NEVER;
        }
        if (burstLeft > 0) {
            nextWithBurst();
        } else {
            isOfBurst = false;
            left--;
            intendedPs = isDrawn ? drawnPs : traffic.next();
            isDrawn = false;
        }
        Cut whole = present().cut();
        cut = whole == null || isEncrypted ? whole : plain.computeIfAbsent(whole, Cut::unencrypted);
        progress.offered(whole == null ? 1 : whole.segments());
        return intendedPs;
    }

    /** What comes first: the next packet of the load, which is drawn already then, or of the burst. */
    private void nextWithBurst() {
        if (left > 0 && !isDrawn) {
            drawnPs = traffic.next();
            isDrawn = true;
        }
        isOfBurst = left == 0 || drawnPs >= burst.atPs();
        if (isOfBurst) {
            burstLeft--;
            burstTraffic.next();
            intendedPs = Math.max(intendedPs, burst.atPs());
        } else {
            left--;
            isDrawn = false;
            intendedPs = drawnPs;
        }
    }

    private Traffic present() {
        return isOfBurst ? burstTraffic : traffic;
    }

    @Override
    public int clearBytes() {
        return present().clearBytes();
    }

    @Override
    public int wireBytes() {
        return isEncrypted ? present().wireBytes() : present().clearBytes();
    }

    @Override
    public Cut cut() {
        return cut;
    }

    @Override
    public int state() {
        return present().state();
    }

    /** When the packet that is to be sent next was meant to be; after the last one, when that was. */
    long intendedPs() {
        return intendedPs;
    }

    /** Whether the last packet has been taken. */
    boolean isOver() {
        return lastPs != Simulation.NEVER;
    }
}
