// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial.timeline;

import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.plan.report.chart.TimelineChart;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes down how full every stage of a model is, while it runs, in memory that does not grow with the run. Give it to
 * the model as its probe, {@link #finish} it at the end and ask for the chart. Owned by the simulation's thread.
 */
public final class Timeline implements Probe {
    /** Bins of the finest level. */
    public static final int BINS = 2048;

    /** Changes kept before the first loss, and behind it. */
    public static final int CHANGES = 4096;

    /** Stages that a chart shows, unless it is told otherwise. */
    public static final int TRACKS = 12;

    private static final long FIRST_BIN_PS = 1000;
    private static final int NOWHERE = -1;

    private final Stage[] stages;
    private final OccupancyPyramid[] pyramids;
    private final long[] held;
    private final boolean[] waiting;
    private final ChangeWindow window;
    private Stage lossAt;
    private long lossPs;
    private long losses;

    /** @param mostStages stages the model may have. */
    public Timeline(int mostStages) {
        stages = new Stage[mostStages];
        pyramids = new OccupancyPyramid[mostStages];
        held = new long[mostStages];
        waiting = new boolean[mostStages];
        window = new ChangeWindow(CHANGES, CHANGES, mostStages);
    }

    @Override
    public void entered(Stage stage, int packet, long nowPs) {
        change(stage, nowPs);
    }

    @Override
    public void left(Stage stage, int packet, long nowPs) {
        change(stage, nowPs);
    }

    @Override
    public void lost(Stage stage, int packet, long nowPs) {
        if (losses++ == 0) {
            lossAt = stage;
            lossPs = nowPs;
            window.close();
        }
    }

    @Override
    public void waits(Stage stage, Stage by, long nowPs) {
        until(stage, nowPs);
        waiting[stage.number()] = true;
    }

    @Override
    public void resumes(Stage stage, Stage by, long nowPs) {
        until(stage, nowPs);
        waiting[stage.number()] = false;
    }

    private void change(Stage stage, long nowPs) {
        until(stage, nowPs);
        held[stage.number()] = stage.held();
        window.change(stage.number(), stage.held(), nowPs);
    }

    private void until(Stage stage, long nowPs) {
        int number = stage.number();
        if (stages[number] == null) {
            stages[number] = stage;
            pyramids[number] = new OccupancyPyramid(BINS, FIRST_BIN_PS);
        }
        pyramids[number].hold(held[number], waiting[number], nowPs);
    }

    /** The run ends. */
    public void finish(long nowPs) {
        for (Stage stage : stages) {
            if (stage != null) {
                until(stage, nowPs);
            }
        }
    }

    /** Packets that were lost. */
    public long losses() {
        return losses;
    }

    /** The chart of what was seen, with {@link #TRACKS} stages at most. */
    public TimelineChart chart(String id, String reading, long endPs) {
        return chart(id, reading, endPs, TRACKS);
    }

    /**
     * The chart of what was seen, of a run that is finished. Stages that held nothing for any time are left out.
     *
     * @param endPs      when it was finished.
     * @param mostTracks those that were fullest, and the one that lost, are drawn; of several that do the same one.
     */
    public TimelineChart chart(String id, String reading, long endPs, int mostTracks) {
        double least = IntStream.range(0, stages.length)
                .mapToDouble(this::weight)
                .sorted()
                .skip(Math.max(0, stages.length - mostTracks))
                .findFirst()
                .orElse(0);
        List<TimelineChart.Track> tracks = new ArrayList<>();
        int[] places = new int[stages.length];
        for (int number = 0; number < stages.length; number++) {
            places[number] = NOWHERE;
            if (weight(number) > 0 && weight(number) >= least && tracks.size() < mostTracks) {
                places[number] = tracks.size();
                tracks.add(new TimelineChart.Track(
                        name(number), "packets", stages[number].capacity(), pyramids[number].levels()));
            }
        }
        List<TimelineChart.Event> events = new ArrayList<>();
        if (losses > 0) {
            events.add(new TimelineChart.Event(lossPs, "first loss, at " + lossAt.name()));
        }
        return new TimelineChart(
                id,
                "How full each place was over time",
                reading,
                endPs,
                tracks,
                events,
                losses > 0 ? window.exact(places) : null);
    }

    /** How much there is to be seen of a stage; 0 if there is more to be seen of another that does the same. */
    private double weight(int number) {
        double weight = fullness(number);
        for (int other = 0; other < stages.length && weight > 0; other++) {
            boolean isSame =
                    other != number && fullness(other) > 0 && role(other).equals(role(number));
            boolean isAhead = fullness(other) > weight || fullness(other) == weight && other < number;
            if (isSame && isAhead) {
                return 0;
            }
        }
        return weight;
    }

    /** Its name without the numbers that tell it from others of its kind, such as rings of other cores. */
    private String role(int number) {
        return stages[number].name().replaceAll(" [0-9.]+(?= |$)", "");
    }

    /** How full it was, and how long it was held back. */
    private double fullness(int number) {
        if (stages[number] == null || !pyramids[number].isUsed()) {
            return 0;
        }
        double fill = pyramids[number].mean() / stages[number].capacity();
        return fill + pyramids[number].blockedShare() + (stages[number] == lossAt ? 2 : 0);
    }

    /** Its name, told from those of stages before it. */
    private String name(int number) {
        String name = stages[number].name();
        for (int other = 0; other < number; other++) {
            if (stages[other] != null && stages[other].name().equals(name)) {
                return name + " (" + number + ")";
            }
        }
        return name;
    }
}
