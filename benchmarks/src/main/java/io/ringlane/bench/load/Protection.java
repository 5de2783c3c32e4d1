// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import java.security.SecureRandom;
import java.util.List;

/**
 * The SAs of benchmarks and their policies, by name of the cipher: {@code null} is the path without any protection,
 * other names are providers of AES-128-GCM. Extended numbers, so that a long run cannot use them up. Set-up only.
 */
public final class Protection {
    public static final String OUTER_SOURCE_4 = "192.0.2.1";
    public static final String OUTER_DESTINATION_4 = "198.51.100.2";
    public static final int REQID = 1;

    private static final String OUTER_SOURCE_6 = "2001:db8:1::1";
    private static final String OUTER_DESTINATION_6 = "2001:db8:2::1";
    private static final int SPI = 0x1000;
    private static final int KEY_BITS = 128;
    private static final int ESP_PROTOCOL = 50;
    private static final int HOST = 32;
    private static final int SHAPES = 16;

    private Protection() {}

    /** Where the ciphers of that name come from. */
    public static CryptoProvider provider(String cipher) {
        return isNull(cipher) ? new NullProvider() : CryptoProviders.named(cipher);
    }

    /** Settings of an SA. @param family of the outer header. */
    public static SaConfig config(String cipher, XfrmMode mode, int family) {
        return config(cipher, mode, family, 0);
    }

    /** Settings of one of many SAs, tunnel mode over IPv4. @param number from 0. */
    public static SaConfig config(String cipher, int number) {
        return config(cipher, XfrmMode.TUNNEL, 4, number);
    }

    private static SaConfig config(String cipher, XfrmMode mode, int family, int number) {
        return new SaConfigBuilder()
                .between(
                        family == 4 ? OUTER_SOURCE_4 : OUTER_SOURCE_6,
                        family == 4 ? OUTER_DESTINATION_4 : OUTER_DESTINATION_6)
                .spi(SPI + number)
                .reqid(REQID + number)
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

    /**
     * The policy that sends a flow of {@link Frames#flow} through an SA.
     *
     * @param state number of the SA.
     * @param shape policies with different values modulo 16 differ in the length of the source prefix.
     */
    public static Policy policy(int flow, int state, int shape) {
        Template template = new Template(
                IpAddress.parse(OUTER_SOURCE_4),
                IpAddress.parse(OUTER_DESTINATION_4),
                0,
                ESP_PROTOCOL,
                XfrmMode.TUNNEL,
                REQID + state,
                Template.Level.REQUIRED);
        Selector selector = Selector.of(
                IpAddress.parse(Frames.SOURCE_NET_4),
                SHAPES + shape % SHAPES,
                IpAddress.ofIpv4(Frames.DESTINATION_4 + flow),
                HOST);
        return new Policy(selector, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template));
    }

    private static boolean isNull(String cipher) {
        return "null".equals(cipher);
    }
}
