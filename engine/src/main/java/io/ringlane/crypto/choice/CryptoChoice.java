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
        List<Cell> cells = new ArrayList<>();
        try (CryptoMeter meter = new CryptoMeter()) {
            for (CryptoProvider provider : providers) {
                if (provider.supports(CryptoAlgorithm.ALL.getFirst().transform())) {
                    meter.warmUp(provider, CryptoAlgorithm.ALL.getFirst().transform(), warmUpNs);
                }
            }
            for (CryptoAlgorithm algorithm : CryptoAlgorithm.ALL) {
                providers.stream()
                        .filter(provider -> provider.supports(algorithm.transform()))
                        .forEach(provider -> cells.addAll(cells(meter, provider, algorithm, cellNs, opening)));
            }
        }
        return new CryptoChoice(providers.stream().map(CryptoProvider::name).toList(), cells);
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
        List<String> able = new ArrayList<>(order);
        able.removeIf(name -> Double.isNaN(score(name, algorithm)));
        if (able.size() > 1) {
            able.remove(JdkProvider.NAME);
        }
        if (able.isEmpty()) {
            return null;
        }
        if (able.size() == 1) {
            return new Winner(able.getFirst(), "the only one, or the only native one");
        }
        double best =
                able.stream().mapToDouble(name -> score(name, algorithm)).min().orElseThrow();
        String winner = able.stream()
                .filter(name -> score(name, algorithm) <= best * (1 + TIE))
                .findFirst()
                .orElseThrow();
        return new Winner(winner, score(winner, algorithm) <= best ? "fastest" : "level with the fastest, named first");
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
        return cells.stream()
                .filter(cell -> cell.algorithm.equals(algorithm) && cell.size == size)
                .mapToDouble(Cell::sealNs)
                .filter(ns -> !Double.isNaN(ns))
                .min()
                .orElse(Double.NaN);
    }
}
