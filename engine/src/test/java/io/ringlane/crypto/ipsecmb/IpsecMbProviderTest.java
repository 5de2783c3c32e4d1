// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProviderContract;
import io.ringlane.crypto.SealFixture;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.crypto.ipsecmb.job.ExpandedKey;
import org.junit.jupiter.api.Test;

/** The installed library. */
final class IpsecMbProviderTest extends CryptoProviderContract {
    private final IpsecMbProvider provider = new IpsecMbProvider();

    IpsecMbProviderTest() {
        super(new IpsecMbProvider(), 0);
    }

    @Test
    void shouldBeThereWhenAskedForByName() {
        assertThat(CryptoProviders.named("ipsec-mb")).isInstanceOf(IpsecMbProvider.class);
        assertThat(CryptoProviders.names()).contains("ipsec-mb");
        assertThat(provider).hasToString("ipsec-mb (" + IpsecMbLibrary.installed() + ")");
        assertThat(provider.toString()).contains("IPsec-MB 1.");
    }

    @Test
    void shouldZeroTheScheduleWhenKeyIsWiped() {
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(32))) {
            ExpandedKey own = (ExpandedKey) key;
            byte[] zeros = new byte[own.copy().length];
            assertThat(own.copy()).hasSize(1008).isNotEqualTo(zeros);
            own.wipe();
            assertThat(own.place()).isZero();
            assertThat(own.copy()).isEqualTo(zeros);
        }
    }
}
