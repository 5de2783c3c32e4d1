// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.EspTransform;
import io.ringlane.testing.AllocationGate;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NullProviderTest {
    private static final int ICV_LENGTH = 16;

    private final NullProvider provider = new NullProvider();
    private final CryptoKey key = provider.newKey(EspTransform.nullForBenchmarks(), null);
    private final BurstCipher cipher = provider.newCipher();
    private final SealFixture fixture = new SealFixture(200);
    private final byte[] plain = new byte[100];

    NullProviderTest() {
        new Random(1).nextBytes(plain);
    }

    @AfterEach
    void close() {
        cipher.close();
        key.close();
        fixture.close();
    }

    @Test
    void shouldBringBodyAndWriteZeroIcvWhenSealing() {
        fixture.pieces(key, new byte[12], new byte[8], plain, 7, 30, 60);
        cipher.seal(fixture.burst());
        assertThat(fixture.burst().outcome(0)).isEqualTo(CryptoBurst.DONE);
        assertThat(fixture.read(7, plain.length)).isEqualTo(plain);
        assertThat(fixture.read(7 + plain.length, ICV_LENGTH)).containsOnly(0);
        assertThat(fixture.surroundingsUntouched(7, plain.length + ICV_LENGTH)).isTrue();
    }

    @Test
    void shouldRefuseWhenIcvIsNotZero() {
        fixture.whole(key, new byte[12], new byte[8], plain, 0);
        cipher.seal(fixture.burst());
        fixture.flipBit(plain.length + ICV_LENGTH - 1);
        cipher.open(fixture.burst());
        assertThat(fixture.burst().outcome(0)).isEqualTo(CryptoBurst.BAD_ICV);
        fixture.flipBit(plain.length + ICV_LENGTH - 1);
        cipher.open(fixture.burst());
        assertThat(fixture.burst().outcome(0)).isEqualTo(CryptoBurst.DONE);
    }

    @Test
    void shouldServeNothingButTheBenchmarkTransformWhenAsked() {
        assertThat(provider.supports(EspTransform.aesGcm(128, 128))).isFalse();
        assertThatThrownBy(() -> provider.newKey(EspTransform.aesGcm(128, 128), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAllocateNothingWhenSealingAndOpening() {
        fixture.pieces(key, new byte[12], new byte[8], plain, 0, 30, 60);
        AllocationGate.assertNoAllocation("null cipher", () -> {
            cipher.seal(fixture.burst());
            cipher.open(fixture.burst());
        });
    }
}
