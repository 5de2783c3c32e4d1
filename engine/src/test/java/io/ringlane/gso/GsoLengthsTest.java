// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.testing.PoolLeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GsoLengthsTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(4, 0, 1);

    @ParameterizedTest
    @CsvSource({
        // family, UDP, IP options, TCP options, extension, gso size -> segment length
        "4, false, 0, 0, 0, 1406, 1446",
        "4, false, 0, 12, 0, 1406, 1458",
        "4, false, 8, 0, 0, 1000, 1048",
        "6, false, 0, 0, 0, 1400, 1460",
        "6, false, 0, 0, 16, 1400, 1476",
        "4, true, 0, 0, 0, 1418, 1446"
    })
    void shouldFitUpToTheSegmentsLength(
            int family, boolean udp, int ipOptions, int tcpOptions, int extension, int gsoSize, int length) {
        SuperFrame frame = SuperFrame.inline(family);
        frame.udp = udp;
        frame.ipOptions = ipOptions;
        frame.tcpOptions = tcpOptions;
        frame.protectedExtensions = extension == 0 ? new int[0] : new int[] {extension};
        frame.gsoSize = gsoSize;
        Packet packet = frame.build(pool);

        assertThat(GsoLengths.networkLength(packet)).isEqualTo(length);
        assertThat(GsoLengths.fits(packet, length)).isTrue();
        assertThat(GsoLengths.fits(packet, length - 1)).isFalse();
        pool.give(packet);
    }

    @ParameterizedTest
    @CsvSource({"3000, 1000, 3", "3001, 1000, 4", "1000, 1000, 1", "1, 1000, 1"})
    void shouldCountSegmentsFromTheBytesWhenTheSenderLies(int payload, int gsoSize, int count) {
        SuperFrame frame = SuperFrame.inline(4);
        frame.payload = payload;
        frame.gsoSize = gsoSize;
        Packet packet = frame.build(pool);
        packet.gsoSegs(77);

        assertThat(GsoLengths.segmentCount(packet)).isEqualTo(count);
        pool.give(packet);
    }

    @Test
    void shouldSayNotGsoWhenOrdinaryOrMalformed() {
        Packet packet = SuperFrame.inline(4).build(pool);
        packet.trim(30);
        assertThat(GsoLengths.headerLength(packet)).isEqualTo(GsoLengths.NOT_GSO);
        assertThat(GsoLengths.segmentCount(packet)).isEqualTo(GsoLengths.NOT_GSO);
        assertThat(GsoLengths.fits(packet, 65_535)).isFalse();
        packet.gsoSize(0);
        assertThat(GsoLengths.networkLength(packet)).isEqualTo(GsoLengths.NOT_GSO);
        pool.give(packet);
    }
}
