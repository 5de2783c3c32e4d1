// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FragmenterTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final Fragmenter fragmenter = new Fragmenter();

    private List<byte[]> cut(TestPackets packet, int mtu) {
        PacketPool pool = pools.pool(64, 8, 2);
        Packet whole = packet.build(pool);
        int count = fragmenter.count(whole, mtu);
        assertThat(fragmenter.cut(whole, mtu, pool)).isTrue();
        pool.give(whole);
        List<byte[]> pieces = new ArrayList<>();
        Packet piece = fragmenter.take();
        while (piece != null) {
            Packet next = piece.next();
            byte[] bytes = new byte[piece.tail() - piece.network()];
            piece.buffer().getBytes(piece.network(), bytes);
            assertThat(bytes.length).isLessThanOrEqualTo(mtu);
            pieces.add(bytes);
            pool.give(piece);
            piece = next;
        }
        assertThat(pieces).hasSize(count);
        return pieces;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static void assertJoined(byte[] whole, int headers, List<byte[]> pieces, int more) {
        byte[] payload = Arrays.copyOfRange(whole, headers, whole.length);
        byte[] joined = new byte[payload.length];
        for (byte[] piece : pieces) {
            int place = more == 0 ? (u16(piece, 6) & 0x1fff) * 8 : u16(piece, headers + 2) & 0xfff8;
            System.arraycopy(piece, headers + more, joined, place, piece.length - headers - more);
        }
        assertThat(joined).isEqualTo(payload);
    }

    @Test
    void shouldCutIpv4WhenLongerThanTheLink() {
        TestPackets packet = TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                .rawIp()
                .id(7)
                .fragmentWord(0)
                .protocol(50);
        byte[] whole = packet.payload(2000).bytes();
        List<byte[]> pieces = cut(packet, 1003);

        assertThat(pieces).hasSize(3);
        assertJoined(whole, 20, pieces, 0);
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(u16(piece, 2)).isEqualTo(piece.length);
            assertThat(u16(piece, 4)).isEqualTo(7);
            assertThat(TestPackets.fold(Arrays.copyOf(piece, 20), 0)).isEqualTo(0xffff);
        });
        assertThat(pieces.stream().map(piece -> u16(piece, 6) & 0x2000)).containsExactly(0x2000, 0x2000, 0);
    }

    @Test
    void shouldKeepPlaceAndMoreWhenAFragmentIsCutAgain() {
        TestPackets packet = TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                .rawIp()
                .fragmentWord(0x2000 | 10)
                .protocol(50);
        packet.payload(1600).bytes();
        List<byte[]> pieces = cut(packet, 1020);

        assertThat(u16(pieces.get(0), 6)).isEqualTo(0x2000 | 10);
        assertThat(u16(pieces.get(1), 6)).isEqualTo(0x2000 | 10 + 125);
    }

    @Test
    void shouldRepeatOnlyCopiedOptionsWhenIpv4HasSome() {
        byte[] options = {7, 3, 4, 1, (byte) 0x82, 3, 1, 0};
        TestPackets packet = TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                .rawIp()
                .fragmentWord(0)
                .ipv4Options(options)
                .protocol(50)
                .payload(1600);
        List<byte[]> pieces = cut(packet, 1028);

        assertThat(Arrays.copyOfRange(pieces.get(0), 20, 28)).isEqualTo(options);
        assertThat(Arrays.copyOfRange(pieces.get(1), 20, 28)).containsExactly(1, 1, 1, 1, 0x82, 3, 1, 0);
    }

    @Test
    void shouldPutAFragmentHeaderBehindHopByHopOptionsWhenIpv6IsCut() {
        TestPackets packet = TestPackets.ipv6("2001:db8::1", "2001:db8::2")
                .rawIp()
                .extension(0, 8)
                .protocol(50)
                .payload(3000);
        byte[] whole = packet.bytes();
        List<byte[]> pieces = cut(packet, 1280);

        assertThat(pieces).hasSize(3);
        assertJoined(whole, 48, pieces, 8);
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(u16(piece, 4)).isEqualTo(piece.length - 40);
            assertThat(piece[6]).isZero();
            assertThat(piece[40]).isEqualTo((byte) 44);
            assertThat(piece[48]).isEqualTo((byte) 50);
        });
        assertThat(pieces.stream().map(piece -> piece[51] & 1)).containsExactly(1, 1, 0);
        assertThat(pieces.stream().map(piece -> u16(piece, 54))).containsOnly(1);
    }

    @Test
    void shouldKeepTheLinkHeaderInFrontOfEachPiece() {
        PacketPool pool = pools.pool(16, 0, 1);
        Packet whole = TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                .fragmentWord(0)
                .protocol(50)
                .payload(1500)
                .build(pool);
        assertThat(fragmenter.cut(whole, 1000, pool)).isTrue();
        for (Packet piece = fragmenter.take(); piece != null; piece = piece.next()) {
            assertThat(piece.network() - piece.mac()).isEqualTo(14);
            assertThat(piece.data()).isEqualTo(piece.mac());
            assertThat(piece.buffer().getLong(piece.mac()))
                    .isEqualTo(whole.buffer().getLong(whole.mac()));
        }
        for (Packet piece = fragmenter.take(), next; piece != null; piece = next) {
            next = piece.next();
            pool.give(piece);
        }
        pool.give(whole);
    }

    @Test
    void shouldChangeNothingWhenThePoolIsTooSmall() {
        PacketPool pool = pools.pool(2, 0, 1);
        Packet whole = TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                .fragmentWord(0)
                .protocol(50)
                .payload(2500)
                .build(pool);
        assertThat(fragmenter.cut(whole, 1000, pool)).isFalse();
        assertThat(pool.available(SlotClass.WIRE)).isEqualTo(2);
        pool.give(whole);
    }

    @Test
    void shouldCountOneWhenItFitsAndRefuseWhenNothingFitsBehindTheHeaders() {
        PacketPool pool = pools.pool(4, 0, 0);
        Packet packet = TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                .rawIp()
                .protocol(50)
                .payload(100)
                .build(pool);
        assertThat(fragmenter.count(packet, 120)).isEqualTo(1);
        assertThat(fragmenter.count(packet, 119)).isEqualTo(2);
        assertThat(fragmenter.count(packet, 27)).isEqualTo(Fragmenter.INVALID);
        packet.buffer().putByte(packet.network(), (byte) 0x4f);
        packet.trim(59);
        assertThat(fragmenter.count(packet, 40)).isEqualTo(Fragmenter.INVALID);
        pool.give(packet);
    }

    @Test
    void shouldNeverGiveMorePiecesThanForeseenWhenSizesAreRandom() {
        Random random = new Random(17);
        for (int i = 0; i < 300; i++) {
            int mtu = 68 + random.nextInt(1500);
            int length = 40 + random.nextInt(2000);
            boolean v4 = random.nextBoolean();
            TestPackets packet = v4
                    ? TestPackets.ipv4("192.0.2.1", "198.51.100.2").fragmentWord(0)
                    : TestPackets.ipv6("2001:db8::1", "2001:db8::2");
            PacketPool pool = pools.pool(2, 0, 2);
            Packet whole = packet.rawIp().protocol(50).payload(length).build(pool);
            assertThat(fragmenter.count(whole, mtu))
                    .as("mtu %d length %d", mtu, length)
                    .isLessThanOrEqualTo(Fragmenter.most(whole.length(), mtu));
            pool.give(whole);
        }
    }
}
