// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.ip.SizeCheck.Verdict;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.TestStates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeCheckTest {
    private final SizeCheck sizes = new SizeCheck();

    /** As the kernel's captures show it: kinds mtu and gsofit. */
    @ParameterizedTest
    @CsvSource({
        "1426, false, TUNNEL, 1426, 1500, FITS, 0",
        "1427, false, TUNNEL, 1426, 1500, TOO_BIG, 1426",
        "1501, false, TUNNEL, 1426, 1500, TOO_BIG, 1500",
        "1248, false, TUNNEL, 1246, 1320, TOO_BIG, 1246",
        "1439, true, TUNNEL, 1438, 1500, REFUSED_BY_MODE, 1438",
        "1247, true, TUNNEL, 1246, 1320, REFUSED_BY_MODE, 1280",
        "1467, false, BEET, 1466, 1500, REFUSED_BY_MODE, 1466",
        "1320, false, BEET, 1278, 1320, REFUSED_BY_MODE, 1280",
        "1280, false, BEET, 1278, 1320, FITS, 0",
        "1279, true, BEET, 1278, 1320, REFUSED_BY_MODE, 1280",
        "1500, false, TRANSPORT, 1466, 1500, FITS, 0",
        "1501, false, TRANSPORT, 1466, 1500, TOO_BIG, 1500",
        "1281, false, TUNNEL, 1400, 1000, TOO_BIG, 1280"
    })
    void shouldAnswerAsTheKernelWhenPacketIsIpv6(
            int largest, boolean gso, XfrmMode mode, int pathMtu, int linkMtu, Verdict verdict, int told) {
        assertThat(sizes.check6(largest, gso, mode, pathMtu, linkMtu)).isEqualTo(verdict);
        if (verdict != Verdict.FITS) {
            assertThat(sizes.mtu()).isEqualTo(told);
        }
    }

    @Test
    void shouldRefuseIpv4OnlyWhenItMustNotBeFragmented() {
        assertThat(sizes.check4(1447, false, 1446)).isEqualTo(Verdict.FITS);
        assertThat(sizes.check4(1446, true, 1446)).isEqualTo(Verdict.FITS);
        assertThat(sizes.check4(1447, true, 1446)).isEqualTo(Verdict.TOO_BIG);
        assertThat(sizes.mtu()).isEqualTo(1446);
    }

    @Test
    void shouldTakeEachStateOffThePathWhenThereAreSeveral() {
        XfrmState transport = TestStates.state(
                0x1000, settings -> settings.mode(XfrmMode.TRANSPORT).between("10.1.0.2", "10.2.0.2"));
        XfrmState tunnel = TestStates.state(0x1001);
        assertThat(PathMtu.of(new XfrmState[] {transport, tunnel, null}, 2, 1500))
                .isEqualTo(1410);
        assertThat(PathMtu.of(new XfrmState[] {tunnel}, 1, 1500)).isEqualTo(1446);
        transport.key().close();
        tunnel.key().close();
    }
}
