// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

/**
 * Something that goes wrong for a while, in all gateways of a model alike. Immutable.
 *
 * @param kind    of thing.
 * @param number  of the lane, core or port, from 0; not used for {@link Kind#REKEY}.
 * @param fromPs  when it begins.
 * @param untilPs when it is over, after {@code fromPs}; not used for {@link Kind#REKEY}.
 */
public record Fault(Kind kind, int number, long fromPs, long untilPs) {
    /** What goes wrong. */
    public enum Kind {
        /** A crypto lane takes no packets in; it finishes those it has. */
        LANE,
        /** A core stands still, and its rings fill: the hash goes on sending it its SAs. */
        CORE,
        /** A port is down: what comes is lost, what goes waits. */
        PORT,
        /** All SAs get new keys at once: the card knows none of their contexts any more. */
        REKEY
    }

    /** Refuses a fault that ends before it begins. */
    public Fault {
        if (number < 0 || fromPs < 0 || kind != Kind.REKEY && untilPs <= fromPs) {
            throw new IllegalArgumentException(
                    "fault of " + kind + " " + number + " from " + fromPs + " to " + untilPs + " ps: no such time");
        }
    }
}
