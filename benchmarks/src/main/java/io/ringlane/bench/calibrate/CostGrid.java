// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.traffic.WorkRow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Where costs were measured, and the unknowns of a form there. Each row of work is a sum of known multiples of them, so
 * that a fit is linear. Costs are those of a packet in a burst of {@link #BURST} behind one as long. Immutable.
 */
final class CostGrid {
    /** SAs beside which others are more or less. */
    static final int HOME = 64;
    /** Packets in a burst where lengths are measured. */
    static final int BURST = 32;

    private static final double KILO = 1000;

    private final List<Integer> knots;
    private final List<Integer> levels;
    /** By level: the lengths measured there. */
    private final List<List<Integer>> lengths = new ArrayList<>();

    private final int home;

    /** @param points of all measurements, even if some of them are to be left out of a fit. */
    CostGrid(List<CostPoint> points) {
        TreeSet<Integer> counts = new TreeSet<>();
        points.forEach(point -> counts.add(point.row().states()));
        levels = List.copyOf(counts);
        home = Math.max(0, levels.indexOf(HOME));
        for (int level : levels) {
            TreeSet<Integer> own = new TreeSet<>();
            points.stream()
                    .map(CostPoint::row)
                    .filter(row -> row.states() == level && row.frames().isSingle())
                    .forEach(row -> own.add(row.frames().sizes().getFirst()));
            lengths.add(List.copyOf(own));
        }
        knots = levels.isEmpty() ? List.of() : lengths.get(home);
    }

    /** Lengths at which lines may bend. */
    List<Integer> knots() {
        return knots;
    }

    /** Numbers of SAs, rising. */
    List<Integer> levels() {
        return levels;
    }

    /** Whether nothing would be left to hold a line there. */
    boolean isEnd(WorkRow row) {
        int size = row.frames().sizes().getFirst();
        List<Integer> own = lengths.get(levels.indexOf(row.states()));
        return row.frames().isSingle()
                && row.burst() == BURST
                && (own.size() < 3 || size == own.getFirst() || size == own.getLast());
    }

    /** Unknowns of a form; the last two are the cost of a burst, and of a change of length. */
    int unknowns(CostForm form) {
        return lineUnknowns(form)
                + IntStream.range(0, levels.size())
                        .map(level -> levelUnknowns(form, level))
                        .sum()
                + 2;
    }

    private int lineUnknowns(CostForm form) {
        return form == CostForm.LINES ? 0 : form == CostForm.LINE ? 2 : knots.size();
    }

    private int levelUnknowns(CostForm form, int level) {
        if (form == CostForm.LINES) {
            return 2;
        }
        return level == home
                ? 0
                : switch (form) {
                    case LINE, KNOTS -> 1;
                    case KNOTS_AND_LINES -> 2;
                    case TABLE, LINES -> lengths.get(level).size();
                };
    }

    /** How often each unknown is in a row's cost. Its number of SAs must be one of the levels. */
    double[] terms(CostForm form, WorkRow row) {
        double[] terms = new double[unknowns(form)];
        for (int i = 0; i < row.frames().sizes().size(); i++) {
            add(
                    terms,
                    form,
                    row.frames().sizes().get(i),
                    levels.indexOf(row.states()),
                    row.frames().share(i));
        }
        terms[terms.length - 2] = 1.0 / row.burst() - 1.0 / BURST;
        terms[terms.length - 1] = row.frames().changes();
        return terms;
    }

    private void add(double[] terms, CostForm form, int size, int level, double share) {
        int at = 0;
        if (form.hasKnots()) {
            hats(terms, at, knots, size, share);
        } else if (form == CostForm.LINE) {
            line(terms, at, size, share);
        }
        at += lineUnknowns(form);
        for (int i = 0; i < level; i++) {
            at += levelUnknowns(form, i);
        }
        switch (levelUnknowns(form, level)) {
            case 0 -> {}
            case 1 -> terms[at] += share;
            default -> {
                if (form == CostForm.TABLE) {
                    hats(terms, at, lengths.get(level), size, share);
                } else {
                    line(terms, at, size, share);
                }
            }
        }
    }

    private static void line(double[] terms, int at, int size, double share) {
        terms[at] += share;
        terms[at + 1] += share * size / KILO;
    }

    /** Straight between knots, and straight on beyond them. */
    private static void hats(double[] terms, int at, List<Integer> knots, int size, double share) {
        if (knots.size() == 1) {
            terms[at] += share;
            return;
        }
        int above = 1;
        while (above < knots.size() - 1 && size > knots.get(above)) {
            above++;
        }
        double into = (double) (size - knots.get(above - 1)) / (knots.get(above) - knots.get(above - 1));
        terms[at + above - 1] += share * (1 - into);
        terms[at + above] += share * into;
    }

    /** Of each bend that a form may have, how much it bends: next to nothing where nothing was measured. */
    List<double[]> bends(CostForm form) {
        List<double[]> bends = new ArrayList<>();
        if (form.hasKnots()) {
            bends(bends, form, 0, knots);
        }
        int at = lineUnknowns(form);
        for (int level = 0; level < levels.size(); level++) {
            if (form == CostForm.TABLE && level != home) {
                bends(bends, form, at, lengths.get(level));
            }
            at += levelUnknowns(form, level);
        }
        return bends;
    }

    private void bends(List<double[]> bends, CostForm form, int at, List<Integer> own) {
        for (int i = 1; i < own.size() - 1; i++) {
            double left = KILO / (own.get(i) - own.get(i - 1));
            double right = KILO / (own.get(i + 1) - own.get(i));
            double[] bend = new double[unknowns(form)];
            bend[at + i - 1] = left;
            bend[at + i] = -left - right;
            bend[at + i + 1] = right;
            bends.add(bend);
        }
    }
}
