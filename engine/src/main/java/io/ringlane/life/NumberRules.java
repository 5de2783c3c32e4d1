// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.checkpoint.Checkpoint;
import io.ringlane.checkpoint.LeaseResult;
import io.ringlane.checkpoint.NumberLease;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;

/**
 * Which numbers an SA may send with when it is added, so that no nonce comes twice under a key. Counter modes lose all
 * protection by that (RFC 4106 section 2, RFC 5116 section 3.2). Control calls, one at a time.
 */
public final class NumberRules {
    /** How an SA begins. */
    public sealed interface Start {
        /**
         * It may be added.
         *
         * @param config with the number behind which it begins.
         * @param lease must have its numbers before they are used; null where none is needed.
         */
        record Allowed(SaConfig config, NumberLease lease) implements Start {}

        /** It must not be added. @param reason one line. */
        record Refused(String reason) implements Start {}
    }

    private final Checkpoint checkpoint;
    private final boolean offline;

    /**
     * @param checkpoint leases the numbers of every SA that needs it; null for none.
     * @param offline nothing that is sent leaves the machine, so that any number may be used again.
     */
    public NumberRules(Checkpoint checkpoint, boolean offline) {
        this.checkpoint = checkpoint;
        this.offline = offline;
    }

    /** Decides for one SA; a lease granted has to be released if the SA is not added after all. */
    public Start start(SaConfig config, SecretKey key) {
        EspCipher cipher = config.transform().cipher();
        // a key of the wrong length is refused when the state is made
        if (cipher == null
                || !cipher.needsUniqueNonce()
                || key.length() != config.transform().materialLength()) {
            return new Start.Allowed(config, null);
        }
        if (checkpoint != null) {
            return leased(config, key);
        }
        if (offline || config.sequenceLow() == 0 && config.sequenceHigh() == 0) {
            return new Start.Allowed(config, null);
        }
        return new Start.Refused("numbers up to 0x" + Long.toHexString(number(config))
                + " may have been used with this key, and a nonce must not come twice: give the engine a checkpoint,"
                + " or the SA a fresh key that begins with 0");
    }

    private Start leased(SaConfig config, SecretKey key) {
        if (config.has(SaFlags.OSEQ_MAY_WRAP)) {
            return new Start.Refused("numbers that are leased from a checkpoint cannot wrap");
        }
        return switch (checkpoint.lease(config, key)) {
            case LeaseResult.Refused(String reason) -> new Start.Refused(reason);
            case LeaseResult.Granted(NumberLease lease) -> {
                long start = lease.start();
                int high = config.esn() ? (int) (start >>> Integer.SIZE) : config.sequenceHigh();
                yield new Start.Allowed(config.numbered(high, (int) start, lease.ivSalt()), lease);
            }
        };
    }

    /**
     * The state of an SA that may start.
     *
     * @param reserve must have its numbers before they are used; null for none.
     * @param use what it has used up before, null for nothing.
     */
    public static XfrmState newState(SaConfig config, SecretKey key, OutboundSequence.Reserve reserve, StateUse use) {
        boolean mayWrap = config.has(SaFlags.OSEQ_MAY_WRAP);
        OutboundSequence sequence =
                new OutboundSequence(config.esn(), mayWrap, config.sequenceHigh(), config.sequenceLow(), reserve);
        XfrmState state = new XfrmState(config, key, sequence);
        if (use != null) {
            state.resume(use.addedNs(), use.usedNs(), use.bytes(), use.packets());
        }
        return state;
    }

    private static long number(SaConfig config) {
        return (long) config.sequenceHigh() << Integer.SIZE | config.sequenceLow() & 0xffffffffL;
    }
}
