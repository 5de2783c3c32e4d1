// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.traffic.FrameMix;
import io.ringlane.bench.traffic.WorkRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;

/**
 * The cost of a packet on a core, fitted to what was measured: relative errors are made small, not absolute ones. Of
 * all forms the one is taken that best tells what was left out. Immutable.
 */
final class CostFit {
    private static final double PERCENT = 100;
    /** Percent by which a form with more unknowns must be better. */
    private static final double WORTH = 0.1;
    /** So little that it only decides where no measurement does. */
    private static final double BEND = 1e-5;

    private static final double RIDGE = 1e-9;

    private final CostGrid grid;
    private final CostForm form;
    private final double[] solved;

    private CostFit(CostGrid grid, CostForm form, List<CostPoint> points) {
        this.grid = grid;
        this.form = form;
        solved = solve(grid, form, points);
    }

    /**
     * How good a form is.
     *
     * @param unknowns    that it has.
     * @param meanPercent error at what it was fitted to, in the mean.
     * @param leftOut     error at a measurement that was left out of the fit, in the mean of all those between others.
     */
    record Quality(int unknowns, double meanPercent, double leftOut) {}

    /**
     * A measurement and what the fit says of it.
     *
     * @param leftOutNs what it says without it; NaN at the ends, where nothing would hold the line.
     */
    record Residual(CostPoint point, double fittedNs, double leftOutNs) {
        double percent() {
            return off(fittedNs, point.ns());
        }

        double leftOutPercent() {
            return off(leftOutNs, point.ns());
        }
    }

    /** A fit, and how the other forms did. */
    record Choice(CostFit best, Map<CostForm, Quality> tried, List<Residual> residuals) {}

    private static double off(double fitted, double measured) {
        return PERCENT * (fitted - measured) / measured;
    }

    /** @throws IllegalArgumentException if there are too few measurements for any form. */
    static Choice choose(List<CostPoint> points) {
        CostGrid grid = new CostGrid(points);
        if (points.size() < grid.unknowns(CostForm.LINE) + 1 || grid.knots().size() < 2) {
            throw new IllegalArgumentException(points.size() + " quiet rows, "
                    + (grid.unknowns(CostForm.LINE) + 1) + " are needed, of two lengths with " + CostGrid.HOME
                    + " SAs");
        }
        Map<CostForm, Quality> tried = new EnumMap<>(CostForm.class);
        Map<CostForm, List<Residual>> residuals = new EnumMap<>(CostForm.class);
        CostForm best = CostForm.LINE;
        for (CostForm form : CostForm.values()) {
            List<Residual> own = residuals(grid, form, points);
            residuals.put(form, own);
            double mean = own.stream()
                    .mapToDouble(one -> Math.abs(one.percent()))
                    .average()
                    .orElse(0);
            double leftOut = own.stream()
                    .mapToDouble(one -> Math.abs(one.leftOutPercent()))
                    .filter(Double::isFinite)
                    .average()
                    .orElse(mean);
            tried.put(form, new Quality(grid.unknowns(form), mean, leftOut));
            best = leftOut < tried.get(best).leftOut - WORTH ? form : best;
        }
        return new Choice(new CostFit(grid, best, points), tried, residuals.get(best));
    }

    private static List<Residual> residuals(CostGrid grid, CostForm form, List<CostPoint> points) {
        CostFit whole = new CostFit(grid, form, points);
        List<Residual> residuals = new ArrayList<>();
        for (CostPoint point : points) {
            double leftOut = Double.NaN;
            if (!grid.isEnd(point.row())) {
                List<CostPoint> others =
                        points.stream().filter(other -> other != point).toList();
                leftOut = new CostFit(grid, form, others).ns(point.row());
            }
            residuals.add(new Residual(point, whole.ns(point.row()), leftOut));
        }
        return residuals;
    }

    private static double[] solve(CostGrid grid, CostForm form, List<CostPoint> points) {
        int unknowns = grid.unknowns(form);
        List<double[]> rows = new ArrayList<>();
        for (CostPoint point : points) {
            rows.add(scaled(grid.terms(form, point.row()), 1 / point.ns()));
        }
        grid.bends(form).forEach(bend -> rows.add(scaled(bend, BEND)));
        for (int i = 0; i < unknowns; i++) {
            double[] ridge = new double[unknowns];
            ridge[i] = RIDGE;
            rows.add(ridge);
        }
        double[] wanted = new double[rows.size()];
        Arrays.fill(wanted, 0, points.size(), 1);
        return new QRDecomposition(new Array2DRowRealMatrix(rows.toArray(new double[0][]), false))
                .getSolver()
                .solve(new ArrayRealVector(wanted, false))
                .toArray();
    }

    private static double[] scaled(double[] terms, double by) {
        for (int i = 0; i < terms.length; i++) {
            terms[i] *= by;
        }
        return terms;
    }

    CostForm form() {
        return form;
    }

    CostGrid grid() {
        return grid;
    }

    /** What a row costs, in nanoseconds a packet. */
    double ns(WorkRow row) {
        double[] terms = grid.terms(form, row);
        double sum = 0;
        for (int i = 0; i < terms.length; i++) {
            sum += terms[i] * solved[i];
        }
        return sum;
    }

    /** What a packet costs in a burst of {@link CostGrid#BURST} of its like. */
    double ns(int states, int size) {
        return ns(new WorkRow(states, CostGrid.BURST, FrameMix.of(size), 0));
    }

    /** Of a duty cycle, whatever it holds; never below 0. */
    double perBurstNs() {
        return Math.max(0, solved[solved.length - 2]);
    }

    /** Of a packet that is of another length than the one before; never below 0. */
    double changeNs() {
        return Math.max(0, solved[solved.length - 1]);
    }

    /**
     * How far costs are off when a number of SAs is told from the two beside it, by the logarithm; percent, in the mean
     * over all lengths.
     */
    double betweenPercent() {
        List<Integer> levels = grid.levels();
        double sum = 0;
        int count = 0;
        for (int i = 1; i < levels.size() - 1; i++) {
            double from = Math.log(levels.get(i - 1));
            double into = (Math.log(levels.get(i)) - from) / (Math.log(levels.get(i + 1)) - from);
            for (int size : grid.knots()) {
                double below = ns(levels.get(i - 1), size);
                double told = below + into * (ns(levels.get(i + 1), size) - below);
                sum += Math.abs(off(told, ns(levels.get(i), size)));
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
