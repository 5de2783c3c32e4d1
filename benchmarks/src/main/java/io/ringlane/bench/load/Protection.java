// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import java.security.SecureRandom;

/**
 * The SAs of benchmarks, by name of the cipher: {@code null} is the path without any protection, {@code jdk} is
 * AES-128-GCM of the JDK. Extended numbers, so that a long run cannot use them up. Set-up only.
 */
public final class Protection {
    public static final String OUTER_SOURCE_4 = "192.0.2.1";
    public static final String OUTER_DESTINATION_4 = "198.51.100.2";
    public static final int REQID = 1;

    private static final String OUTER_SOURCE_6 = "2001:db8:1::1";
    private static final String OUTER_DESTINATION_6 = "2001:db8:2::1";
    private static final int SPI = 0x1000;
    private static final int KEY_BITS = 128;

    private Protection() {}

    /** Where the ciphers of that name come from. */
    public static CryptoProvider provider(String cipher) {
        return isNull(cipher) ? new NullProvider() : CryptoProviders.named(cipher);
    }

    /** Settings of an SA. @param family of the outer header. */
    public static SaConfig config(String cipher, XfrmMode mode, int family) {
        return new SaConfigBuilder()
                .between(
                        family == 4 ? OUTER_SOURCE_4 : OUTER_SOURCE_6,
                        family == 4 ? OUTER_DESTINATION_4 : OUTER_DESTINATION_6)
                .spi(SPI)
                .reqid(REQID)
                .mode(mode)
                .esn(true)
                .transform(isNull(cipher) ? EspTransform.nullForBenchmarks() : EspTransform.aesGcm(KEY_BITS, KEY_BITS))
                .build();
    }

    /** A fresh random key, as every run must have one. */
    public static SecretKey key(SaConfig config) {
        byte[] material = new byte[config.transform().materialLength()];
        new SecureRandom().nextBytes(material);
        return new SecretKey(material);
    }

    /** An SA that is in no table yet. */
    public static XfrmState state(String cipher, XfrmMode mode, int family) {
        SaConfig config = config(cipher, mode, family);
        return new XfrmState(config, key(config));
    }

    private static boolean isNull(String cipher) {
        return "null".equals(cipher);
    }
}
