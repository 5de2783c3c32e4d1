// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.CryptoProvider;
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
     * Measures each cell once, of all algorithms.
     *
     * @param warmUpNs for each provider and cipher.
     * @param cellNs for each cell.
     * @param opening whether to time opening too.
     */
    static CryptoChoice measure(List<CryptoProvider> providers, long warmUpNs, long cellNs, boolean opening) {
        List<Cell> cells = new ArrayList<>();
        try (CryptoMeter meter = new CryptoMeter()) {
            for (CryptoAlgorithm algorithm : CryptoAlgorithm.ALL) {
                List<Trial> trials = trials(providers, algorithm);
                for (Trial trial : trials) {
                    meter.warmUp(trial.provider, algorithm.transform(), warmUpNs / CryptoMeter.SIZES.length);
                }
                for (Trial trial : trials) {
                    CryptoMeter.Speed speed =
                            meter.measure(trial.provider, algorithm.transform(), trial.size, cellNs, opening);
                    cells.add(trial.cell(algorithm, speed.sealNs(), speed.openNs()));
                }
            }
        }
        return new CryptoChoice(names(providers), cells);
    }

    /**
     * Measures sealing only, in turn and until no time gets better, as code may be compiled late.
     *
     * @param cellNs for each cell of a round.
     */
    static CryptoChoice decide(List<CryptoProvider> providers, CryptoAlgorithm algorithm, long cellNs) {
        List<Cell> cells = new ArrayList<>();
        try (CryptoMeter meter = new CryptoMeter()) {
            List<Trial> trials = trials(providers, algorithm);
            SettledTimes times = new SettledTimes(trials.size(), i -> {
                Trial trial = trials.get(i);
                return meter.measure(trial.provider, algorithm.transform(), trial.size, cellNs, false)
                        .sealNs();
            });
            times.settle(SettledTimes::letCompile);
            for (int i = 0; i < trials.size(); i++) {
                cells.add(trials.get(i).cell(algorithm, times.least(i), Double.NaN));
            }
        }
        return new CryptoChoice(names(providers), cells);
    }

    /** What is to be measured of an algorithm. */
    private record Trial(CryptoProvider provider, int size) {
        Cell cell(CryptoAlgorithm algorithm, double sealNs, double openNs) {
            return new Cell(provider.name(), algorithm.name(), size, sealNs, openNs);
        }
    }

    private static List<Trial> trials(List<CryptoProvider> providers, CryptoAlgorithm algorithm) {
        List<Trial> trials = new ArrayList<>();
        for (CryptoProvider provider : providers) {
            if (provider.supports(algorithm.transform())) {
                for (int size : CryptoMeter.SIZES) {
                    trials.add(new Trial(provider, size));
                }
            }
        }
        return trials;
    }

    private static List<String> names(List<CryptoProvider> providers) {
        return providers.stream().map(CryptoProvider::name).toList();
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
            able.remove(CryptoProviders.JDK);
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
