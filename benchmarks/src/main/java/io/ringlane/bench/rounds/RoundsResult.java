// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringlane.bench.traffic.WorkRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What rounds gave, as one process hands it to another. Immutable.
 *
 * @param homeNs nanoseconds a packet of the row that the others are measured beside.
 * @param idleNs of a duty cycle that finds nothing.
 * @param open   what packets of random times tell of duty cycles.
 * @param pauses of the core in the same rounds.
 */
public record RoundsResult(
        double homeNs, double idleNs, Open open, List<Closed> closed, List<Timed> timed, Pauses pauses) {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /**
     * Duty cycles whose bursts are as random times make them. A burst of another size than the one before costs more
     * than one in a row of equals: loops end where the processor did not expect it.
     *
     * @param cycleNs of a duty cycle with packets, beside what each packet costs; NaN where it was not quiet.
     * @param packets of such a cycle, in the mean.
     */
    public record Open(double cycleNs, double packets) {
        public static final Open NONE = new Open(Double.NaN, Double.NaN);

        /**
         * From the balance of time: all of it is idle cycles, cycles with packets, and packets.
         *
         * @param ns     of the run.
         * @param idle   cycles that found nothing.
         * @param busy   cycles that found packets.
         * @param count  of packets.
         * @param homeNs of a packet in equal bursts.
         * @param burst  size of those.
         */
        static Open of(double ns, long idle, long busy, long count, double idleNs, double homeNs, int burst) {
            double cycles = busy - (double) count / burst;
            return cycles <= 0 ? NONE : new Open((ns - idle * idleNs - count * homeNs) / cycles, (double) count / busy);
        }
    }

    /**
     * A row as fast as it goes.
     *
     * @param row    as {@link WorkRow} is written.
     * @param ns     nanoseconds a packet, the median of quiet runs.
     * @param least  of them.
     * @param most   of them.
     * @param runs   that were quiet; fewer than three are no result.
     * @param tries  in all.
     */
    public record Closed(String row, double ns, double least, double most, int runs, int tries) {
        /** Whether enough runs were quiet. */
        public boolean isQuiet() {
            return runs > 0;
        }
    }

    /**
     * A row at a rate.
     *
     * @param row     as {@link WorkRow} is written.
     * @param packets of the quiet windows.
     * @param windows that were quiet.
     * @param tries   in all.
     * @param p50     nanoseconds from the time at which packets were due until the device was told of them; of this and
     *                the other percentiles the median of the windows.
     * @param p99All  of all packets of the quiet windows together.
     */
    public record Timed(String row, long packets, int windows, int tries, long p50, long p99, long p999, long p99All) {}

    /** Writes a file. */
    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** Reads what {@link #write} wrote. */
    public static RoundsResult read(Path file) {
        try {
            return JSON.readValue(file.toFile(), RoundsResult.class);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** Nanoseconds a packet of a row; NaN if it was not quiet, or not among them. */
    public double ns(WorkRow row) {
        return closed.stream()
                .filter(one -> one.row.equals(row.toString()) && one.isQuiet())
                .mapToDouble(Closed::ns)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** The percentiles of a row; null if too few windows were quiet. */
    public Timed timed(WorkRow row) {
        return timed.stream()
                .filter(one -> one.row.equals(row.toString()) && one.windows > 0)
                .findFirst()
                .orElse(null);
    }
}
