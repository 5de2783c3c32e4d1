// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys of made-up providers: with and without a shape. */
final class KeyOwnersTest {
    private final CryptoBurst burst = new CryptoBurst(8);

    private record Shaped(int shape) implements CryptoKey {
        @Override
        public EspTransform transform() {
            return EspTransform.aesGcm(128, 128);
        }

        @Override
        public long place() {
            return 64;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private record Plain(String name) implements CryptoKey {
        @Override
        public EspTransform transform() {
            return EspTransform.aesGcm(128, 128);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    @AfterEach
    void close() {
        burst.close();
    }

    @Test
    void shouldKnowNobodyWhenNoKeyWasMade() {
        burst.add(null, new Plain("a"), 0, 0);

        assertThat(KeyOwners.NONE.only()).isNegative();
        assertThat(KeyOwners.NONE.of(burst, 0)).isNegative();
    }

    @Test
    void shouldGoByTheShapeWhenTheBurstDoesNotNameTheKey() {
        KeyOwners owners = KeyOwners.NONE.and(new Plain("a"), 0).and(new Shaped(0x1234_0001), 1);
        burst.add(null, new Plain("a"), 0, 0);
        burst.clear();
        // the name of the entry before stays in its place
        int index = burst.addPlaced(64, 0x1234_0777, 0, 1, 0, 0, 0, 8);

        assertThat(owners.of(burst, index)).isEqualTo(1);
    }

    @Test
    void shouldKnowEveryKindOfKeyThatAMemberMakes() {
        KeyOwners owners = KeyOwners.NONE
                .and(new Shaped(0x1111_0000), 0)
                .and(new Shaped(0x2222_0000), 0)
                .and(new Plain("c"), 2);
        burst.add(null, new Shaped(0x2222_0005), 0, 0);
        burst.add(null, new Plain("d"), 0, 0);
        burst.add(null, new Shaped(0x3333_0000), 0, 0);
        burst.add(null, null, 0, 0);

        assertThat(owners.of(burst, 0)).isZero();
        assertThat(owners.of(burst, 1)).isEqualTo(2);
        assertThat(owners.of(burst, 2)).isNegative();
        assertThat(owners.of(burst, 3)).isNegative();
    }

    @Test
    void shouldTellTheOnlyMemberAsLongAsThereIsOne() {
        KeyOwners one = KeyOwners.NONE.and(new Shaped(0x1111_0000), 3).and(new Shaped(0x2222_0000), 3);

        assertThat(one.only()).isEqualTo(3);
        assertThat(one.and(new Shaped(0x1111_0009), 3)).as("known already").isSameAs(one);
        assertThat(one.and(new Plain("a"), 1).only()).isNegative();
        assertThat(one.and(new Plain("a"), 1).and(new Shaped(0x4444_0000), 3).only())
                .isNegative();
    }
}
