// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.Selector;
import java.util.List;

/**
 * What to do with the packets of a selector (RFC 4301 section 4.4.1; kernel {@code struct xfrm_policy}). Immutable.
 *
 * @param selector its family is 4 or 6: a policy is for one family.
 * @param priority 0 to 2^32 - 1; the lowest number wins.
 * @param mark value that a packet's mark must have under {@code markMask}.
 * @param interfaceId the xfrm interface that its packets come by, and its SAs are for; 0 for none.
 * @param index the number that {@code ip xfrm policy} prints, 0 when none was given.
 * @param templates transforms in the order in which they are applied, innermost first; none for a clear pass.
 */
public record Policy(
        Selector selector,
        Direction direction,
        Action action,
        long priority,
        int mark,
        int markMask,
        int interfaceId,
        int index,
        List<Template> templates) {
    /** Most transforms of one policy (kernel {@code XFRM_MAX_DEPTH}). */
    public static final int MAX_TEMPLATES = 6;

    /** Which packets a policy is asked for. */
    public enum Direction {
        IN("in"),
        OUT("out"),
        FORWARD("fwd");

        private final String label;

        Direction(String label) {
            this.label = label;
        }

        /** The word that {@code ip xfrm} uses. */
        public String label() {
            return label;
        }
    }

    /** What becomes of a packet that matches. */
    public enum Action {
        ALLOW("allow"),
        BLOCK("block");

        private final String label;

        Action(String label) {
            this.label = label;
        }

        /** The word that {@code ip xfrm} uses. */
        public String label() {
            return label;
        }
    }

    /** A policy of no xfrm interface. */
    public Policy(
            Selector selector,
            Direction direction,
            Action action,
            long priority,
            int mark,
            int markMask,
            int index,
            List<Template> templates) {
        this(selector, direction, action, priority, mark, markMask, 0, index, templates);
    }

    /** Checks family, priority and number of templates. */
    public Policy {
        templates = List.copyOf(templates);
        if (selector.family() == 0) {
            throw new IllegalArgumentException("a policy's selector needs a family");
        }
        if (priority >>> 32 != 0) {
            throw new IllegalArgumentException("policy priority must be 0 to 4294967295, is " + priority);
        }
        if (templates.size() > MAX_TEMPLATES) {
            throw new IllegalArgumentException(
                    "a policy has at most " + MAX_TEMPLATES + " templates, has " + templates.size());
        }
    }

    /** Kernel {@code xfrm_policy_match}: mark, interface and selector; direction is the table's business. */
    public boolean matches(FlowKey key) {
        return (key.mark & markMask) == mark && key.interfaceId == interfaceId && selector.matches(key);
    }

    /** Tells whether another policy is for the same packets: a table holds one of the two. */
    boolean isForSameTraffic(Policy other) {
        return direction == other.direction
                && mark == other.mark
                && markMask == other.markMask
                && interfaceId == other.interfaceId
                && selector.equals(other.selector);
    }
}
