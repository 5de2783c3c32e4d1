// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import org.junit.jupiter.api.Test;

/** Salts of inbound keys stand where they are said to, whether or not the provider uses the place it is given. */
class InboundKeysTest {
    private static final int KEY_BYTES = 16;
    private static final int EXPANDED = 200;

    /** Takes a place for its keys or, like a provider that keeps some keys to itself, leaves it unused. */
    private record Expander(boolean tells) implements CryptoProvider {
        @Override
        public String name() {
            return "expander";
        }

        @Override
        public boolean supports(EspTransform transform) {
            return true;
        }

        @Override
        public long keyBytes(EspTransform transform) {
            return EXPANDED;
        }

        @Override
        public CryptoKey newKey(EspTransform transform, SecretKey key) {
            return new Key(transform, 0);
        }

        @Override
        public CryptoKey newKey(EspTransform transform, SecretKey key, long place) {
            for (int i = 0; i < EXPANDED; i++) {
                RawMemory.putByte(place + i, (byte) -1);
            }
            return new Key(transform, tells ? place : 0);
        }

        @Override
        public BurstCipher newCipher() {
            throw new UnsupportedOperationException();
        }
    }

    private record Key(EspTransform transform, long place) implements CryptoKey {
        @Override
        public void close() {}
    }

    @Test
    void shouldKeepSaltBehindKeyWhenProviderTellsItsPlace() {
        assertSalts(new Expander(true), 4);
    }

    @Test
    void shouldKeepSaltInReachWhenProviderDoesNotTellWhereKeysLie() {
        assertSalts(new Expander(false), 4);
    }

    @Test
    void shouldFindSaltInSecretWhenNoPlaceIsLeft() {
        assertSalts(new Expander(true), 1);
    }

    @Test
    void shouldUsePlaceAgainWithoutRestOfOldKey() {
        EspTransform transform = EspTransform.aesGcm(128, 128);
        try (InboundKeys keys = new InboundKeys(new Expander(true), 1);
                SecretKey first = secret(1);
                SecretKey second = secret(2)) {
            CryptoKey old = keys.open(transform, first);
            long place = keys.salt(old, transform, first);
            keys.close(old);
            assertThat(RawMemory.getInt(place)).isZero();
            assertThat(RawMemory.getByte(old.place())).isZero();
            CryptoKey key = keys.open(transform, second);
            assertThat(keys.salt(key, transform, second)).isEqualTo(place);
            assertSalt(keys.salt(key, transform, second), 2);
        }
    }

    private static void assertSalts(Expander provider, int capacity) {
        EspTransform transform = EspTransform.aesGcm(128, 128);
        try (InboundKeys keys = new InboundKeys(provider, capacity);
                SecretKey first = secret(1);
                SecretKey second = secret(2)) {
            CryptoKey one = keys.open(transform, first);
            CryptoKey two = keys.open(transform, second);
            assertSalt(keys.salt(one, transform, first), 1);
            assertSalt(keys.salt(two, transform, second), 2);
        }
    }

    private static void assertSalt(long address, int seed) {
        for (int i = 0; i < Integer.BYTES; i++) {
            assertThat(RawMemory.getByte(address + i)).isEqualTo(material(seed)[KEY_BYTES + i]);
        }
    }

    private static SecretKey secret(int seed) {
        return new SecretKey(material(seed));
    }

    private static byte[] material(int seed) {
        byte[] material = new byte[KEY_BYTES + Integer.BYTES];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte) (16 * seed + i);
        }
        return material;
    }
}
