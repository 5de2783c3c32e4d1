// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import java.util.List;
import java.util.stream.Collectors;

/** The providers that can be chosen, best first. Each passes its self-test before it is handed out. Set-up only. */
public final class CryptoProviders {
    private static final List<CryptoProvider> ALL = List.of(new JdkProvider());

    private CryptoProviders() {}

    /**
     * The provider of the given name.
     *
     * @throws IllegalArgumentException if there is none: the message lists the names allowed.
     * @throws IllegalStateException if it failed its self-test.
     */
    public static CryptoProvider named(String name) {
        for (CryptoProvider provider : ALL) {
            if (provider.name().equals(name)) {
                CryptoSelfTest.check(provider);
                return provider;
            }
        }
        throw new IllegalArgumentException("unknown crypto provider '" + name + "', allowed: " + names());
    }

    /** The best provider of this machine. @throws IllegalStateException if it failed its self-test. */
    public static CryptoProvider best() {
        return named(ALL.getFirst().name());
    }

    /** Names that {@link #named} takes, separated by commas. */
    public static String names() {
        return ALL.stream().map(CryptoProvider::name).collect(Collectors.joining(", "));
    }
}
