// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.Simulation;

/**
 * When a core that rests is to look again: at the next of its regular looks, or at the interrupt that is due after so
 * many packets or so long after the first of them. Owned by the simulation's thread.
 */
final class Coalescing {
    private final boolean isPolling;
    private final int frames;
    private final long afterPs;
    private final long periodPs;
    private final long interruptPs;
    private long sincePs;
    private long firstPs;
    private int count;

    Coalescing(DeviceProfile.Completion completion, HostProfile host) {
        isPolling = completion.poll();
        frames = completion.frames();
        afterPs = completion.afterPs();
        periodPs = host.idlePs();
        interruptPs = host.interruptPs();
    }

    /** The core begins to rest. */
    void rest(long nowPs) {
        sincePs = nowPs;
        count = 0;
    }

    /** When the core is to look because of one more packet that can be seen then. */
    long lookPs(long visiblePs) {
        if (isPolling) {
            return periodPs == 0 ? visiblePs : sincePs + Math.ceilDiv(visiblePs - sincePs, periodPs) * periodPs;
        }
        count++;
        if (count == 1) {
            firstPs = visiblePs;
        }
        if (count >= frames) {
            return visiblePs + interruptPs;
        }
        return afterPs == Simulation.NEVER ? Simulation.NEVER : firstPs + afterPs + interruptPs;
    }

    boolean isPolling() {
        return isPolling;
    }
}
