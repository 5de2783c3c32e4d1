// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

/**
 * Something that goes wrong for a while, in all gateways of a model alike. Immutable.
 *
 * @param kind    of thing.
 * @param number  of the lane, core, port or pair of rings, from 0; not used for {@link Kind#REKEY} and
 *                {@link Kind#LINK}.
 * @param fromPs  when it begins.
 * @param untilPs when it is over, after {@code fromPs}; not used for {@link Kind#REKEY}.
 * @param workPs  of a core for each SA that is steered to it, at once; for {@link Kind#REKEY} only.
 */
public record Fault(Kind kind, int number, long fromPs, long untilPs, long workPs) {
    /** What goes wrong. */
    public enum Kind {
        /** A crypto lane takes no packets in; it finishes those it has. */
        LANE,
        /** A core stands still, and its rings fill: the hash goes on sending it its SAs. */
        CORE,
        /** A port is down: what comes is lost, what goes waits. */
        PORT,
        /** The card fetches no descriptors of a TX ring of each port, and reads no payload for it. */
        QUEUE,
        /** The PCIe link of the card runs at half its width. */
        LINK,
        /** All SAs get new keys at once: the card knows none of their contexts any more. */
        REKEY
    }

    /** One that costs the cores nothing. */
    public Fault(Kind kind, int number, long fromPs, long untilPs) {
        this(kind, number, fromPs, untilPs, 0);
    }

    /** Refuses a fault that ends before it begins. */
    public Fault {
        if (number < 0 || fromPs < 0 || workPs < 0 || kind != Kind.REKEY && untilPs <= fromPs) {
            throw new IllegalArgumentException(
                    "fault of " + kind + " " + number + " from " + fromPs + " to " + untilPs + " ps: no such time");
        }
    }
}
