// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.CryptoSelfTest;
import io.ringlane.crypto.JdkProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The providers that can be chosen: the JDK's first, then those found as services, which stand in packages of their own
 * above this one. Each passes its self-test before it is handed out. Set-up only.
 */
public final class CryptoProviders {
    private static final List<CryptoProvider> ALL = all();

    private CryptoProviders() {}

    private static List<CryptoProvider> all() {
        List<CryptoProvider> all = new ArrayList<>();
        all.add(new JdkProvider());
        ServiceLoader.load(CryptoProvider.class, CryptoProvider.class.getClassLoader())
                .forEach(all::add);
        return List.copyOf(all);
    }

    /**
     * The provider of the given name.
     *
     * @throws IllegalArgumentException if there is none, or it is not usable on this machine: the message says why and
     *     lists the names allowed.
     * @throws IllegalStateException if it failed its self-test.
     */
    public static CryptoProvider named(String name) {
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

    /** The default: the JDK's, until the choice is made by measurement. */
    public static CryptoProvider best() {
        return named(JdkProvider.NAME);
    }

    /** Names that {@link #named} takes on this machine, separated by commas. */
    public static String names() {
        return ALL.stream()
                .filter(provider -> provider.absence() == null)
                .map(CryptoProvider::name)
                .collect(Collectors.joining(", "));
    }
}
