// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.AlgorithmSelfTest;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.CryptoSelfTest;
import io.ringlane.sa.EspTransform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The providers that can be chosen: those found as services, which stand in packages of their own, then the JDK's. Each
 * passes its self-test before it is handed out. {@link #AUTO} stands for the choice by a short measurement, made once a
 * process. Set-up only, any thread.
 */
public final class CryptoProviders {
    public static final String AUTO = "auto";
    /** The provider that is always there: the slowest, and the only one that makes garbage. */
    static final String JDK = "jdk";

    private static final long CELL_NS = 200_000;
    /** For a table that people read: longer, and compiled code only. */
    private static final long WARM_UP_NS = 40_000_000;

    private static final long LONG_CELL_NS = 10_000_000;

    private static final List<CryptoProvider> ALL = all();

    /** Made when first asked for. */
    private static final class Best {
        private static final CryptoProvider PROVIDER = choose();
    }

    private CryptoProviders() {}

    private static List<CryptoProvider> all() {
        List<CryptoProvider> all = new ArrayList<>();
        CryptoProvider last = null;
        for (CryptoProvider provider :
                ServiceLoader.load(CryptoProvider.class, CryptoProvider.class.getClassLoader())) {
            if (provider.name().equals(JDK)) {
                last = provider;
            } else {
                all.add(provider);
            }
        }
        all.add(Objects.requireNonNull(last, "the JDK's provider is not listed as a service"));
        return List.copyOf(all);
    }

    /**
     * The provider of the given name, {@link #AUTO} included.
     *
     * @throws IllegalArgumentException if there is none, or it is not usable on this machine: the message says why and
     *     lists the names allowed.
     * @throws IllegalStateException if it failed its self-test.
     */
    public static CryptoProvider named(String name) {
        if (name.equals(AUTO)) {
            return best();
        }
        for (CryptoProvider provider : ALL) {
            if (provider.name().equals(name)) {
                return checked(provider);
            }
        }
        throw new IllegalArgumentException("unknown crypto provider '" + name + "', allowed: " + names());
    }

    private static CryptoProvider checked(CryptoProvider provider) {
        String absence = provider.absence();
        if (absence != null) {
            throw new IllegalArgumentException("crypto provider '" + provider.name() + "' is not on this machine: "
                    + absence + ", allowed: " + names());
        }
        CryptoSelfTest.check(provider);
        return provider;
    }

    /**
     * The default: all native providers that are usable here as one, of which each algorithm is done by the fastest.
     * AES-GCM is measured for 0.15 to 0.3 s when it is first asked for, any other algorithm for some 50 ms when its
     * first key is made, and nothing where one provider only has it. The JDK's stands in where there is no native one,
     * for it makes garbage and is never the fastest.
     */
    public static CryptoProvider best() {
        return Best.PROVIDER;
    }

    private static CryptoProvider choose() {
        List<CryptoProvider> usable = usableNatives();
        return usable.isEmpty()
                ? named(JDK)
                : choose(usable, ALL.getLast(), (able, algorithm) -> CryptoChoice.decide(able, algorithm, CELL_NS));
    }

    /** Loads and tests libraries side by side, as that takes longer than the choice. */
    private static List<CryptoProvider> usableNatives() {
        Map<CryptoProvider, FutureTask<String>> checks = new LinkedHashMap<>();
        for (CryptoProvider provider : ALL) {
            if (!provider.name().equals(JDK)) {
                FutureTask<String> check = new FutureTask<>(() -> why(provider));
                checks.put(provider, check);
                Thread thread = new Thread(check, "crypto-check-" + provider.name());
                thread.setDaemon(true);
                thread.start();
            }
        }
        List<CryptoProvider> usable = new ArrayList<>();
        for (Map.Entry<CryptoProvider, FutureTask<String>> check : checks.entrySet()) {
            if (answer(check.getKey(), check.getValue()) == null) {
                usable.add(check.getKey());
            }
        }
        return usable;
    }

    /** Why a provider cannot be used. */
    private static String answer(CryptoProvider provider, FutureTask<String> check) {
        try {
            return check.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return why(provider);
        } catch (ExecutionException e) {
            throw new IllegalStateException("crypto provider " + provider.name() + " cannot be tested", e.getCause());
        }
    }

    /** Those that pass their self-test here, the one that wins a tie first. */
    private static List<CryptoProvider> usable() {
        return ALL.stream().filter(provider -> why(provider) == null).toList();
    }

    /**
     * All native providers as one, AES-GCM decided. It has the name of the one that does all of AES-GCM.
     *
     * @param last stands in for what none of them has.
     */
    static CryptoProvider choose(
            List<CryptoProvider> natives,
            CryptoProvider last,
            BiFunction<List<CryptoProvider>, CryptoAlgorithm, CryptoChoice> measurement) {
        Winners winners = new Winners(natives, last, CryptoProviders::isSound, measurement);
        Set<CryptoProvider> gcm = new LinkedHashSet<>();
        CryptoAlgorithm.GCM.forEach(algorithm -> gcm.add(winners.apply(algorithm.transform())));
        List<CryptoProvider> members = new ArrayList<>(natives);
        members.add(last);
        return new ChosenProvider(gcm.size() == 1 ? gcm.iterator().next().name() : AUTO, members, winners);
    }

    /** Whether it passed its test; AES-GCM's was passed before the provider was found usable. */
    private static boolean isSound(CryptoProvider provider, EspTransform shape) {
        return shape.cipher() == EspCipher.AES_GCM || AlgorithmSelfTest.fault(provider, shape) == null;
    }

    /** A longer measurement of all usable providers, sealing and opening, for people to read; takes seconds. */
    public static CryptoChoice measure() {
        return CryptoChoice.measure(usable(), WARM_UP_NS, LONG_CELL_NS, true);
    }

    /** All providers known, and why each cannot be used here: null for one that can. In the order that ties keep. */
    public static Map<CryptoProvider, String> status() {
        Map<CryptoProvider, String> status = new LinkedHashMap<>();
        ALL.forEach(provider -> status.put(provider, why(provider)));
        return status;
    }

    private static String why(CryptoProvider provider) {
        if (provider.absence() != null) {
            return provider.absence();
        }
        try {
            CryptoSelfTest.check(provider);
            return null;
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    /** Names that {@link #named} takes on this machine, separated by commas. */
    public static String names() {
        return AUTO + ", "
                + ALL.stream()
                        .filter(provider -> provider.absence() == null)
                        .map(CryptoProvider::name)
                        .collect(Collectors.joining(", "));
    }
}
