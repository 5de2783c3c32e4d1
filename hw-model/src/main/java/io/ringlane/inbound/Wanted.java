// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import java.util.List;
import java.util.Map;

/**
 * What is to become of one packet. Immutable.
 *
 * @param accepted whether an SA came off.
 * @param delivered whether it must be handed on; otherwise nothing is said of that.
 * @param output the packet behind each SA.
 * @param mark of a packet delivered, null where it does not matter.
 */
record Wanted(
        boolean accepted,
        boolean delivered,
        Map<String, Long> counters,
        List<StateFields> states,
        List<byte[]> output,
        Integer mark) {
    /** True when the same becomes of the packet and of its SAs. */
    boolean isAsIn(Wanted other) {
        return accepted == other.accepted && counters.equals(other.counters) && states.equals(other.states);
    }

    /** The same, but a policy refuses it behind its SA. */
    Wanted stopped(Map<String, Long> others) {
        return new Wanted(accepted, false, others, states, output, null);
    }

    /** The same with other counters. */
    Wanted counting(Map<String, Long> others) {
        return new Wanted(accepted, delivered, others, states, output, mark);
    }

    /** A packet that is refused. */
    Wanted refused(Map<String, Long> others, List<StateFields> after) {
        return new Wanted(false, false, others, after, List.of(), null);
    }

    /** The same with other states. */
    Wanted leaving(List<StateFields> after) {
        return new Wanted(accepted, delivered, counters, after, output, mark);
    }
}
