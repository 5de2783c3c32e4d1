// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.GoldenSa;

/**
 * Hands out the numbers of one SA (RFC 4303 section 2.2), the right way or the way the kernel does it, faults
 * included. A number is 64 bits; without ESN its high half is 0. One thread.
 */
final class SequencePlan {
    private static final long LOW = 0xffff_ffffL;

    private final boolean esn;
    private final boolean mayWrap;
    private final boolean kernel;
    private long high;
    private long low;

    private SequencePlan(GoldenSa sa, boolean kernel) {
        esn = sa.esn();
        mayWrap = sa.extraFlags().contains("oseq-may-wrap");
        this.kernel = kernel;
        high = esn ? sa.sequenceHigh() & LOW : 0;
        low = sa.sequenceLow() & LOW;
    }

    /** As it should be. */
    static SequencePlan right(GoldenSa sa) {
        return new SequencePlan(sa, false);
    }

    /** As the kernel does it when ESP is deferred: a refusal at the very end gives a used number back. */
    static SequencePlan kernelDeferred(GoldenSa sa) {
        return new SequencePlan(sa, true);
    }

    /**
     * Numbers for the segments of one packet, all or none.
     *
     * @param advance by how much the SA's number goes on; the segments, but for an uncounted super-packet.
     * @return null when they do not fit.
     */
    long[] take(int segments, int advance) {
        if (!fits(advance)) {
            if (kernel && esn) {
                low--;
            }
            return null;
        }
        long start = high << 32 | low;
        long[] numbers = new long[segments];
        for (int i = 0; i < segments; i++) {
            long number = start + 1 + i;
            numbers[i] = esn ? number : number & LOW;
        }
        long end = start + advance;
        high = esn ? end >>> 32 : 0;
        low = end & LOW;
        return numbers;
    }

    /** Whether the next packet gets its numbers. */
    boolean fits(int advance) {
        return low + advance <= LOW || (esn ? high < LOW : mayWrap);
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }
}
