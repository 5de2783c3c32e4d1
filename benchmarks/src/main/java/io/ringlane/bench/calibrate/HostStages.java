// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.pipeline.Stage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;

/**
 * What the cost of a packet is made of, by stage, each a straight line by length: for people who want to know where
 * time goes. A stage is the difference of two measurements, the last one takes what the whole has left, so that their
 * sum is the whole. Immutable.
 *
 * @param lines by name, in order.
 */
record HostStages(Map<String, Line> lines) {
    /** What is measured beside the whole path. */
    static final List<Stage> STEPS = List.of(Stage.BUF, Stage.FIND, Stage.WRITE, Stage.SEAL);

    private static final List<String> NAMES =
            List.of("buffer and copy", "read and find", "number and write", "seal", "duty cycle, transmit, complete");

    /** A cost that grows with length. */
    record Line(double fixedNs, double perByteNs) {
        double at(int size) {
            return fixedNs + perByteNs * size;
        }

        private Line minus(Line other) {
            return new Line(fixedNs - other.fixedNs, perByteNs - other.perByteNs);
        }
    }

    /**
     * Fits lines.
     *
     * @param stages by stage, the work up to it.
     * @param whole  the whole path, with as many SAs and as large bursts.
     * @throws IllegalArgumentException if a stage has less than two measurements.
     */
    static HostStages of(Map<Stage, List<CostPoint>> stages, List<CostPoint> whole) {
        Map<String, Line> lines = new LinkedHashMap<>();
        Line before = new Line(0, 0);
        for (int i = 0; i < STEPS.size(); i++) {
            Line now = line(STEPS.get(i), stages.getOrDefault(STEPS.get(i), List.of()));
            lines.put(NAMES.get(i), now.minus(before));
            before = now;
        }
        lines.put(NAMES.getLast(), line(Stage.OUT, whole).minus(before));
        return new HostStages(lines);
    }

    private static Line line(Stage stage, List<CostPoint> points) {
        if (points.size() < 2) {
            throw new IllegalArgumentException(
                    "stage " + stage.label() + ": " + points.size() + " quiet rows, 2 are needed");
        }
        double[][] rows = new double[points.size()][];
        double[] ones = new double[points.size()];
        for (int i = 0; i < rows.length; i++) {
            CostPoint point = points.get(i);
            rows[i] = new double[] {1 / point.ns(), point.row().frames().meanBytes() / point.ns()};
            ones[i] = 1;
        }
        double[] solved = new QRDecomposition(new Array2DRowRealMatrix(rows, false))
                .getSolver()
                .solve(new ArrayRealVector(ones, false))
                .toArray();
        return new Line(solved[0], solved[1]);
    }
}
