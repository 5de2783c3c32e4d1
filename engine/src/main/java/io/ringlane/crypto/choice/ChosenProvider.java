// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Several providers as one, for when no single one is the best for every algorithm: a key is made by the provider that
 * was chosen for its algorithm. Thread safe, set-up only.
 */
final class ChosenProvider implements CryptoProvider {
    private final List<CryptoProvider> members;
    private final Function<EspTransform, CryptoProvider> chosen;
    private final AtomicReferenceArray<Class<?>> keyClasses;

    /**
     * @param members all providers that may be chosen.
     * @param chosen one of them for each algorithm that any of them has.
     */
    ChosenProvider(List<CryptoProvider> members, Function<EspTransform, CryptoProvider> chosen) {
        this.members = List.copyOf(members);
        this.chosen = chosen;
        keyClasses = new AtomicReferenceArray<>(members.size());
    }

    @Override
    public String name() {
        return CryptoProviders.AUTO;
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

    /** Remembers of which class a member's keys are: that is how its entries are told from the others'. */
    private CryptoKey known(CryptoProvider member, CryptoKey key) {
        keyClasses.set(members.indexOf(member), key.getClass());
        return key;
    }

    @Override
    public BurstCipher newCipher() {
        return new ChosenCipher(members, keyClasses);
    }
}
