// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Who protects SAs of which algorithm. It is decided when the first key of an algorithm is made, once a process; what
 * no native provider has, or does right, is the JDK's. Any thread, under its own lock; set-up only.
 */
final class Winners implements Function<EspTransform, CryptoProvider> {
    private final List<CryptoProvider> natives;
    private final CryptoProvider last;
    private final BiPredicate<CryptoProvider, EspTransform> sound;
    private final BiFunction<List<CryptoProvider>, CryptoAlgorithm, CryptoChoice> measurement;
    private final Map<String, CryptoProvider> winners = new HashMap<>();
    /** Who won with a key of one length, and left no doubt about the others, by algorithm. */
    private final Map<CryptoAlgorithm, CryptoProvider> clear = new HashMap<>();

    /**
     * @param natives the first wins a tie.
     * @param last who does what they do not.
     * @param sound whether a provider that has an algorithm does it right.
     * @param measurement compares some of them for an algorithm that they all have.
     */
    Winners(
            List<CryptoProvider> natives,
            CryptoProvider last,
            BiPredicate<CryptoProvider, EspTransform> sound,
            BiFunction<List<CryptoProvider>, CryptoAlgorithm, CryptoChoice> measurement) {
        this.natives = natives;
        this.last = last;
        this.sound = sound;
        this.measurement = measurement;
    }

    @Override
    public synchronized CryptoProvider apply(EspTransform shape) {
        CryptoAlgorithm algorithm = CryptoAlgorithm.of(shape);
        CryptoProvider known = winners.get(algorithm.name());
        if (known != null && known.supports(shape)) {
            return known;
        }
        List<CryptoProvider> able = natives.stream()
                .filter(provider -> provider.supports(shape) && sound.test(provider, shape))
                .toList();
        CryptoProvider winner = switch (able.size()) {
            case 0 -> last;
            case 1 -> able.getFirst();
            default -> decided(able, algorithm);
        };
        winners.put(algorithm.name(), winner);
        return winner;
    }

    private CryptoProvider decided(List<CryptoProvider> able, CryptoAlgorithm algorithm) {
        for (Map.Entry<CryptoAlgorithm, CryptoProvider> entry : clear.entrySet()) {
            if (entry.getKey().isKin(algorithm) && able.contains(entry.getValue())) {
                return entry.getValue();
            }
        }
        CryptoChoice choice = measurement.apply(able, algorithm);
        CryptoChoice.Winner winner = choice.winner(algorithm.name());
        CryptoProvider provider = able.getFirst();
        for (CryptoProvider candidate : able) {
            if (winner != null && candidate.name().equals(winner.provider())) {
                provider = candidate;
            }
        }
        if (choice.lead(algorithm.name()) >= CryptoChoice.DECISIVE) {
            clear.put(algorithm, provider);
        }
        return provider;
    }
}
