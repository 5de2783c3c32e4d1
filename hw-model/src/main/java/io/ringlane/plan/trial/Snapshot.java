// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The accounts of all stages at a moment; two of them give figures of the time between. Immutable. */
final class Snapshot {
    /** What is told of a stage. */
    private static final int IN = 0;

    private static final int OUT = 1;
    private static final int LOST = 2;
    private static final int AREA = 3;
    private static final int STAY = 4;
    private static final int BUSY = 5;
    private static final int FIGURES = 6;
    /** A shorter wait is no news. */
    private static final double LEAST_SHARE = 1e-6;

    private final long atPs;
    private final long[][] stages;
    private final long[][] blockedPs;
    private final long[][] links;

    Snapshot(Model model, List<PcieLink> pcie) {
        atPs = model.simulation().nowPs();
        List<Stage> all = model.stages();
        stages = new long[all.size()][FIGURES];
        blockedPs = new long[all.size()][all.size()];
        for (int i = 0; i < all.size(); i++) {
            Stage stage = all.get(i);
            stages[i][IN] = stage.in();
            stages[i][OUT] = stage.out();
            stages[i][LOST] = stage.lost();
            stages[i][AREA] = stage.areaPs();
            stages[i][STAY] = stage.sojournPs();
            stages[i][BUSY] = stage.busyPs();
            for (int by = 0; by < all.size(); by++) {
                blockedPs[i][by] = model.blockedPs(stage, all.get(by));
            }
        }
        links = pcie.stream()
                .map(link -> new long[] {link.upBusyPs(), link.downBusyPs(), link.tagsAreaPs()})
                .toArray(long[][]::new);
    }

    long atPs() {
        return atPs;
    }

    /** Packets that left a stage from an earlier moment on. */
    long out(Snapshot from, Stage stage) {
        return stages[stage.number()][OUT] - from.stages[stage.number()][OUT];
    }

    List<StageFigures> figures(Snapshot from, Model model, List<PcieLink> pcie) {
        double time = Math.max(1, atPs - from.atPs);
        List<StageFigures> figures = new ArrayList<>();
        for (Stage stage : model.stages()) {
            long[] then = from.stages[stage.number()];
            long[] now = stages[stage.number()];
            long out = now[OUT] - then[OUT];
            figures.add(new StageFigures(
                    stage.name(),
                    role(stage.name()),
                    stage.capacity(),
                    now[IN] - then[IN],
                    now[LOST] - then[LOST],
                    (now[AREA] - then[AREA]) / time,
                    stage.most(),
                    out == 0 ? 0 : (double) (now[STAY] - then[STAY]) / out,
                    stage.servers() == 0 ? Double.NaN : (now[BUSY] - then[BUSY]) / time / stage.servers()));
        }
        for (int i = 0; i < pcie.size(); i++) {
            String name = pcie.get(i).name();
            figures.add(link(name + " up", (links[i][0] - from.links[i][0]) / time));
            figures.add(link(name + " down", (links[i][1] - from.links[i][1]) / time));
            int tags = pcie.get(i).tags();
            double used = (links[i][2] - from.links[i][2]) / time;
            figures.add(new StageFigures(
                    name + " tags",
                    role(name + " tags"),
                    tags,
                    0,
                    0,
                    used,
                    pcie.get(i).mostTags(),
                    0,
                    used / tags));
        }
        return figures;
    }

    private static StageFigures link(String name, double utilisation) {
        return new StageFigures(name, role(name), 1, 0, 0, utilisation, 1, 0, utilisation);
    }

    /** {@code gateway 1 tx ring 1.3} is a {@code tx ring}. */
    static String role(String name) {
        return name.replaceFirst("^gateway \\d+ ", "").replaceFirst(" [\\d.]+(?= |$)", "");
    }

    List<Waiting> waits(Snapshot from, Model model) {
        double time = Math.max(1, atPs - from.atPs);
        List<Waiting> waits = new ArrayList<>();
        for (Stage stage : model.stages()) {
            for (Stage by : model.stages()) {
                double share =
                        (blockedPs[stage.number()][by.number()] - from.blockedPs[stage.number()][by.number()]) / time;
                if (share > LEAST_SHARE) {
                    waits.add(new Waiting(stage.name(), by.name(), share));
                }
            }
        }
        waits.sort(Comparator.comparingDouble(Waiting::share).reversed());
        return waits;
    }
}
