// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringlane.testing.AllocationGate;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class SyntheticTrafficTest {
    private static final int PACKETS = 2_000;

    private final byte[] bytes = new byte[70_000];

    @Test
    void shouldMakeWellFormedPacketsWithRightChecksums() {
        int[] kinds = new int[4];
        int longer = 0;
        try (SyntheticTraffic traffic = traffic(1)) {
            while (traffic.advance()) {
                byte[] packet = copy(traffic);
                boolean ipv6 = packet[14] >>> 4 == 6;
                int protocol = packet[14 + (ipv6 ? 6 : 9)];
                assertThat(traffic.protocol()).isEqualTo(ipv6 ? 0x86DD : 0x0800);
                assertThat(protocol).isIn(6, 17);
                assertWellFormed(packet, ipv6, protocol);
                kinds[(ipv6 ? 2 : 0) + (protocol == 6 ? 1 : 0)]++;
                longer += packet.length > 1514 ? 1 : 0;
            }
            assertThat(traffic.number()).isEqualTo(PACKETS);
        }
        assertThat(Arrays.stream(kinds)).allMatch(count -> count > PACKETS / 5);
        assertThat(longer).isBetween(PACKETS / 40, PACKETS / 10);
    }

    @Test
    void shouldMakeTheSameTrafficWhenSeedIsTheSame() {
        long first = digest(7);
        assertThat(digest(7)).isEqualTo(first);
        assertThat(digest(8)).isNotEqualTo(first);
        // Written down: another machine or a later JDK must come to the same bytes and times.
        assertThat(first).isEqualTo(382_480_599L);
    }

    @Test
    void shouldKeepMeanGapWhenIntervalIsGiven() {
        long last = 0;
        try (SyntheticTraffic traffic = traffic(3)) {
            assertThat(traffic.advance()).isTrue();
            assertThat(traffic.dueNanos()).isZero();
            while (traffic.advance()) {
                assertThat(traffic.dueNanos() - last).isBetween(0L, 2_000L);
                last = traffic.dueNanos();
            }
        }
        assertThat(last / (PACKETS - 1)).isBetween(900L, 1_100L);
    }

    @Test
    void shouldMakeOneKindOnlyWhenSharesSaySo() {
        SyntheticTraffic.Settings settings = new SyntheticTraffic.Settings(1, 500, 0, 1, 100, 0, 100);
        try (SyntheticTraffic traffic = new SyntheticTraffic(settings)) {
            while (traffic.advance()) {
                byte[] packet = copy(traffic);
                assertThat(packet[14] >>> 4).isEqualTo(6);
                assertThat(packet[20]).isEqualTo((byte) 17);
                assertThat(packet.length).isLessThanOrEqualTo(1514);
                assertThat(traffic.dueNanos()).isZero();
            }
        }
    }

    @Test
    void shouldNumberTheBytesOfEachTcpFlowWithoutGap() {
        SyntheticTraffic.Settings settings = new SyntheticTraffic.Settings(5, 300, 0, 1, 0, 100, 30);
        int expected = 0;
        try (SyntheticTraffic traffic = new SyntheticTraffic(settings)) {
            while (traffic.advance()) {
                byte[] packet = copy(traffic);
                assertThat(ByteBuffer.wrap(packet).getInt(38)).isEqualTo(expected);
                expected += packet.length - 54;
            }
        }
        assertThat(expected).isPositive();
    }

    @Test
    void shouldRefuseSettingsWhenOutOfRange() {
        assertRefused("packets=-1", -1, 0, 1, 0, 0, 0);
        assertRefused("intervalNanos=-1", 1, -1, 1, 0, 0, 0);
        assertRefused("intervalNanos=1000000000001", 1, 1_000_000_000_001L, 1, 0, 0, 0);
        assertRefused("flows=0", 1, 0, 0, 0, 0, 0);
        assertRefused("flows=251", 1, 0, 251, 0, 0, 0);
        assertRefused("ipv6Percent=101", 1, 0, 1, 101, 0, 0);
        assertRefused("tcpPercent=-1", 1, 0, 1, 0, -1, 0);
        assertRefused("superPercent=101", 1, 0, 1, 0, 0, 101);
    }

    @Test
    void shouldAllocateNothingWhenMakingPackets() {
        SyntheticTraffic.Settings settings = SyntheticTraffic.Settings.mixed(2, Long.MAX_VALUE, 10);
        UnsafeBuffer target = new UnsafeBuffer(bytes);
        try (SyntheticTraffic traffic = new SyntheticTraffic(settings)) {
            AllocationGate.assertNoAllocation("synthetic traffic", () -> {
                traffic.advance();
                traffic.copyTo(target, 0, bytes.length);
            });
        }
    }

    private static SyntheticTraffic traffic(long seed) {
        return new SyntheticTraffic(SyntheticTraffic.Settings.mixed(seed, PACKETS, 1_000));
    }

    private byte[] copy(SyntheticTraffic traffic) {
        UnsafeBuffer target = new UnsafeBuffer(bytes);
        int length = traffic.copyTo(target, 0, bytes.length);
        assertThat(length).isEqualTo(traffic.length());
        byte[] packet = Arrays.copyOf(bytes, length);
        assertThat(traffic.copyNetworkTo(target, 0, bytes.length)).isEqualTo(length - 14);
        assertThat(Arrays.mismatch(bytes, 0, length - 14, packet, 14, length)).isEqualTo(-1);
        return packet;
    }

    private long digest(long seed) {
        CRC32 crc = new CRC32();
        try (SyntheticTraffic traffic = traffic(seed)) {
            while (traffic.advance()) {
                crc.update(copy(traffic));
                crc.update(ByteBuffer.allocate(8).putLong(0, traffic.dueNanos()));
            }
        }
        return crc.getValue();
    }

    private static void assertWellFormed(byte[] packet, boolean ipv6, int protocol) {
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        int upper = ipv6 ? 54 : 34;
        int upperLength = packet.length - upper;
        if (ipv6) {
            assertThat(buffer.getShort(18) & 0xFFFF).isEqualTo(upperLength);
        } else {
            assertThat(buffer.getShort(16) & 0xFFFF).isEqualTo(packet.length - 14);
            assertThat(onesSum(packet, 14, 34)).isEqualTo(0xFFFF);
        }
        if (protocol == 17) {
            assertThat(buffer.getShort(upper + 4) & 0xFFFF).isEqualTo(upperLength);
            assertThat(buffer.getShort(upper + 6)).isNotZero();
        }
        int addresses = ipv6 ? 22 : 26;
        int sum = onesSum(packet, addresses, packet.length) + protocol + upperLength;
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        assertThat(sum).isEqualTo(0xFFFF);
    }

    /** The Internet checksum's sum byte by byte, from an even offset. */
    private static int onesSum(byte[] packet, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += (packet[i] & 0xFF) << ((i - from) % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    private static void assertRefused(
            String said, long packets, long interval, int flows, int ipv6, int tcp, int superPackets) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SyntheticTraffic.Settings(1, packets, interval, flows, ipv6, tcp, superPackets))
                .withMessageStartingWith(said);
    }
}
