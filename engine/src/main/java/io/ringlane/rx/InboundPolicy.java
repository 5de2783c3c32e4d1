// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.policy.FlowDissector;
import io.ringlane.policy.Policy;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.Template;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.XfrmMode;
import java.util.List;

/**
 * Whether the SAs that came off a packet are those that its policy asks for (RFC 4301 section 5.2; kernel
 * {@code __xfrm_policy_check}). One core's; allocates nothing.
 */
final class InboundPolicy {
    /** No SA of the path fits a template that is required. */
    private static final int MISFIT = -1;

    private final PolicyTable policies;
    private final FlowKey flow = new FlowKey();
    private Policy asked;

    InboundPolicy(PolicyTable policies) {
        this.policies = policies;
    }

    /**
     * Judges an entry whose data is the IP header of what came out; those of its SAs that a policy asked for are noted.
     *
     * @return null when the packet may pass.
     */
    Refusal check(RxBurst burst, int entry, Policy.Direction direction) {
        asked = null;
        if (FlowDissector.dissect(burst.packets[entry], flow) != FlowDissector.OK) {
            return Refusal.HEADER;
        }
        for (int i = burst.depth[entry] - 1; i >= 0; i--) {
            InboundState state = burst.inPath(entry, i);
            boolean fits = state.selectorFamily() == 0 || state.selectorFamily() == flow.family;
            if (!fits || !state.config().selector().matches(flow)) {
                return Refusal.SELECTOR;
            }
        }
        asked = policies.find(direction, flow);
        if (asked == null) {
            return hasOtherThanTransport(burst, entry, 0) ? Refusal.NO_POLICY : null;
        }
        return asked.action() == Policy.Action.BLOCK ? Refusal.BLOCKED : templates(burst, entry);
    }

    /** The outermost template first, as the outermost SA came off first. */
    private Refusal templates(RxBurst burst, int entry) {
        List<Template> templates = asked.templates();
        int next = 0;
        for (int i = templates.size() - 1; i >= 0; i--) {
            next = behind(templates.get(i), burst, entry, next);
            if (next == MISFIT) {
                return Refusal.TEMPLATE;
            }
        }
        if (hasOtherThanTransport(burst, entry, next)) {
            return Refusal.TEMPLATE;
        }
        burst.verified[entry] = next;
        return null;
    }

    /**
     * Kernel {@code xfrm_policy_ok}.
     *
     * @param from first SA of the path that no template took yet.
     * @return the SA behind the one that fits, {@code from} for an optional template without one, or {@link #MISFIT}.
     */
    private static int behind(Template template, RxBurst burst, int entry, int from) {
        boolean optional = template.level() == Template.Level.USE;
        if (optional && template.mode() == XfrmMode.TRANSPORT) {
            return from;
        }
        for (int i = from; i < burst.depth[entry]; i++) {
            InboundState state = burst.inPath(entry, i);
            if (fits(template, state)) {
                return i + 1;
            }
            if (state.config().mode() != XfrmMode.TRANSPORT && i >= burst.verified[entry]) {
                break;
            }
        }
        return optional ? from : MISFIT;
    }

    /** Kernel {@code xfrm_state_ok}: of the addresses only the source counts, and not in transport mode. */
    private static boolean fits(Template template, InboundState state) {
        return template.protocol() == state.config().id().protocol()
                && (template.spi() == 0 || template.spi() == state.spi())
                && (template.reqid() == 0 || template.reqid() == state.config().reqid())
                && template.mode() == state.config().mode()
                && (template.mode() == XfrmMode.TRANSPORT
                        || template.source().isAny()
                        || template.source().equals(state.config().source()));
    }

    /** Kernel {@code secpath_has_nontransport}. */
    private static boolean hasOtherThanTransport(RxBurst burst, int entry, int from) {
        for (int i = Math.max(from, burst.verified[entry]); i < burst.depth[entry]; i++) {
            if (burst.inPath(entry, i).config().mode() != XfrmMode.TRANSPORT) {
                return true;
            }
        }
        return false;
    }

    /** The policy that answered last, null if there was none. */
    Policy asked() {
        return asked;
    }
}
