// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.JdkProvider;
import java.util.ArrayList;
import java.util.List;

/**
 * Measurements of providers, and what follows from them: for each algorithm the provider whose times over small, medium
 * and large packets are the smallest, each size counted relative to the fastest there, so that none outweighs the
 * others. Within {@link #TIE} of the best the one named first wins; the JDK's wins only where there is no other. The
 * same cells give the same choice. Immutable.
 *
 * @param order of the providers' names; the first wins a tie.
 * @param cells one for each provider, algorithm and size that was measured.
 */
public record CryptoChoice(List<String> order, List<Cell> cells) {
    /** Part of the best by which a provider may be slower and still count as level. */
    static final double TIE = 0.03;
    /** So many times as good a score as the next one's is not turned by a key of another length. */
    static final double DECISIVE = 1.4;

    /**
     * One measurement.
     *
     * @param size bytes sealed.
     * @param sealNs nanoseconds a packet.
     * @param openNs nanoseconds a packet; not a number if it was not measured.
     */
    public record Cell(String provider, String algorithm, int size, double sealNs, double openNs) {
        /** Sealed bits a second, in 10^9. */
        public double gigabits() {
            return size * Byte.SIZE / sealNs;
        }
    }

    /** The winner for an algorithm, and why in a few words. */
    public record Winner(String provider, String reason) {}

    public CryptoChoice {
        order = List.copyOf(order);
        cells = List.copyOf(cells);
    }

    /**
     * Measures.
     *
     * @param warmUpNs for each provider.
     * @param cellNs for each cell.
     * @param opening whether to time opening too.
     */
    static CryptoChoice measure(List<CryptoProvider> providers, long warmUpNs, long cellNs, boolean opening) {
        return measure(providers, warmUpNs, cellNs, opening, false);
    }

    /** As {@link #measure}, but where a key length leaves no doubt the others of that cipher are not measured. */
    static CryptoChoice decide(List<CryptoProvider> providers, long warmUpNs, long cellNs) {
        return measure(providers, warmUpNs, cellNs, false, true);
    }

    private static CryptoChoice measure(
            List<CryptoProvider> providers, long warmUpNs, long cellNs, boolean opening, boolean brief) {
        List<String> names = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        try (CryptoMeter meter = new CryptoMeter()) {
            for (CryptoProvider provider : providers) {
                names.add(provider.name());
                if (provider.supports(CryptoAlgorithm.ALL.getFirst().transform())) {
                    meter.warmUp(provider, CryptoAlgorithm.ALL.getFirst().transform(), warmUpNs);
                }
            }
            for (CryptoAlgorithm algorithm : CryptoAlgorithm.ALL) {
                if (!brief || !new CryptoChoice(names, cells).isDecided(algorithm)) {
                    addCells(cells, meter, providers, algorithm, cellNs, opening);
                }
            }
        }
        return new CryptoChoice(names, cells);
    }

    /** Whether the same cipher was measured with another key, and left no doubt. */
    boolean isDecided(CryptoAlgorithm algorithm) {
        for (CryptoAlgorithm other : CryptoAlgorithm.ALL) {
            if (other.isKin(algorithm) && lead(other.name()) >= DECISIVE) {
                return true;
            }
        }
        return false;
    }

    private static void addCells(
            List<Cell> cells,
            CryptoMeter meter,
            List<CryptoProvider> providers,
            CryptoAlgorithm algorithm,
            long cellNs,
            boolean opening) {
        for (CryptoProvider provider : providers) {
            if (provider.supports(algorithm.transform())) {
                cells.addAll(cells(meter, provider, algorithm, cellNs, opening));
            }
        }
    }

    private static List<Cell> cells(
            CryptoMeter meter, CryptoProvider provider, CryptoAlgorithm algorithm, long cellNs, boolean opening) {
        List<Cell> cells = new ArrayList<>();
        for (int size : CryptoMeter.SIZES) {
            CryptoMeter.Speed speed = meter.measure(provider, algorithm.transform(), size, cellNs, opening);
            cells.add(new Cell(provider.name(), algorithm.name(), size, speed.sealNs(), speed.openNs()));
        }
        return cells;
    }

    /** @return null when no provider has the algorithm. */
    public Winner winner(String algorithm) {
        List<String> able = able(algorithm);
        if (able.isEmpty()) {
            return null;
        }
        if (able.size() == 1) {
            return new Winner(able.getFirst(), "the only one, or the only native one");
        }
        double best = Double.POSITIVE_INFINITY;
        for (String name : able) {
            best = Math.min(best, score(name, algorithm));
        }
        for (String name : able) {
            double score = score(name, algorithm);
            if (score <= best * (1 + TIE)) {
                return new Winner(name, score <= best ? "fastest" : "level with the fastest, named first");
            }
        }
        throw new IllegalStateException("no score is the best of " + able);
    }

    /** Who has the algorithm and did not fail; the JDK only if it is alone. */
    private List<String> able(String algorithm) {
        List<String> able = new ArrayList<>();
        for (String name : order) {
            if (!Double.isNaN(score(name, algorithm))) {
                able.add(name);
            }
        }
        if (able.size() > 1) {
            able.remove(JdkProvider.NAME);
        }
        return able;
    }

    /** How many times as good the best score is as the next one's; 1 when there is none to compare with. */
    double lead(String algorithm) {
        double best = Double.POSITIVE_INFINITY;
        double next = Double.POSITIVE_INFINITY;
        for (String name : order) {
            double score = score(name, algorithm);
            if (score < best) {
                next = best;
                best = score;
            } else if (score < next) {
                next = score;
            }
        }
        return next == Double.POSITIVE_INFINITY ? 1 : next / best;
    }

    /** Mean over the sizes of its time relative to the fastest there; 1 is the fastest everywhere. */
    private double score(String provider, String algorithm) {
        double sum = 0;
        int count = 0;
        for (Cell cell : cells) {
            if (cell.provider.equals(provider) && cell.algorithm.equals(algorithm)) {
                sum += cell.sealNs / fastest(algorithm, cell.size);
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private double fastest(String algorithm, int size) {
        double fastest = Double.POSITIVE_INFINITY;
        for (Cell cell : cells) {
            // a cell that is not a number is not less
            if (cell.algorithm.equals(algorithm) && cell.size == size && cell.sealNs < fastest) {
                fastest = cell.sealNs;
            }
        }
        return fastest;
    }
}
