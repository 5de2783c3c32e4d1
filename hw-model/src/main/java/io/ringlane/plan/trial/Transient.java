// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.device.Fault;
import io.ringlane.hw.device.card.IngressPort;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import io.ringlane.hw.sim.stage.WireStage;

/**
 * The course of a trial in which something goes wrong for a while, or comes all at once, as it was seen packet by
 * packet: nothing of it is left out as a warm-up. Immutable.
 *
 * @param offered     packets, those of a burst included.
 * @param lost        packets of these; of super-packets each segment counts.
 * @param most        packets under way at once at most.
 * @param worstPs     longest time from a packet's intended sending until its last bit was had.
 * @param lastLossPs  when the last packet was lost; -1: none was.
 * @param lastAbovePs when clearly more packets were under way for the last time than ever are without the disturbance:
 *                    by an eighth; -1: never.
 * @param overPs      when the last fault or the burst was over; 0 where there was none.
 * @param offeredToPs when the last packet was offered.
 */
public record Transient(
        long offered,
        long lost,
        long most,
        long worstPs,
        long lastLossPs,
        long lastAbovePs,
        long overPs,
        long offeredToPs) {
    private static final long NEVER = -1;
    private static final int MARGIN = 3;

    /**
     * Runs a trial.
     *
     * @param usual packets under way at most in the same trial without faults and burst, {@link #most} of that one's
     *              course.
     */
    public static Transient of(TrialSpec spec, long usual) {
        Watch[] watch = new Watch[1];
        Trial.run(spec, model -> {
            watch[0] = new Watch(model, spec, usual);
            return watch[0];
        });
        return watch[0].course();
    }

    /**
     * From the end of the disturbance until the last packet was lost, and until no more packets were under way than
     * ever are without it; 0 where that was so all the time.
     *
     * @return -1: not before the last packet was offered.
     */
    public long recoveryPs() {
        long lastPs = Math.max(lastLossPs, lastAbovePs);
        return lastPs >= offeredToPs ? NEVER : Math.max(0, lastPs - overPs);
    }

    /** Counts packets as they come and go. */
    private static final class Watch implements Probe {
        private final Model model;
        private final TrialSpec spec;
        private final long usual;
        private final boolean[] isFirst;
        private final long lagPs;
        private long underWay;
        private long offered;
        private long lost;
        private long most;
        private long worstPs;
        private long lastLossPs = NEVER;
        private long lastAbovePs = NEVER;
        private long lastBurstPs;
        private long lastPs;

        Watch(Model model, TrialSpec spec, long usual) {
            this.model = model;
            this.spec = spec;
            this.usual = usual;
            isFirst = new boolean[model.stages().size()];
            for (Stage stage : model.stages()) {
                isFirst[stage.number()] = stage instanceof IngressPort || stage instanceof Source;
            }
            DeviceProfile.Ports ports = spec.gateway().device().ports();
            lagPs = ports.phyPs() - ByteClock.ofBitsPerSecond(ports.bitRate()).of(WireStage.GAP_BYTES);
        }

        @Override
        public void entered(Stage stage, int packet, long nowPs) {
            if (isFirst[stage.number()]) {
                offered++;
                lastPs = nowPs;
                if (spec.burst() != null
                        && model.packets().intendedPs(packet) == spec.burst().atPs()) {
                    lastBurstPs = nowPs;
                }
                change(1, nowPs);
            } else if (stage instanceof Sink) {
                worstPs = Math.max(worstPs, nowPs + lagPs - model.packets().intendedPs(packet));
                change(-1, nowPs);
            }
        }

        @Override
        public void lost(Stage stage, int packet, long nowPs) {
            lost += model.packets().segments(packet);
            lastLossPs = nowPs;
            change(-1, nowPs);
        }

        @Override
        public void cutOut(Stage stage, int whole, int segment, long nowPs) {
            change(1, nowPs);
        }

        @Override
        public void cutUp(Stage stage, int whole, long nowPs) {
            change(-1, nowPs);
        }

        private void change(int by, long nowPs) {
            if (underWay - usual > usual >> MARGIN) {
                lastAbovePs = nowPs;
            }
            underWay += by;
            most = Math.max(most, underWay);
        }

        private Transient course() {
            long overPs = lastBurstPs;
            for (Fault fault : spec.faults()) {
                overPs = Math.max(overPs, fault.kind() == Fault.Kind.REKEY ? fault.fromPs() : fault.untilPs());
            }
            return new Transient(offered, lost, most, worstPs, lastLossPs, lastAbovePs, overPs, lastPs);
        }
    }
}
