// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.WireStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the time of a packet goes: by part of the path, in the mean and for packets whose response lies about a
 * percentile. Immutable.
 *
 * @param percentile 0 for the mean over all packets.
 * @param packets    that it is the mean of.
 * @param responsePs of them.
 * @param partsPs    time in each part, in the order of the path; they add up to the response.
 */
public record LatencyBudget(double percentile, long packets, double responsePs, Map<String, Double> partsPs) {
    /** Before the first stage has a packet: waiting for the line, and coming over it. */
    public static final String LINE_IN = "line in";
    /** From the end of a frame's gap until its last bit is had: the PHY, less the gap; may be below zero. */
    public static final String LINE_OUT = "to the far end";

    private static final long NANOSECOND_PS = 1000;
    /** Packets this near to a percentile stand for it. */
    private static final double NEAR = 0.1;

    /** Copies the map, in its order. */
    public LatencyBudget {
        partsPs = new LinkedHashMap<>(partsPs);
    }

    /**
     * Runs a trial once more, which takes the same course, and follows its packets.
     *
     * @param result      of that trial.
     * @param percentiles between 0 and 100; what has no packets is left out.
     * @return the mean first.
     */
    public static List<LatencyBudget> of(TrialResult result, double... percentiles) {
        Follower[] follower = new Follower[1];
        Trial.run(result.spec(), model -> {
            follower[0] = new Follower(model, result, percentiles);
            return follower[0];
        });
        return follower[0].budgets();
    }

    /** Adds up how long packets stay where. */
    private static final class Follower implements Probe {
        private final Model model;
        private final double[] percentiles;
        private final long firstSerial;
        private final long[] leastPs;
        private final long[] mostPs;
        private final List<String> roles = new ArrayList<>();
        private final int[] roleOf;
        private final int sink;
        private final long lagPs;
        private final long[] spentPs;
        private final long[] firstPs;
        private final long[][] sumPs;
        private final long[] responsePs;
        private final long[] counts;

        Follower(Model model, TrialResult result, double... percentiles) {
            this.model = model;
            this.percentiles = percentiles;
            firstSerial = result.warmUpPackets();
            roles.add(LINE_IN);
            roleOf = new int[model.stages().size()];
            int last = 0;
            for (Stage stage : model.stages()) {
                String role = Snapshot.role(stage.name());
                if (!roles.contains(role)) {
                    roles.add(role);
                }
                roleOf[stage.number()] = roles.indexOf(role);
                last = stage.name().equals("sink") ? stage.number() : last;
            }
            sink = last;
            DeviceProfile.Ports ports = result.spec().gateway().device().ports();
            lagPs = ports.phyPs() - ByteClock.ofBitsPerSecond(ports.bitRate()).of(WireStage.GAP_BYTES);
            int rows = model.packets().capacity();
            spentPs = new long[rows * roles.size()];
            firstPs = new long[rows];
            Arrays.fill(firstPs, Long.MIN_VALUE);
            sumPs = new long[percentiles.length + 1][roles.size()];
            responsePs = new long[percentiles.length + 1];
            counts = new long[percentiles.length + 1];
            leastPs = new long[percentiles.length];
            mostPs = new long[percentiles.length];
            for (int i = 0; i < percentiles.length; i++) {
                double beyond = (100 - percentiles[i]) * NEAR;
                leastPs[i] = result.response().getValueAtPercentile(percentiles[i] - beyond) * NANOSECOND_PS;
                mostPs[i] =
                        result.response().getValueAtPercentile(percentiles[i] + beyond) * NANOSECOND_PS + NANOSECOND_PS;
            }
        }

        @Override
        public void entered(Stage stage, int packet, long nowPs) {
            if (firstPs[packet] == Long.MIN_VALUE) {
                firstPs[packet] = nowPs;
                spentPs[packet * roles.size()] = nowPs - model.packets().intendedPs(packet);
            }
            if (stage.number() == sink) {
                ended(packet, nowPs);
            }
        }

        @Override
        public void left(Stage stage, int packet, long nowPs) {
            spentPs[packet * roles.size() + roleOf[stage.number()]] +=
                    nowPs - model.packets().sincePs(packet);
        }

        @Override
        public void lost(Stage stage, int packet, long nowPs) {
            forget(packet);
        }

        /** What a super-packet has been through, each of its segments has. */
        @Override
        public void cutOut(Stage stage, int whole, int segment, long nowPs) {
            int roleCount = roles.size();
            firstPs[segment] = firstPs[whole];
            System.arraycopy(spentPs, whole * roleCount, spentPs, segment * roleCount, roleCount);
            spentPs[segment * roleCount + roleOf[stage.number()]] +=
                    nowPs - model.packets().sincePs(whole);
        }

        @Override
        public void cutUp(Stage stage, int whole, long nowPs) {
            forget(whole);
        }

        private void ended(int packet, long nowPs) {
            if (model.packets().serial(packet) >= firstSerial) {
                long took = nowPs + lagPs - model.packets().intendedPs(packet);
                add(0, packet, took);
                for (int i = 0; i < percentiles.length; i++) {
                    if (took >= leastPs[i] && took <= mostPs[i]) {
                        add(i + 1, packet, took);
                    }
                }
            }
            forget(packet);
        }

        private void add(int to, int packet, long took) {
            counts[to]++;
            responsePs[to] += took;
            for (int role = 0; role < roles.size(); role++) {
                sumPs[to][role] += spentPs[packet * roles.size() + role];
            }
        }

        private void forget(int packet) {
            firstPs[packet] = Long.MIN_VALUE;
            Arrays.fill(spentPs, packet * roles.size(), (packet + 1) * roles.size(), 0);
        }

        private List<LatencyBudget> budgets() {
            List<LatencyBudget> budgets = new ArrayList<>();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    double percentile = i == 0 ? 0 : percentiles[i - 1];
                    budgets.add(new LatencyBudget(percentile, counts[i], (double) responsePs[i] / counts[i], parts(i)));
                }
            }
            return budgets;
        }

        private Map<String, Double> parts(int of) {
            Map<String, Double> parts = new LinkedHashMap<>();
            for (int role = 0; role < roles.size(); role++) {
                if (sumPs[of][role] > 0) {
                    parts.put(roles.get(role), (double) sumPs[of][role] / counts[of]);
                }
            }
            parts.put(LINE_OUT, (double) lagPs);
            return parts;
        }
    }
}
