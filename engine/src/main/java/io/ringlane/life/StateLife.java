// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.cores.LeasedSequence;
import io.ringlane.cores.SpreadLinks;
import io.ringlane.cores.SpreadSa;
import io.ringlane.offload.DeviceStates;
import io.ringlane.policy.Policy;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.List;

/**
 * The lives of one core's SAs: when they begin, what the clock and their packets end, and who is told. SAs whose time
 * has come are found without looking at the others. One core's thread.
 */
public final class StateLife {
    /** Who is told that a limit was reached: a soft one, or a hard one, after which the SA is deleted. */
    @FunctionalInterface
    public interface Expiry {
        /** Called on the core's thread: must not block or allocate. */
        void expired(XfrmState state, boolean hard);
    }

    /** However many have the same deadline, packets do not wait for all of them. */
    private static final int MOST_AT_ONCE = 256;

    private final SaTable states;
    private final DeviceStates deviceStates;
    private final SpreadLinks spread;
    private final Expiry listener;
    private final XfrmMonitor monitor;
    private final AcquireList acquires;
    private final DeadlineHeap deadlines = new DeadlineHeap();
    private final ArrayList<XfrmState> fresh = new ArrayList<>();
    private final List<XfrmState> expired = new ArrayList<>();
    private long nowNs;

    /**
     * @param core its number.
     * @param spread the core's part in SAs that all cores have.
     */
    public StateLife(
            int core,
            SaTable states,
            DeviceStates deviceStates,
            SpreadLinks spread,
            Expiry listener,
            XfrmMonitor monitor) {
        acquires = new AcquireList(core, monitor);
        this.monitor = monitor;
        this.states = states;
        this.deviceStates = deviceStates;
        this.spread = spread;
        this.listener = listener;
    }

    /** An SA is in use: its life begins with the next duty cycle. */
    public void add(XfrmState state) {
        fresh.add(state);
        acquires.added(state.config());
    }

    /** An SA is gone for good. */
    public void remove(XfrmState state) {
        deadlines.remove(state.index());
    }

    /**
     * Begins a duty cycle: SAs that are too old expire ahead of its packets.
     *
     * @return how many had to be looked at.
     */
    public int begin(long timeNs) {
        nowNs = timeNs;
        int work = fresh.isEmpty() ? 0 : beginLives();
        while (deadlines.isDue(timeNs) && work < MOST_AT_ONCE) {
            look(states.get(deadlines.first()));
            work++;
        }
        return work;
    }

    private int beginLives() {
        int count = fresh.size();
        for (int i = 0; i < count; i++) {
            XfrmState state = fresh.get(i);
            if (states.get(state.index(), state.generation()) == state) {
                state.begin(nowNs);
                watch(state);
            }
        }
        fresh.clear();
        if (count > MOST_AT_ONCE) {
            fresh.trimToSize();
        }
        return count;
    }

    private void watch(XfrmState state) {
        if (state.limits().hasSeconds()) {
            deadlines.set(state.index(), state.deadline(nowNs));
        } else {
            deadlines.remove(state.index());
        }
    }

    private void look(XfrmState state) {
        XfrmState.Lifetime lifetime = state.checkTime(nowNs);
        if (state.status() == XfrmState.Status.VALID) {
            deadlines.set(state.index(), state.deadline(nowNs));
        } else {
            deadlines.remove(state.index());
        }
        if (lifetime != XfrmState.Lifetime.ALIVE) {
            reached(state, lifetime);
        }
        if (lifetime == XfrmState.Lifetime.HARD_EXPIRED) {
            deleteExpired();
        }
    }

    /** A limit of an SA was reached. */
    public void reached(XfrmState state, XfrmState.Lifetime lifetime) {
        boolean hard = lifetime == XfrmState.Lifetime.HARD_EXPIRED;
        if (hard) {
            expired.add(state);
        }
        if (state.sequence() instanceof LeasedSequence replica && !isFirstToTell(replica.sa(), hard)) {
            return;
        }
        listener.expired(state, hard);
        if (monitor != XfrmMonitor.NONE) {
            monitor.event(new XfrmEvent.StateExpired(state.config(), hard, state.bytes(), state.packets()));
        }
    }

    /** A packet found no SA for its policy's template. */
    public void missing(Policy policy, FlowKey flow, TemplateResolver found) {
        acquires.missing(policy, found, flow, nowNs);
    }

    /** All replicas of an SA expire as one. */
    private static boolean isFirstToTell(SpreadSa sa, boolean hard) {
        if (hard) {
            sa.retire();
        }
        return sa.isFirstToTell(hard ? 2 : 1);
    }

    /** Ends a duty cycle: SAs that reached a hard limit in it, here or on another core, are deleted. */
    public void end() {
        spread.addRetired(expired);
        if (!expired.isEmpty()) {
            deleteExpired();
        }
    }

    private void deleteExpired() {
        for (int i = 0; i < expired.size(); i++) {
            deviceStates.delete(expired.get(i));
        }
        expired.clear();
    }

    /**
     * New limits for an SA in use, see {@link DeviceStates#update}; its age stays.
     *
     * @return 0, ESRCH or EINVAL.
     */
    public int update(SaId id, SaLimits limits) {
        int answer = deviceStates.update(id, limits);
        if (answer == 0) {
            watch(states.find(id));
        }
        return answer;
    }

    /**
     * Ends an SA whose numbers, limits and age are to go on elsewhere: with other addresses, on whichever core.
     *
     * @return the state to be added, or null when there is no such SA here.
     */
    public XfrmState move(SaId id, SaConfig config) {
        XfrmState state = states.find(id);
        if (state == null || state.status() != XfrmState.Status.VALID) {
            return null;
        }
        byte[] material = new byte[state.key().length()];
        state.key().copyTo(0, material);
        state.handOn();
        deviceStates.delete(state);
        return state.successor(config.limited(state.limits()), new SecretKey(material), nowNs);
    }

    /** What the SAs of this core have used up. */
    public List<StateUse> uses() {
        List<StateUse> uses = new ArrayList<>();
        for (int i = 0; i < states.capacity(); i++) {
            XfrmState state = states.get(i);
            if (state != null && state.status() != XfrmState.Status.DEAD) {
                uses.add(StateUse.of(state, nowNs));
            }
        }
        return uses;
    }

    /** Time of the duty cycle that runs or ran last. */
    public long nowNs() {
        return nowNs;
    }
}
