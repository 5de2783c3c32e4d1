// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.cores.LeasedSequence;
import io.ringlane.cores.SaOwners;
import io.ringlane.dev.Errno;
import io.ringlane.life.SpiNumbers;
import io.ringlane.life.StateImage;
import io.ringlane.life.StateUse;
import io.ringlane.life.XfrmEvent;
import io.ringlane.life.XfrmMonitor;
import io.ringlane.offload.OffloadResult;
import io.ringlane.policy.Policy;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.XfrmState;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a key manager asks of an engine beside adding and deleting SAs and policies: SPIs, updates, moves, images. Any
 * thread, where the engine has threads of its own; else the caller's. What happens is told to the engine's
 * {@link XfrmMonitor}.
 */
public final class KeyManager {
    private final List<Core> cores;
    private final CoreCalls calls;
    private final SaOwners owners;
    private final XfrmMonitor monitor;
    private final SpiNumbers spis = new SpiNumbers(new SecureRandom());

    KeyManager(List<Core> cores, CoreCalls calls, SaOwners owners, XfrmMonitor monitor) {
        this.cores = cores;
        this.calls = calls;
        this.owners = owners;
        this.monitor = monitor;
    }

    // ---- SPIs

    /**
     * Promises an SPI at random that no SA of the destination has, until an SA is added with it or it is released.
     *
     * @param destination where packets with it will arrive.
     * @param low first of the range, 0x100 to 0xffffffff, {@code high} the last.
     * @return the SPI as an int in network order, or {@link SpiNumbers#NONE} when none is free.
     */
    public synchronized int allocateSpi(IpAddress destination, long low, long high) {
        return spis.allocate(destination, low, high, id -> coreOf(id) != SaOwners.NOBODY);
    }

    /** Nobody will use a promised SPI. @return false when it was not promised. */
    public synchronized boolean releaseSpi(IpAddress destination, int spi) {
        return spis.release(destination, spi);
    }

    private int coreOf(SaId id) {
        for (int i = 0; i < cores.size(); i++) {
            Core core = cores.get(i);
            if (calls.on(i, () -> core.states().find(id) != null)) {
                return i;
            }
        }
        return SaOwners.NOBODY;
    }

    // ---- SAs in use

    /**
     * New limits for an SA in use ({@code XFRM_MSG_UPDSA}); age and counts stay, and a soft limit may be told again.
     *
     * @return 0, ESRCH when there is no such SA, or EINVAL when it has expired.
     */
    public synchronized int update(SaId id, SaLimits limits) {
        int answer = Errno.ESRCH;
        SaConfig config = null;
        for (int i = 0; i < cores.size(); i++) {
            Core core = cores.get(i);
            int ofCore = calls.on(i, () -> core.life().update(id, limits));
            if (ofCore != Errno.ESRCH) {
                answer = ofCore;
                config = calls.on(i, () -> core.states().find(id).config());
            }
        }
        if (answer == 0) {
            monitor.event(new XfrmEvent.StateUpdated(config, limits));
        }
        return answer;
    }

    /**
     * Moves an SA to other addresses or UDP ports (kernel {@code xfrm_state_migrate}, RFC 4555): numbers, counts and
     * age go on, so that no nonce comes twice. Packets that are under way leave with the addresses that they have. An
     * SA that one core keeps is there all the time; one that changes its core is missing for an instant.
     *
     * @param encapSourcePort UDP ports, both 0 for no encapsulation.
     * @return in use in software, or refused and why.
     */
    public synchronized OffloadResult migrate(
            SaId id, IpAddress source, IpAddress destination, int encapSourcePort, int encapDestinationPort) {
        int from = coreOf(id);
        if (from == SaOwners.NOBODY) {
            return new OffloadResult.Refused(Errno.ESRCH, "no such SA: " + id);
        }
        Core core = cores.get(from);
        XfrmState state = calls.on(from, () -> core.states().find(id));
        SaConfig before = state.config();
        if (state.sequence() instanceof LeasedSequence || calls.on(from, () -> core.isOffloaded(state))) {
            return new OffloadResult.Refused(Errno.EOPNOTSUPP, "an SA that is spread or on a device cannot be moved");
        }
        if (source.family() != destination.family()) {
            return new OffloadResult.Refused(
                    Errno.EINVAL, "addresses must be of one family: " + source + ", " + destination);
        }
        SaConfig after = before.moved(source, destination, encapSourcePort, encapDestinationPort);
        if (!after.id().equals(id) && coreOf(after.id()) != SaOwners.NOBODY) {
            return new OffloadResult.Refused(Errno.EEXIST, "");
        }
        OffloadResult result = move(id, from, after);
        if (!result.isRefused()) {
            monitor.event(new XfrmEvent.StateMigrated(before, after));
        }
        return result;
    }

    private OffloadResult move(SaId id, int from, SaConfig after) {
        int to = after.isOfOneCore() ? from : owners.claim(after);
        Core old = cores.get(from);
        Core next = cores.get(to);
        OffloadResult result;
        if (calls.on(to, () -> next.states().size() == next.states().capacity())) {
            result = new OffloadResult.Refused(Errno.ENOMEM, "SA table is full");
        } else if (from == to) {
            result = calls.on(from, () -> added(next, old.life().move(id, after)));
        } else {
            XfrmState moved = calls.on(from, () -> old.life().move(id, after));
            result = calls.on(to, () -> added(next, moved));
        }
        if (result.isRefused()) {
            owners.release(after);
        }
        return result;
    }

    private static OffloadResult added(Core core, XfrmState moved) {
        return moved == null
                ? new OffloadResult.Refused(Errno.ESRCH, "the SA has expired")
                : core.addState(moved, null);
    }

    /** A policy in the place of another. @return false, nothing changed, when there is no such policy. */
    public synchronized boolean update(Policy before, Policy after) {
        boolean done = calls.each(core -> core.policies().remove(before)
                && (core.policies().add(after) || !core.policies().add(before)));
        if (done) {
            monitor.event(new XfrmEvent.PolicyUpdated(after));
        }
        return done;
    }

    // ---- images

    /**
     * What all SAs have used up. An SA that goes on from an image must have sent nothing since: delete it first, or
     * close the engine.
     *
     * @param takenSeconds time of day, in seconds of the epoch.
     */
    public synchronized StateImage image(long takenSeconds) {
        Map<SaId, StateUse> uses = new LinkedHashMap<>();
        for (List<StateUse> ofCore : calls.together(core -> core.life().uses())) {
            ofCore.forEach(use -> uses.merge(use.id(), use, StateUse::with));
        }
        return new StateImage(takenSeconds, new ArrayList<>(uses.values()));
    }

    // ---- for the engine

    void added(SaConfig config) {
        spis.release(config.id().destination(), config.id().spi());
        monitor.event(new XfrmEvent.StateAdded(config));
    }

    void tell(XfrmEvent event) {
        monitor.event(event);
    }
}
