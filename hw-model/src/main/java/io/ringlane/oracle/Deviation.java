// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

/** The kernel's faults that are put right, each with the decision record that holds its rule. */
public enum Deviation {
    /** The IV is made from the number after the packet's own. */
    IV_FROM_NEXT_NUMBER(20),
    /** The packet with low half ffffffff is authenticated with the high half that follows. */
    ESN_HALF_AT_WRAP(21),
    /** A super-packet that tells no segment count does not use its numbers up. */
    UNCOUNTED_SEGMENTS(22),
    /** At the end of 64-bit numbers each refusal gives a used number back. */
    NUMBER_GIVEN_BACK(23),
    /** The next header of IPv6 transport mode is read from what stands where ESP will be. */
    LEFTOVER_NEXT_HEADER(24),
    /** The size test of a super-packet reads a mark that is not set. */
    SIZE_OF_UNSET_MARK(25),
    /** Without ESN the wrap inside a super-packet reaches the high half of the IV's number. */
    IV_HIGH_HALF_WITHOUT_ESN(26);

    private final int decision;

    Deviation(int decision) {
        this.decision = decision;
    }

    /** Number of the record in docs/decisions. */
    public int decision() {
        return decision;
    }
}
