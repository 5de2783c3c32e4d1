// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.policy.Policy;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import java.util.List;

/**
 * SAs and policies of one file, in the order in which they are to be added. Owns the keys until states are made of
 * them; closing wipes them all.
 *
 * @param warnings lines, with place, about words that were read and have no meaning here.
 */
public record XfrmConfig(List<SaEntry> states, List<PolicyEntry> policies, List<String> warnings)
        implements AutoCloseable {
    /** Copies the lists. */
    public XfrmConfig {
        states = List.copyOf(states);
        policies = List.copyOf(policies);
        warnings = List.copyOf(warnings);
    }

    /**
     * One SA as it was read: what makes an {@code XfrmState}, and facts around it. Whoever makes the state takes the
     * key over.
     *
     * @param offload device to which the SA is to be bound, null for none.
     * @param replaySequenceHigh high half of the highest number received, 0 without ESN.
     * @param line where the entry starts in its file, from 1, {@code column} where in that line.
     */
    public record SaEntry(
            SaConfig config,
            SecretKey key,
            Offload offload,
            int replaySequenceHigh,
            int replaySequenceLow,
            int line,
            int column) {}

    /** One policy as it was read. @param line where the entry starts in its file, from 1. */
    public record PolicyEntry(Policy policy, int line, int column) {}

    /** A request to bind an SA to a device for crypto offload. @param inbound for packets received. */
    public record Offload(String device, boolean inbound) {}

    @Override
    public void close() {
        for (SaEntry state : states) {
            state.key().close();
        }
    }
}
