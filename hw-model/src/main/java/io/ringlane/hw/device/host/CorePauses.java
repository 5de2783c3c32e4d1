// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import io.ringlane.hw.sim.random.RandomStream;
import io.ringlane.hw.sim.random.RandomStreams;

/**
 * The pauses of one core as time goes on. What it works on waits and goes on afterwards; no event is needed, since a
 * pause is of no account before the core wants to do something. Asked in the order of time by the simulation's thread.
 */
final class CorePauses {
    private final PauseProfile profile;
    private final RandomStream gaps;
    private final RandomStream lengths;
    private long fromPs;
    private long untilPs;

    /** @param name of the core: each has chances of its own. */
    CorePauses(PauseProfile profile, RandomStreams streams, String name) {
        this.profile = profile;
        gaps = streams.stream("gaps between pauses of " + name);
        lengths = streams.stream("pauses of " + name);
        next();
    }

    private void next() {
        fromPs = untilPs + Math.max(1, PauseProfile.at(profile.gaps(), gaps.nextUnit()));
        untilPs = fromPs + PauseProfile.at(profile.lengths(), lengths.nextUnit());
    }

    /** That time, or the end of the pause it lies in. */
    long free(long atPs) {
        while (untilPs <= atPs) {
            next();
        }
        return fromPs <= atPs ? untilPs : atPs;
    }

    /** When work is done that begins at a time and takes so long. */
    long end(long atPs, long workPs) {
        long endPs = free(atPs) + workPs;
        if (fromPs <= atPs) {
            next();
        }
        while (fromPs < endPs) {
            endPs += untilPs - fromPs;
            next();
        }
        return endPs;
    }
}
