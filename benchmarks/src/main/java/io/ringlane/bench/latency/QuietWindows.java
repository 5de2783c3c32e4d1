// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import io.ringlane.bench.quiet.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Cuts an open loop into windows, each between two looks at the core's speed: a load that is 80 % of the capacity of a
 * core of its own is an overload while a neighbour has half of it. What happens inside a window stays in it, be it the
 * machine's doing or ours. The measured thread.
 */
final class QuietWindows {
    /** Fewer quiet windows than this are no result. */
    static final int ENOUGH = 3;

    private static final int TRIES_PER_WINDOW = 4;

    private final Gate gate;
    private final int wanted;

    /** @param wanted quiet windows; at most four times as many are run. */
    QuietWindows(Gate gate, int wanted) {
        this.gate = gate;
        this.wanted = wanted;
    }

    /**
     * What many windows gave.
     *
     * @param quiet of the quiet windows alone; of all, if too few were quiet.
     * @param all of all windows.
     * @param quietWindows how many were quiet.
     * @param windows how many were run.
     * @param sent least share of what was due that a window sent, of those that {@code quiet} is of.
     */
    record Outcome(Histogram quiet, Histogram all, int quietWindows, int windows, double sent) {
        boolean isQuiet() {
            return quietWindows >= ENOUGH;
        }
    }

    private record Window(Histogram histogram, double worst, double sent) {}

    /** @param run fills a window's histogram and tells what share of the packets due was sent. */
    Outcome measure(ToDoubleFunction<Histogram> run) {
        List<Window> windows = new ArrayList<>();
        Histogram all = OpenLoop.newHistogram();
        double before = gate.sample();
        while (windows.size() < wanted * TRIES_PER_WINDOW && quiet(windows).size() < wanted) {
            Histogram histogram = OpenLoop.newHistogram();
            double sent = run.applyAsDouble(histogram);
            double after = gate.sample();
            windows.add(new Window(histogram, Math.max(before, after), sent));
            before = after;
            all.add(histogram);
        }
        List<Window> quiet = quiet(windows);
        List<Window> counted = quiet.size() >= ENOUGH ? quiet : windows;
        Histogram kept = OpenLoop.newHistogram();
        counted.forEach(window -> kept.add(window.histogram));
        double sent = counted.stream().mapToDouble(Window::sent).min().orElse(1);
        return new Outcome(kept, all, quiet.size(), windows.size(), sent);
    }

    /** The best sample may come late, so all windows are looked at again. */
    private List<Window> quiet(List<Window> windows) {
        return windows.stream().filter(window -> gate.isQuiet(window.worst)).toList();
    }
}
