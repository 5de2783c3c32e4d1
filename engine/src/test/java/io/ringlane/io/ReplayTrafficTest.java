// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayTrafficTest {
    @TempDir
    private Path folder;

    @Test
    void shouldKeepGapsWhenSpeedIsAsCaptured() {
        assertThat(dues(ReplayTraffic.AS_CAPTURED, 5_000_000_001L, 5_000_000_004L, 7_000_000_000L))
                .containsExactly(0L, 3L, 1_999_999_999L);
    }

    @Test
    void shouldDivideGapsWhenSpeedIsFactor() {
        assertThat(dues(4, 1_000, 1_008, 2_000)).containsExactly(0L, 2L, 250L);
        assertThat(dues(0.5, 1_000, 1_008, 2_000)).containsExactly(0L, 16L, 2_000L);
    }

    @Test
    void shouldMakeAllDueAtOnceWhenSpeedIsFlatOut() {
        assertThat(dues(ReplayTraffic.FLAT_OUT, 1_000, 1_008, 2_000)).containsExactly(0L, 0L, 0L);
    }

    @Test
    void shouldNotGoBackInTimeWhenCaptureDoes() {
        assertThat(dues(1, 1_000, 1_500, 900, 1_400, 1_600)).containsExactly(0L, 500L, 500L, 500L, 600L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.NEGATIVE_INFINITY})
    void shouldRefuseSpeedWhenNotPositive(double speed) {
        try (CaptureReader reader = CaptureReader.open(capture(0))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new ReplayTraffic(reader, speed));
        }
    }

    @Test
    void shouldTellPacketFactsWhenMovedToPacket() {
        byte[] packet = CaptureBytes.packet(60, 4);
        packet[12] = 8;
        packet[13] = 0;
        Path file = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, true, 1)
                .pcapRecord(7, 5, 90, packet)
                .writeTo(folder.resolve("in.pcap"));
        try (ReplayTraffic traffic = new ReplayTraffic(CaptureReader.open(file), 1)) {
            assertThat(traffic.advance()).isTrue();
            assertThat(traffic.number()).isEqualTo(1);
            assertThat(traffic.timestampNanos()).isEqualTo(7_000_000_005L);
            assertThat(traffic.linkType()).isEqualTo(LinkType.ETHERNET);
            assertThat(traffic.protocol()).isEqualTo(0x0800);
            assertThat(traffic.linkHeaderLength()).isEqualTo(14);
            assertThat(traffic.length()).isEqualTo(60);
            assertThat(traffic.isCut()).isTrue();
            byte[] copy = new byte[60];
            assertThat(traffic.copyTo(new UnsafeBuffer(copy), 0, 100)).isEqualTo(60);
            assertThat(copy).isEqualTo(packet);
            assertThat(traffic.copyNetworkTo(new UnsafeBuffer(copy), 0, 100)).isEqualTo(46);
            assertThat(copy[0]).isEqualTo(packet[14]);
            assertThat(traffic.advance()).isFalse();
            assertThat(traffic.reader().end()).isEqualTo(CaptureReader.End.COMPLETE);
        }
    }

    private List<Long> dues(double speed, long... timestamps) {
        List<Long> dues = new ArrayList<>();
        try (ReplayTraffic traffic = new ReplayTraffic(CaptureReader.open(capture(timestamps)), speed)) {
            while (traffic.advance()) {
                dues.add(traffic.dueNanos());
            }
        }
        return dues;
    }

    private Path capture(long... timestamps) {
        CaptureBytes capture = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, true, 1);
        for (long timestamp : timestamps) {
            capture.pcapRecord(timestamp / 1_000_000_000L, timestamp % 1_000_000_000L, 60, new byte[60]);
        }
        return capture.writeTo(folder.resolve("replay.pcap"));
    }
}
