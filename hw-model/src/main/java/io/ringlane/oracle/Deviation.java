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
    IV_HIGH_HALF_WITHOUT_ESN(26),
    /** A short datagram of ESP in UDP vanishes uncounted. */
    SHORT_DATAGRAM(136),
    /** Behind the last number of 64 bits comes the first again. */
    NUMBERS_ACROSS_AN_END(137),
    /** IP in IP without IPsec is looked for among the SAs of compression. */
    TUNNEL_OF_THE_HOST(138),
    /** The first number is noted at the wrong place of a window that does not divide 2^32. */
    FIRST_NUMBER_MISPLACED(139),
    /** Of a template's IPv6 source only 32 bits are compared when the inner packet is IPv4. */
    SOURCE_COMPARED_IN_PART(140),
    /** The sender of an IPv6 packet in transport mode is told the MTU of the link, which leaves no room for ESP. */
    LINK_MTU_TOLD(143),
    /** Padding that is to hide lengths is left out where ESP is deferred. */
    LENGTHS_NOT_HIDDEN(144);

    private final int decision;

    Deviation(int decision) {
        this.decision = decision;
    }

    /** Number of the record in docs/decisions. */
    public int decision() {
        return decision;
    }
}
