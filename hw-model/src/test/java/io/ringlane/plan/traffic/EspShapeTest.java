// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.sa.EspTransform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EspShapeTest {
    private static final EspTransform GCM = EspTransform.aesGcm(256, 128);
    private static final EspShape TUNNEL = new EspShape(true, 4, false, GCM, false);

    /** The reference's table of frames at 100 Gbit/s. */
    @ParameterizedTest
    @CsvSource({
        "64, 118, 138, 98",
        "128, 182, 202, 162",
        "256, 310, 330, 290",
        "512, 566, 586, 546",
        "1024, 1078, 1098, 1058",
        "1280, 1334, 1354, 1314",
        "1518, 1574, 1594, 1554"
    })
    void shouldGrowFrameByEspWhenAlgorithmIsGcm(int clear, int tunnel, int tunnel6, int transport) {
        assertThat(TUNNEL.wireBytes(clear)).isEqualTo(tunnel);
        assertThat(new EspShape(true, 6, false, GCM, false).wireBytes(clear)).isEqualTo(tunnel6);
        assertThat(new EspShape(false, 4, false, GCM, false).wireBytes(clear)).isEqualTo(transport);
        assertThat(new EspShape(true, 4, true, GCM, false).wireBytes(clear)).isEqualTo(tunnel + 8);
        assertThat(TUNNEL.clearBytes(clear)).isEqualTo(clear);
        assertThat(new EspShape(true, 4, false, GCM, true).clearBytes(clear)).isEqualTo(clear + 4);
    }

    @Test
    void shouldPadToBlockWhenCipherHasBlocks() {
        EspTransform cbc = EspTransform.cipher(EspCipher.AES_CBC, 32, EspAuth.HMAC_SHA256, 32, 16);
        EspShape shape = new EspShape(true, 4, false, cbc, false);

        // 46 bytes of packet and 2 of trailer fill three blocks of 16
        assertThat(shape.cipherBytes(64)).isEqualTo(48);
        assertThat(shape.wireBytes(64)).isEqualTo(64 + 20 + 8 + 16 + 2 + 16);
        assertThat(shape.cipherBytes(65)).isEqualTo(64);
        assertThat(TUNNEL.cipherBytes(64)).isEqualTo(48);
        assertThat(TUNNEL.cipherBytes(1518)).isEqualTo(1504);
        assertThat(TUNNEL.carrierMtu(1518)).isEqualTo(1556);
    }

    @Test
    void shouldMeetReferenceRatesWhenMixIsSevenFourOne() {
        Mix mix = Mixes.find("csit-v4-1");
        double wire = mix.mean(TUNNEL::wireBytes).asDouble();

        assertThat(wire).isCloseTo(408.67, within(0.005));
        assertThat(100e9 / 8 / (wire + 20) / 1e6).isCloseTo(29.1602, within(0.00005));
        assertThat(100e9 / 8 / (mix.meanBytes().asDouble() + 20) / 1e6).isCloseTo(33.4374, within(0.00005));
    }

    /**
     * ConnectX-7 at 1000 tunnels: half of what comes into a port is clear with a VLAN tag, half is ESP. Published are
     * 11.25 million packets a second and 98.2 Gbit/s of frames for each port, the reference's model has 11.244, 98.20.
     */
    @Test
    void shouldMeetPublishedPortRateWhenOperatorsMixFillsThePort() {
        EspShape shape = new EspShape(true, 4, false, GCM, true);
        Mix mix = Mixes.find("mno-2+4");
        Rational both = mix.mean(size -> shape.clearBytes(size) + shape.wireBytes(size));
        double frame = both.asDouble() / 2;
        double packets = 100e9 / 8 / (frame + 20);

        assertThat(packets / 1e6).isCloseTo(11.244, within(0.0005));
        assertThat(packets * frame * 8 / 1e9).isCloseTo(98.20, within(0.005));
        assertThat(packets / 1e6).isCloseTo(11.25, within(11.25 * 0.005));
    }
}
