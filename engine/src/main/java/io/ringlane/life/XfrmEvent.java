// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.Selector;

/** What happens to SAs and policies, as {@code ip xfrm monitor} tells it. Immutable; keys are in none of them. */
public sealed interface XfrmEvent {
    /** An SA is in use. */
    record StateAdded(SaConfig config) implements XfrmEvent {}

    /** An SA in use got new limits. */
    record StateUpdated(SaConfig config, SaLimits limits) implements XfrmEvent {}

    /** An SA was deleted by command; one whose hard limit ended it is {@link StateExpired}. */
    record StateDeleted(SaConfig config) implements XfrmEvent {}

    /** All SAs were deleted by command. */
    record StatesFlushed() implements XfrmEvent {}

    /**
     * An SA reached a limit: a soft one, and wants a successor, or a hard one, and is gone.
     *
     * @param bytes of payload that it had protected, by the core that tells.
     */
    record StateExpired(SaConfig config, boolean hard, long bytes, long packets) implements XfrmEvent {}

    /** An SA goes on with other addresses, its numbers and limits as they were. */
    record StateMigrated(SaConfig before, SaConfig after) implements XfrmEvent {}

    /**
     * A packet needs an SA that is not there.
     *
     * @param selector the packet alone, {@code policy} the one that asks for the SA, {@code template} in it.
     * @param core whose packet it was.
     */
    record Acquire(Selector selector, Policy policy, Template template, int core) implements XfrmEvent {}

    /** The other end of an SA behind a NAT has another address or port now. */
    record MappingChanged(SaConfig config, IpAddress oldSource, int oldPort, IpAddress newSource, int newPort)
            implements XfrmEvent {}

    /** A policy is in use. */
    record PolicyAdded(Policy policy) implements XfrmEvent {}

    /** A policy took the place of one for the same packets. */
    record PolicyUpdated(Policy policy) implements XfrmEvent {}

    /** A policy was deleted. */
    record PolicyDeleted(Policy policy) implements XfrmEvent {}
}
