// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * How full each place of the model was over time: least, mean and most of every bin at several widths, and each single
 * change around the first loss. Times are picoseconds since the start of the run. Immutable.
 *
 * @param events what is marked in it, such as the first loss.
 * @param exact  the changes around the first loss; null if nothing was lost.
 */
public record TimelineChart(
        String id, String title, String reading, long endPs, List<Track> tracks, List<Event> events, Exact exact)
        implements Chart {
    /** A moment that has a name. */
    public record Event(long atPs, String label) {
        public Event {
            Checks.text("label of a moment", label);
        }
    }

    /**
     * Bins of one width; the last may reach past the end.
     *
     * @param blocked share of the bin, 0 to 1, in which the place had a packet that nobody downstream would take.
     */
    public record Level(long binPs, List<Long> least, List<Double> mean, List<Long> most, List<Double> blocked) {
        public Level {
            least = Checks.some("bins", least);
            mean = List.copyOf(mean);
            most = List.copyOf(most);
            blocked = List.copyOf(blocked);
            int bins = least.size();
            if (binPs <= 0 || mean.size() != bins || most.size() != bins || blocked.size() != bins) {
                throw new IllegalArgumentException("bins of " + binPs + " ps: the lists differ in length");
            }
            for (int bin = 0; bin < bins; bin++) {
                Checks.interval("mean of a bin", least.get(bin), mean.get(bin), most.get(bin));
                Checks.interval("share of a bin", 0, blocked.get(bin), 1);
            }
        }
    }

    /**
     * One place.
     *
     * @param capacity what it holds at most, 0 where there is no bound.
     * @param levels   from the finest.
     */
    public record Track(String name, String unit, long capacity, List<Level> levels) {
        public Track {
            Checks.text("name of a track", name);
            levels = Checks.some("levels of track " + name, levels);
        }
    }

    /**
     * Every change from a moment to another. Entry i says: at {@code startPs + atPs[i]} the track {@code track[i]} came
     * to hold {@code value[i]}.
     *
     * @param initial what each track held at the start.
     */
    public record Exact(
            long startPs, long endPs, List<Long> initial, List<Long> atPs, List<Integer> track, List<Long> value) {
        public Exact {
            initial = List.copyOf(initial);
            atPs = List.copyOf(atPs);
            track = List.copyOf(track);
            value = List.copyOf(value);
            if (atPs.size() != track.size() || atPs.size() != value.size() || endPs < startPs) {
                throw new IllegalArgumentException("exact window: the lists differ in length, or it ends early");
            }
        }
    }

    public TimelineChart {
        Checks.name("id of a chart", id);
        Checks.text("title of chart " + id, title);
        Checks.text("reading of chart " + id, reading);
        tracks = Checks.some("tracks of chart " + id, tracks);
        events = List.copyOf(events);
        Checks.unique("track", tracks.stream().map(Track::name).toList());
        if (exact != null && exact.initial().size() != tracks.size()) {
            throw new IllegalArgumentException("chart " + id + ": the exact window has other tracks");
        }
    }

    @Override
    public Table table() {
        List<List<Object>> rows = new ArrayList<>();
        for (Track track : tracks) {
            Level fine = track.levels().getFirst();
            rows.add(List.of(
                    track.name(),
                    track.unit(),
                    track.capacity() == 0 ? "" : track.capacity(),
                    fine.least().stream().mapToLong(Long::longValue).min().orElse(0),
                    average(fine, fine.mean()),
                    fine.most().stream().mapToLong(Long::longValue).max().orElse(0),
                    100 * average(fine, fine.blocked())));
        }
        return new Table(
                id, title, List.of("place", "unit", "holds", "least", "mean", "most", "held back, % of the run"), rows);
    }

    /** Over time: the last bin counts for the part of it that lies before the end. */
    private double average(Level level, List<Double> values) {
        double sum = 0;
        for (int bin = 0; bin < values.size(); bin++) {
            sum += values.get(bin) * Math.min(level.binPs(), endPs - bin * level.binPs());
        }
        return endPs == 0 ? 0 : sum / endPs;
    }
}
