// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.hw.yaml.Rational;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/**
 * Which frame sizes traffic has, and how often. Immutable.
 *
 * @param name    of a mix that has one, else how it was written.
 * @param source  where it comes from, in words; empty for a user's own.
 * @param inner   IP version of the packets, 4 or 6.
 * @param sizes   of clear frames in bytes, FCS included, ascending.
 * @param weights packets of each size, in lowest terms.
 * @param order   how sizes follow each other.
 * @param cycle   for {@link Order#SEQUENCE} the sizes of one round, else empty.
 */
public record Mix(
        String name,
        String source,
        int inner,
        List<Integer> sizes,
        List<Long> weights,
        Order order,
        List<Integer> cycle) {
    /** Smallest and largest clear frame, FCS included. */
    public static final int SMALLEST = 64;

    public static final int LARGEST = 16_000;

    private static final int LONGEST_GENOME = 512;

    /** How sizes follow each other. */
    public enum Order {
        /** Each packet's size is drawn by weight. */
        RANDOM,
        /** By weight, as evenly spread as can be, again and again. */
        SPREAD,
        /** As a genome says, again and again. */
        SEQUENCE
    }

    /** Copies the lists and brings the weights to lowest terms. */
    public Mix {
        sizes = List.copyOf(sizes);
        cycle = List.copyOf(cycle);
        if (sizes.isEmpty() || sizes.size() != weights.size()) {
            throw new IllegalArgumentException("a mix needs a weight for each of its sizes, has " + sizes.size()
                    + " sizes and " + weights.size() + " weights");
        }
        for (int size : sizes) {
            if (size < SMALLEST || size > LARGEST) {
                throw new IllegalArgumentException("frame size " + size + " bytes is not allowed, " + SMALLEST + " to "
                        + LARGEST + " are (FCS included)");
            }
        }
        long divisor = 0;
        for (long weight : weights) {
            if (weight < 1) {
                throw new IllegalArgumentException("weight " + weight + " must be 1 or more");
            }
            divisor = gcd(weight, divisor);
        }
        long by = divisor;
        weights = weights.stream().map(weight -> weight / by).toList();
    }

    /** A mix by weights. */
    public static Mix of(String name, String source, int inner, int[] sizes, long[] weights) {
        List<Integer> all = Arrays.stream(sizes).boxed().toList();
        return new Mix(name, source, inner, all, Arrays.stream(weights).boxed().toList(), Order.RANDOM, List.of());
    }

    /** A mix that repeats a genome. */
    public static Mix ofGenome(String genome) {
        List<Integer> cycle = Genome.parse(genome);
        List<Integer> sizes = cycle.stream().distinct().sorted().toList();
        List<Long> weights = sizes.stream()
                .map(size -> cycle.stream().filter(size::equals).count())
                .toList();
        return new Mix("genome " + genome, "RFC 6985", 4, sizes, weights, Order.SEQUENCE, cycle);
    }

    /** The same sizes in another order; a genome keeps its own. */
    public Mix ordered(Order other) {
        return order == Order.SEQUENCE ? this : new Mix(name, source, inner, sizes, weights, other, cycle);
    }

    private static long gcd(long one, long other) {
        return other == 0 ? one : gcd(other, one % other);
    }

    /** Sum of the weights: packets of one round. */
    public long packets() {
        return weights.stream().mapToLong(Long::longValue).sum();
    }

    /** Mean bytes of clear frames, FCS included. */
    public Rational meanBytes() {
        return mean(size -> size);
    }

    /** Mean of what a function makes of the clear frames' bytes. */
    public Rational mean(IntUnaryOperator bytes) {
        long sum = 0;
        for (int at = 0; at < sizes.size(); at++) {
            sum = Math.addExact(sum, Math.multiplyExact(weights.get(at), bytes.applyAsInt(sizes.get(at))));
        }
        return new Rational(sum, packets());
    }

    public int largest() {
        return sizes.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** One round of sizes, spread evenly by weight (smooth weighted round robin), or as the genome says. */
    public List<Integer> round() {
        if (order == Order.SEQUENCE) {
            return cycle;
        }
        List<Integer> round = new ArrayList<>();
        long[] credit = new long[sizes.size()];
        long all = packets();
        for (long packet = 0; packet < all; packet++) {
            int best = 0;
            for (int at = 0; at < credit.length; at++) {
                credit[at] += weights.get(at);
                best = credit[at] > credit[best] ? at : best;
            }
            credit[best] -= all;
            round.add(sizes.get(best));
        }
        return round;
    }

    /** The sequence, or a drawn mix evenly spread, as RFC 6985 writes it; says so of one that is too long. */
    public String genome() {
        return packets() > LONGEST_GENOME ? "(one round has " + packets() + " packets)" : Genome.print(round());
    }

    /** Sizes, weights and mean in one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append(": ");
        for (int at = 0; at < sizes.size(); at++) {
            text.append(at == 0 ? "" : "/").append(sizes.get(at));
        }
        text.append(" bytes at ");
        for (int at = 0; at < weights.size(); at++) {
            text.append(at == 0 ? "" : ":").append(weights.get(at));
        }
        return text.append(String.format(
                        Locale.ROOT, ", mean %.2f bytes, IPv%d", meanBytes().asDouble(), inner))
                .toString();
    }
}
