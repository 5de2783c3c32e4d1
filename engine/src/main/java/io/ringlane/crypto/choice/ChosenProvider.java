// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Several providers as one, as no single one is the best for every algorithm, or has them all: a key is made by the
 * provider that was chosen for its algorithm. Thread safe, set-up only.
 */
final class ChosenProvider implements CryptoProvider {
    private final String name;
    private final List<CryptoProvider> members;
    private final Function<EspTransform, CryptoProvider> chosen;
    private final AtomicReference<KeyOwners> owners = new AtomicReference<>(KeyOwners.NONE);

    /**
     * @param name for reports.
     * @param members all providers that may be chosen.
     * @param chosen one of them for each algorithm that any of them has.
     */
    ChosenProvider(String name, List<CryptoProvider> members, Function<EspTransform, CryptoProvider> chosen) {
        this.name = name;
        this.members = List.copyOf(members);
        this.chosen = chosen;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean supports(EspTransform transform) {
        return members.stream().anyMatch(member -> member.supports(transform));
    }

    private CryptoProvider member(EspTransform transform) {
        if (!supports(transform)) {
            throw new IllegalArgumentException("no crypto provider has " + transform.name());
        }
        return chosen.apply(transform);
    }

    @Override
    public long keyBytes(EspTransform transform) {
        return supports(transform) ? member(transform).keyBytes(transform) : 0;
    }

    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        CryptoProvider member = member(transform);
        return known(member, member.newKey(transform, key));
    }

    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key, long place) {
        CryptoProvider member = member(transform);
        return known(member, member.newKey(transform, key, place));
    }

    /** Remembers what a member's keys look like: that is how its entries are told from the others'. */
    private CryptoKey known(CryptoProvider member, CryptoKey key) {
        owners.updateAndGet(known -> known.and(key, members.indexOf(member)));
        return key;
    }

    @Override
    public BurstCipher newCipher() {
        return new ChosenCipher(members, owners);
    }

    /** Name, and of whom. */
    @Override
    public String toString() {
        return name + " of " + members;
    }
}
