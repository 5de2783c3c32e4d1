// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.AlgorithmContract;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.EspSample;
import io.ringlane.crypto.EspSlots;
import io.ringlane.sa.EspTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every algorithm of the installed library. */
final class IpsecMbAlgorithmsTest extends AlgorithmContract {
    /** More than a manager of the library holds. */
    private static final int LONG_BURST = 300;

    private final IpsecMbProvider provider = new IpsecMbProvider();

    IpsecMbAlgorithmsTest() {
        super(new IpsecMbProvider());
    }

    @Test
    void shouldHaveAllButOneWhenInstalled() {
        assumeTrue(provider.absence() == null, provider::absence);
        assertThat(EspSample.transforms())
                .filteredOn(transform -> !provider.supports(transform))
                .hasSize(3)
                .allMatch(transform -> transform.cipher() == EspCipher.AES_CCM && transform.keyLength() == 24);
    }

    @Test
    void shouldKeepOutcomesApartWhenBurstIsLongerThanTheManagersQueue() throws Exception {
        assumeTrue(provider.absence() == null, provider::absence);
        Random random = new Random(256);
        EspTransform transform = EspTransform.cipher(EspCipher.AES_CBC, 16, EspAuth.HMAC_SHA256, 32, 16);
        List<EspSample> samples = new ArrayList<>();
        byte[] material = EspSample.bytes(random, transform.materialLength());
        try (EspSlots slots = new EspSlots(LONG_BURST, 2000);
                CryptoKey key = EspSlots.key(provider, EspSample.draw(random, transform, material, 0));
                BurstCipher cipher = provider.newCipher()) {
            for (int i = 0; i < LONG_BURST; i++) {
                samples.add(EspSample.draw(random, transform, material, random.nextInt(100) * 16));
                slots.add(key, samples.get(i), 0, samples.get(i).text().length, 0);
            }
            cipher.seal(slots.burst());
            for (int i = 0; i < LONG_BURST; i++) {
                byte[] expected = samples.get(i).expected();
                assertThat(slots.read(i, expected.length)).as("entry %d", i).isEqualTo(expected);
                slots.flip(i, i % 3 == 0 ? 1 : 0);
                slots.flip(i, 0);
                slots.receive(samples.get(i), i);
            }
            cipher.open(slots.burst());
            for (int i = 0; i < LONG_BURST; i++) {
                byte outcome = slots.burst().outcome(i);
                assertThat(outcome).as("entry %d", i).isEqualTo(i % 3 == 0 ? CryptoBurst.BAD_ICV : CryptoBurst.DONE);
            }
        }
    }

    @Test
    void shouldFailAndWriteNothingWhenHeaderIsNotBeforeTheTextOrBlocksAreNotWhole() throws Exception {
        assumeTrue(provider.absence() == null, provider::absence);
        Random random = new Random(7);
        EspTransform transform = EspTransform.cipher(EspCipher.AES_CBC, 16, EspAuth.HMAC_SHA1, 20, 12);
        EspSample sample = EspSample.draw(random, transform, EspSample.bytes(random, 36), 64);
        try (EspSlots slots = new EspSlots(1, 200);
                CryptoKey key = EspSlots.key(provider, sample);
                BurstCipher cipher = provider.newCipher()) {
            slots.add(key, sample, 0, 64, 0);
            CryptoBurst burst = slots.burst();
            byte[] before = slots.read(0, 100);
            long text = burst.headAddress(0);
            for (long[] wrong : new long[][] {{text, 63}, {text + 16, 48}, {text - 8, 64}}) {
                burst.text(0, wrong[0], (int) wrong[1], 0, 0, 0);
                cipher.seal(burst);
                assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
                cipher.open(burst);
                // what was cut is refused for its ICV
                assertThat(burst.outcome(0)).isEqualTo(wrong[0] == text ? CryptoBurst.BAD_ICV : CryptoBurst.FAILED);
            }
            assertThat(slots.read(0, 100)).isEqualTo(before);
        }
    }
}
