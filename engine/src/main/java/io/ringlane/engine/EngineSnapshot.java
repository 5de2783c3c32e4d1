// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.sa.SaId;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.LatencyRecorder;
import io.ringlane.stats.XfrmCounter;
import java.util.List;
import java.util.Map;

/**
 * All counters at one moment between two duty cycles.
 *
 * @param xfrm the kernel's {@code xfrm_stat} table; counters that are 0 are left out.
 * @param drops packets lost, by reason; reasons that are 0 are left out.
 * @param states the SAs in use.
 * @param clear packets that passed without protection because no policy asked for it, {@code notIp} those that are not
 *     IP.
 * @param latency from the time a producer meant to send until the device was done, for packets that say the former.
 * @param heldCycles duty cycles that ended with packets waiting for want of room behind.
 */
public record EngineSnapshot(
        Map<XfrmCounter, Long> xfrm,
        Map<DropReason, Long> drops,
        Account account,
        List<State> states,
        long clear,
        long notIp,
        long heldCycles,
        int backlogHighest,
        LatencyRecorder.Summary latency) {
    /**
     * The ledger: {@code in + born = queued + inCrypto + inDevice + sent + dropped + consumed}.
     *
     * @param born segments, {@code consumed} the super-packets that they were cut from.
     */
    public record Account(
            long in, long born, long queued, long inCrypto, long inDevice, long sent, long dropped, long consumed) {
        /** What the account is off by; 0 always. */
        public long imbalance() {
            return in + born - queued - inCrypto - inDevice - sent - dropped - consumed;
        }
    }

    /**
     * One SA.
     *
     * @param device name of the device that does it, empty for software.
     * @param sequenceLow number last used, {@code sequenceHigh} its high half.
     * @param bytes of payload protected.
     */
    public record State(
            SaId id,
            String mode,
            String algorithm,
            String device,
            int sequenceHigh,
            int sequenceLow,
            long bytes,
            long packets) {}

    /** A counter of the kernel's table. */
    public long get(XfrmCounter counter) {
        return xfrm.getOrDefault(counter, 0L);
    }

    public long get(DropReason reason) {
        return drops.getOrDefault(reason, 0L);
    }
}
