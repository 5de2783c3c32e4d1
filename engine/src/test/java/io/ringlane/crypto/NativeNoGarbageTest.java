// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.sa.EspTransform;
import io.ringlane.testing.AllocationGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One algorithm of each family in each native provider: sealed, opened and refused without a byte on the heap. */
final class NativeNoGarbageTest {
    private static final List<EspTransform> FAMILIES = List.of(
            EspTransform.aead(EspCipher.AES_GMAC, 16, 16),
            EspTransform.aead(EspCipher.AES_CCM, 16, 16),
            EspTransform.aead(EspCipher.CHACHA20_POLY1305, 32, 16),
            EspTransform.cipher(EspCipher.AES_CBC, 16, EspAuth.HMAC_SHA256, 32, 16),
            EspTransform.cipher(EspCipher.AES_CTR, 16, EspAuth.AES_XCBC, 16, 12),
            EspTransform.cipher(EspCipher.DES3_CBC, 24, EspAuth.HMAC_SHA1, 20, 12),
            EspTransform.cipher(EspCipher.NULL, 0, EspAuth.AES_CMAC, 16, 12));

    private final Random random = new Random(3);

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (String provider : List.of("ipsec-mb", "openssl")) {
            FAMILIES.forEach(transform -> cases.add(Arguments.of(provider, transform)));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMakeNoGarbageWhenSealingAndOpening(String name, EspTransform transform) {
        assumeTrue(CryptoProviders.names().contains(name), () -> name + " is not on this machine");
        CryptoProvider provider = CryptoProviders.named(name);
        assumeTrue(provider.supports(transform), () -> name + " has no " + transform.label());
        EspSample sample = new EspSample(
                transform,
                EspSample.bytes(random, transform.materialLength()),
                7,
                0x3_0000_0004L,
                true,
                EspSample.bytes(random, transform.ivLength()),
                EspSample.bytes(random, 64));
        try (EspSlots slots = new EspSlots(2, 200);
                CryptoKey key = EspSlots.key(provider, sample);
                BurstCipher cipher = provider.newCipher()) {
            CryptoBurst burst = slots.burst();
            slots.add(key, sample, 0, 20, 30);
            slots.add(key, sample, 0, 64, 0);
            AllocationGate.assertNoAllocation(provider.name() + " " + sample, () -> {
                cipher.seal(burst, 0, 1);
                cipher.seal(burst, 1, 2);
                cipher.open(burst, 1, 2);
            });
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
            assertThat(burst.outcome(1)).isEqualTo(CryptoBurst.DONE);
            slots.flip(1, sample.sealedLength() - 1);
            AllocationGate.assertNoAllocation("refusing, " + sample, () -> cipher.open(burst, 1, 2));
            assertThat(burst.outcome(1)).isEqualTo(CryptoBurst.BAD_ICV);
        }
    }
}
