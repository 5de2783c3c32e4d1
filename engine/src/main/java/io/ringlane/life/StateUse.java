// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.replay.WindowImage;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.XfrmState;

/**
 * What an SA has used up at one moment: all that changes in it, and no key. Immutable.
 *
 * @param sequenceLow number last sent, {@code sequenceHigh} its high half.
 * @param ivSalt belongs to the numbers: with another one an IV could come twice; {@code ivSaltRest} is the rest of it.
 * @param addedNs age since the SA was added, {@code usedNs} since its first packet, -1 when none is known.
 * @param window what it received, null for an SA that sends.
 */
public record StateUse(
        SaId id,
        int sequenceHigh,
        int sequenceLow,
        long ivSalt,
        long ivSaltRest,
        long bytes,
        long packets,
        long addedNs,
        long usedNs,
        WindowImage window) {
    private static final long LOW_MASK = 0xffffffffL;

    /** Reads an SA between two duty cycles, on its core's thread. */
    public static StateUse of(XfrmState state, long nowNs) {
        return of(state, nowNs, null);
    }

    /** The same of an SA that receives. */
    public static StateUse of(XfrmState state, long nowNs, WindowImage window) {
        return new StateUse(
                state.config().id(),
                state.sequence().high(),
                state.sequence().low(),
                state.config().ivSalt(),
                state.config().ivSaltRest(),
                state.bytes(),
                state.packets(),
                Math.max(0, nowNs - state.addTimeNs()),
                state.isUsed() ? Math.max(0, nowNs - state.useTimeNs()) : -1,
                window);
    }

    /** The SA as it is to be added again: behind these numbers. */
    public SaConfig applyTo(SaConfig config) {
        return config.numbered(sequenceHigh, sequenceLow, ivSalt, ivSaltRest);
    }

    /** The same SA on another core: the later number, the sum of the counts, the greater age. */
    public StateUse with(StateUse other) {
        StateUse later = Long.compareUnsigned(number(), other.number()) < 0 ? other : this;
        return new StateUse(
                id,
                later.sequenceHigh,
                later.sequenceLow,
                ivSalt,
                ivSaltRest,
                bytes + other.bytes,
                packets + other.packets,
                Math.max(addedNs, other.addedNs),
                Math.max(usedNs, other.usedNs),
                window);
    }

    /** Both halves of the number last sent. */
    public long number() {
        return (long) sequenceHigh << Integer.SIZE | sequenceLow & LOW_MASK;
    }

    /** The same, so many nanoseconds later. */
    public StateUse older(long ns) {
        return new StateUse(
                id,
                sequenceHigh,
                sequenceLow,
                ivSalt,
                ivSaltRest,
                bytes,
                packets,
                addedNs + ns,
                usedNs < 0 ? usedNs : usedNs + ns,
                window);
    }
}
