// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksumCompletionTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(2, 0, 0);

    private static TestPackets udp(int payload) {
        return TestPackets.ipv4("192.0.2.1", "192.0.2.2").udp(7, 8).payload(payload);
    }

    private static TestPackets tcp(int payload) {
        return TestPackets.ipv6("2001:db8::1", "2001:db8::2").tcp(7, 8).payload(payload);
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 100, 1333})
    void shouldGiveTheFullChecksumWhenItWasPartial(int payload) {
        Packet datagram = udp(payload).partialChecksum().build(pool);
        Packet segment = tcp(payload).partialChecksum().build(pool);

        assertThat(ChecksumCompletion.complete(datagram)).isTrue();
        assertThat(ChecksumCompletion.complete(segment)).isTrue();

        assertThat(bytes(datagram)).isEqualTo(udp(payload).bytes());
        assertThat(bytes(segment)).isEqualTo(tcp(payload).bytes());
        assertThat(datagram.checksumMode()).isEqualTo(ChecksumMode.NONE);
        pool.give(datagram);
        pool.give(segment);
    }

    @Test
    void shouldDoNothingWhenTheChecksumIsNotPartial() {
        Packet packet = udp(10).badChecksum().build(pool);

        assertThat(ChecksumCompletion.complete(packet)).isTrue();

        assertThat(bytes(packet)).isEqualTo(udp(10).badChecksum().bytes());
        pool.give(packet);
    }

    @Test
    void shouldStoreAllOnesWhenTheSumComesToZero() {
        byte[] payload = {0, 0};
        Packet first = udp(2).payload(payload).partialChecksum().build(pool);
        ChecksumCompletion.complete(first);
        int field = first.checksumStart() + 6;
        payload[0] = first.buffer().getByte(field);
        payload[1] = first.buffer().getByte(field + 1);
        Packet second = udp(2).payload(payload).partialChecksum().build(pool);

        assertThat(ChecksumCompletion.complete(second)).isTrue();

        assertThat(second.buffer().getShort(field)).isEqualTo((short) 0xffff);
        pool.give(first);
        pool.give(second);
    }

    @Test
    void shouldRefuseAndChangeNothingWhenTheFieldLiesOutside() {
        Packet packet = udp(10).partialChecksum().build(pool);
        byte[] before = bytes(packet);
        int start = packet.checksumStart();

        packet.checksumOffset(packet.tail() - start - 1);
        assertThat(ChecksumCompletion.complete(packet)).isFalse();
        packet.checksumOffset(6);
        packet.checksumStart(packet.tail());
        assertThat(ChecksumCompletion.complete(packet)).isFalse();
        packet.checksumStart(packet.data() - 1);
        assertThat(ChecksumCompletion.complete(packet)).isFalse();

        assertThat(bytes(packet)).isEqualTo(before);
        assertThat(packet.checksumMode()).isEqualTo(ChecksumMode.PARTIAL);
        pool.give(packet);
    }
}
