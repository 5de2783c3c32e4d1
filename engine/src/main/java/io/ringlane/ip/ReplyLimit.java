// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

/**
 * How many error messages a core sends (RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 f): a bucket that fills at a
 * steady rate and holds a short burst. One core's thread.
 */
final class ReplyLimit {
    private static final long SECOND_NS = 1_000_000_000L;

    private final long intervalNs;
    private final long burstNs;
    private long creditNs;
    private long lastNs;
    private boolean begun;

    /** @param perSecond 0 for none at all. */
    ReplyLimit(int perSecond, int burst) {
        intervalNs = perSecond == 0 ? 0 : SECOND_NS / perSecond;
        burstNs = burst * intervalNs;
        creditNs = burstNs;
    }

    /** Takes one message out of the bucket. @return false when none is left: nothing is sent. */
    boolean take(long nowNs) {
        long passed = begun ? nowNs - lastNs : 0;
        begun = true;
        if (passed >= 0) {
            lastNs = nowNs;
            creditNs = passed > burstNs ? burstNs : Math.min(burstNs, creditNs + passed);
        }
        if (intervalNs == 0 || creditNs < intervalNs) {
            return false;
        }
        creditNs -= intervalNs;
        return true;
    }
}
