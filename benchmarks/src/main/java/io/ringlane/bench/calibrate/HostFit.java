// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.pipeline.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;

/**
 * The cost of a packet on a host core, fitted to what was measured. Relative errors are made small, not absolute ones.
 * Immutable.
 *
 * <pre>
 *  ns(n, k, s) = fixed + perByte * n + perBurst / k + workingSet(s)
 * </pre>
 *
 * <p>The whole path is fitted at once; stages are fitted each for itself, and the last one takes what the whole has
 * left, so that their sum is the whole.
 *
 * @param stages     by name, in order.
 * @param perBurstNs of a duty cycle, whatever it holds.
 * @param workingSet nanoseconds more than with {@link #HOME} SAs, by number of SAs.
 * @param residuals  of the whole path.
 */
record HostFit(Map<String, Line> stages, double perBurstNs, Map<Integer, Double> workingSet, List<Residual> residuals) {
    /** SAs of which the working set counts as nothing. */
    static final int HOME = 64;
    /** Packets in a burst where the stages are measured. */
    static final int BURST = 32;

    private static final List<String> NAMES =
            List.of("buffer and copy", "read and find", "number and write", "seal", "duty cycle, transmit, complete");
    private static final List<Stage> STEPS = List.of(Stage.BUF, Stage.FIND, Stage.WRITE, Stage.SEAL);

    /** A cost that grows with length. */
    record Line(double fixedNs, double perByteNs) {
        double at(int size) {
            return fixedNs + perByteNs * size;
        }

        private Line minus(Line other) {
            return new Line(fixedNs - other.fixedNs, perByteNs - other.perByteNs);
        }
    }

    /** A measurement and what the fit says of it. */
    record Residual(CostPoint point, double fittedNs) {
        double percent() {
            return 100 * (fittedNs - point.ns()) / point.ns();
        }
    }

    /** @throws IllegalArgumentException if there are fewer measurements than unknowns. */
    static HostFit of(List<CostPoint> points) {
        List<CostPoint> whole =
                points.stream().filter(point -> point.stage() == Stage.OUT).toList();
        List<Integer> others = new ArrayList<>(new TreeSet<>(whole.stream()
                .map(CostPoint::states)
                .filter(count -> count != HOME)
                .toList()));
        double[] solved = solve(whole, others);
        Line path = new Line(solved[0] + solved[2] / BURST, solved[1]);
        Map<Integer, Double> workingSet = new LinkedHashMap<>();
        for (int i = 0; i < others.size(); i++) {
            workingSet.put(others.get(i), solved[3 + i]);
        }
        Map<String, Line> stages = stages(points, new Line(solved[0], solved[1]));
        List<Residual> residuals = whole.stream()
                .map(point -> new Residual(
                        point,
                        path.at(point.size())
                                + solved[2] * (1.0 / point.burst() - 1.0 / BURST)
                                + workingSet.getOrDefault(point.states(), 0.0)))
                .toList();
        return new HostFit(stages, solved[2], workingSet, residuals);
    }

    /** @return fixed, per byte, per burst, then one number for each of the other working sets. */
    private static double[] solve(List<CostPoint> whole, List<Integer> others) {
        int unknowns = 3 + others.size();
        if (whole.size() < unknowns) {
            throw new IllegalArgumentException(
                    whole.size() + " quiet rows of the whole path, " + unknowns + " are needed");
        }
        double[][] rows = new double[whole.size()][unknowns];
        double[] ones = new double[whole.size()];
        for (int i = 0; i < rows.length; i++) {
            CostPoint point = whole.get(i);
            rows[i][0] = 1 / point.ns();
            rows[i][1] = point.size() / point.ns();
            rows[i][2] = 1 / (point.burst() * point.ns());
            int at = others.indexOf(point.states());
            if (at >= 0) {
                rows[i][3 + at] = 1 / point.ns();
            }
            ones[i] = 1;
        }
        return new QRDecomposition(new Array2DRowRealMatrix(rows, false))
                .getSolver()
                .solve(new ArrayRealVector(ones, false))
                .toArray();
    }

    private static Map<String, Line> stages(List<CostPoint> points, Line path) {
        Map<String, Line> stages = new LinkedHashMap<>();
        Line before = new Line(0, 0);
        for (int i = 0; i < STEPS.size(); i++) {
            Line now = line(points, STEPS.get(i));
            stages.put(NAMES.get(i), now.minus(before));
            before = now;
        }
        stages.put(NAMES.getLast(), path.minus(before));
        return stages;
    }

    /** The work up to a stage, by length. */
    private static Line line(List<CostPoint> points, Stage stage) {
        List<CostPoint> own =
                points.stream().filter(point -> point.stage() == stage).toList();
        if (own.size() < 2) {
            throw new IllegalArgumentException(
                    "stage " + stage.label() + ": " + own.size() + " quiet rows, 2 are needed");
        }
        double[][] rows = new double[own.size()][];
        double[] ones = new double[own.size()];
        for (int i = 0; i < rows.length; i++) {
            CostPoint point = own.get(i);
            rows[i] = new double[] {1 / point.ns(), point.size() / point.ns()};
            ones[i] = 1;
        }
        double[] solved = new QRDecomposition(new Array2DRowRealMatrix(rows, false))
                .getSolver()
                .solve(new ArrayRealVector(ones, false))
                .toArray();
        return new Line(solved[0], solved[1]);
    }

    /** The whole path. */
    Line path() {
        double fixed = stages.values().stream().mapToDouble(Line::fixedNs).sum();
        double perByte = stages.values().stream().mapToDouble(Line::perByteNs).sum();
        return new Line(fixed, perByte);
    }

    /** Largest error of the fit, in percent either way. */
    double worstPercent() {
        return residuals.stream()
                .mapToDouble(residual -> Math.abs(residual.percent()))
                .max()
                .orElse(0);
    }

    /** Mean of the errors without their signs, in percent. */
    double meanPercent() {
        return residuals.stream()
                .mapToDouble(residual -> Math.abs(residual.percent()))
                .average()
                .orElse(0);
    }
}
