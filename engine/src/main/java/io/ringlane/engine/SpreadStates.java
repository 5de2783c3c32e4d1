// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.cores.SpreadLinks;
import io.ringlane.cores.SpreadSa;
import io.ringlane.dev.Errno;
import io.ringlane.life.StateUse;
import io.ringlane.offload.OffloadResult;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.tx.PacketHome;
import java.util.List;

/** Adds SAs that are spread over all cores: a replica on each, and the rings between them. For control calls. */
final class SpreadStates {
    private final EngineContext context;
    private final List<Core> cores;
    private final CoreCalls calls;

    SpreadStates(EngineContext context, List<Core> cores, CoreCalls calls) {
        this.context = context;
        this.cores = cores;
        this.calls = calls;
    }

    /**
     * Adds an SA on every core.
     *
     * @param home core that transmits; it takes the key, the others a copy.
     * @param reserve must have its numbers before they are used; null for none.
     * @param use what it has used up before, null for nothing.
     * @return the home's answer, or the first refusal, after which no core has the SA.
     */
    OffloadResult add(SaConfig config, SecretKey key, int home, OutboundSequence.Reserve reserve, StateUse use) {
        if (config.has(SaFlags.OSEQ_MAY_WRAP)) {
            return new OffloadResult.Refused(Errno.EINVAL, "an SA spread over cores cannot let its numbers wrap");
        }
        connect(home);
        SpreadSa sa = new SpreadSa(config, home, cores.size(), reserve);
        if (use != null) {
            sa.resume(use.bytes(), use.packets());
        }
        for (int i = 0; i < cores.size(); i++) {
            OffloadResult refused = i == home ? null : addReplica(i, config, copy(key), sa, use);
            if (refused != null) {
                undo(config, i);
                return refused;
            }
        }
        XfrmState last = newReplica(home, config, key, sa, use);
        OffloadResult result = calls.on(home, () -> cores.get(home).addState(last, null));
        if (result.isRefused()) {
            undo(config, cores.size());
        }
        return result;
    }

    /** @return null when it is in use, else the refusal. */
    private OffloadResult addReplica(int core, SaConfig config, SecretKey copy, SpreadSa sa, StateUse use) {
        XfrmState state = newReplica(core, config, copy, sa, use);
        OffloadResult result = calls.on(core, () -> cores.get(core).addState(state, null));
        if (result.isRefused()) {
            copy.close();
            return result;
        }
        return null;
    }

    private XfrmState newReplica(int core, SaConfig config, SecretKey key, SpreadSa sa, StateUse use) {
        XfrmState state = cores.get(core).spread().newReplica(config, key, sa);
        if (use != null) {
            state.resume(use.addedNs(), use.usedNs(), 0, 0);
            state.countedElsewhere(use.bytes(), use.packets());
        }
        return state;
    }

    private void undo(SaConfig config, int count) {
        for (int i = 0; i < count; i++) {
            Core core = cores.get(i);
            calls.on(i, () -> core.deleteState(config.id()));
        }
    }

    private static SecretKey copy(SecretKey key) {
        byte[] material = new byte[key.length()];
        key.copyTo(0, material);
        return new SecretKey(material);
    }

    /** Rings to a home and ways back for the cores' own slots, when the first SA comes to live there. */
    private void connect(int home) {
        Core receiver = cores.get(home);
        for (int i = 0; i < cores.size(); i++) {
            Core core = cores.get(i);
            SpreadLinks sender = core.spread();
            if (calls.on(i, () -> sender.isConnected(home))) {
                continue;
            }
            PacketHome slots = i == home ? null : core.newHome(context.wireSlots() + context.jumboSlots());
            calls.on(i, () -> {
                sender.connect(receiver.spread(), Math.max(context.maxSegments(), context.burst()), slots);
                return 0;
            });
            calls.on(home, () -> {
                receiver.spread().accept(sender);
                if (slots != null) {
                    receiver.join(null, slots);
                }
                return 0;
            });
        }
    }
}
