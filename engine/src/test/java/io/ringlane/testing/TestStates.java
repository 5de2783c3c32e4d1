// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.util.function.UnaryOperator;

/** SAs for tests: IPv4 tunnel, AES-128-GCM, from 192.0.2.1 to 198.51.100.2, unless said otherwise. */
public final class TestStates {
    private TestStates() {}

    public static XfrmState state(int spi) {
        return state(spi, settings -> settings);
    }

    /** @param change further settings. */
    public static XfrmState state(int spi, UnaryOperator<SaConfigBuilder> change) {
        return of(change.apply(builder().spi(spi)));
    }

    public static SaConfigBuilder builder() {
        return new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(0x1000)
                .reqid(1);
    }

    /** A state with key bytes 1, 2, 3, ... */
    public static XfrmState of(SaConfigBuilder settings) {
        io.ringlane.sa.SaConfig config = settings.build();
        byte[] key = new byte[config.transform().materialLength()];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i + 1);
        }
        return new XfrmState(config, new SecretKey(key));
    }
}
