// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReassemblerTest {
    private static final long SECOND = 1_000_000_000L;

    private final PacketPool pool = new PacketPool("ip", 512, 16, 4);
    private final List<Reassembler.Loss> losses = new ArrayList<>();
    private final Reassembler reassembler = new Reassembler(
            pool,
            pool::give,
            (fragment, why) -> {
                losses.add(why);
                pool.give(fragment);
            },
            4,
            16);
    private final IpPacket ip = new IpPacket();
    private int trafficClass;

    @AfterEach
    void shouldHaveAllSlotsWhenTestEnds() {
        reassembler.clear();
        assertThat(reassembler.held()).isZero();
        assertThat(pool.outstanding()).isZero();
        pool.close();
    }

    private static byte[] payload(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + (i >> 8));
        }
        return bytes;
    }

    /** @return the whole packet's payload behind its header, or null. */
    private byte[] add(byte[] fragment, long nowNs) {
        Packet packet = pool.takeFor(fragment.length);
        packet.put(fragment.length);
        packet.buffer().putBytes(packet.data(), fragment);
        packet.network(packet.data());
        assertThat(ip.read(packet.buffer(), packet.data(), packet.length())).isTrue();
        assertThat(ip.walk()).isEqualTo(IpPacket.FRAGMENT);
        Packet whole = reassembler.add(packet, ip, nowNs);
        if (whole == null) {
            return null;
        }
        assertThat(ip.read(whole.buffer(), whole.data(), whole.length())).isTrue();
        assertThat(ip.walk()).isEqualTo(IpPacket.UPPER_LAYER);
        assertThat(ip.protocol()).isEqualTo(50);
        assertThat(ip.end()).isEqualTo(whole.tail());
        trafficClass = whole.buffer().getByte(whole.network() + 1);
        byte[] bytes = new byte[whole.tail() - ip.upper()];
        whole.buffer().getBytes(ip.upper(), bytes);
        pool.give(whole);
        return bytes;
    }

    private static byte[] piece(int family, int id, byte[] payload, int from, int to, int tos) {
        boolean more = to < payload.length;
        ByteBuffer bytes = ByteBuffer.allocate((family == 4 ? 20 : 48) + to - from);
        if (family == 4) {
            bytes.put((byte) 0x45).put((byte) tos).putShort((short) bytes.capacity());
            bytes.putShort((short) id).putShort((short) (from / 8 | (more ? 0x2000 : 0)));
            bytes.put((byte) 64)
                    .put((byte) 50)
                    .putShort((short) 0)
                    .putInt(0x0a000001)
                    .putInt(0x0a000002);
            int sum = 0;
            for (int i = 0; i < 20; i += 2) {
                sum += bytes.getShort(i) & 0xffff;
            }
            sum = (sum & 0xffff) + (sum >>> 16);
            bytes.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        } else {
            bytes.putInt(6 << 28 | tos << 20)
                    .putShort((short) (8 + to - from))
                    .put((byte) 44)
                    .put((byte) 64);
            bytes.putLong(1).putLong(2).putLong(3).putLong(4);
            bytes.put((byte) 50)
                    .put((byte) 0)
                    .putShort((short) (from | (more ? 1 : 0)))
                    .putInt(id);
        }
        return bytes.put(payload, from, to - from).array();
    }

    private static byte[] piece(int family, int id, byte[] payload, int from, int to) {
        return piece(family, id, payload, from, to, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void shouldGiveThePacketBackWhenPiecesComeInAnyOrder(int family) {
        Random random = new Random(family);
        for (int round = 0; round < 200; round++) {
            byte[] payload = payload(100 + random.nextInt(3_000));
            List<byte[]> pieces = new ArrayList<>();
            for (int from = 0; from < payload.length; ) {
                int to = Math.min(payload.length, from + 8 * (25 + random.nextInt(60)));
                pieces.add(piece(family, round, payload, from, to));
                from = to;
            }
            if (pieces.size() < 2) {
                continue;
            }
            Collections.shuffle(pieces, random);
            byte[] whole = null;
            for (byte[] piece : pieces) {
                assertThat(whole).isNull();
                whole = add(piece, round);
            }
            assertThat(whole).as("round %d", round).isEqualTo(payload);
            assertThat(reassembler.joined()).isEqualTo(pieces.size());
        }
        assertThat(losses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void shouldEndThePacketWhenPiecesOverlap(int family) {
        byte[] payload = payload(64);
        add(piece(family, 1, payload, 0, 32), 0);
        add(piece(family, 1, payload, 24, 64), 0);

        assertThat(losses).containsExactly(Reassembler.Loss.MISFIT, Reassembler.Loss.MISFIT);
        assertThat(reassembler.held()).isZero();
    }

    @Test
    void shouldKeepThePacketWhenPieceComesTwice() {
        byte[] payload = payload(64);
        add(piece(4, 1, payload, 0, 32), 0);
        add(piece(4, 1, payload, 0, 32), 0);

        assertThat(add(piece(4, 1, payload, 32, 64), 0)).isEqualTo(payload);
        assertThat(losses).containsExactly(Reassembler.Loss.MISFIT);
    }

    @Test
    void shouldEndThePacketWhenEndsDisagree() {
        byte[] payload = payload(64);
        add(piece(4, 1, payload, 32, 64), 0);
        add(piece(4, 1, payload(96), 64, 96), 0);

        assertThat(losses).hasSize(2);
    }

    @Test
    void shouldGiveUpWhenTheRestDoesNotComeInTime() {
        add(piece(4, 1, payload(64), 0, 32), 0);
        reassembler.expire(29 * SECOND);
        assertThat(reassembler.held()).isEqualTo(1);

        reassembler.expire(30 * SECOND);

        assertThat(losses).containsExactly(Reassembler.Loss.TIMEOUT);
    }

    @Test
    void shouldDropTheOldestWhenThereAreTooMany() {
        for (int id = 1; id <= 5; id++) {
            add(piece(4, id, payload(64), 0, 32), id);
        }
        assertThat(losses).containsExactly(Reassembler.Loss.NO_ROOM);
        assertThat(add(piece(4, 2, payload(64), 32, 64), 6)).isEqualTo(payload(64));

        byte[] large = payload(8 * 40);
        for (int i = 0; i < 20; i++) {
            add(piece(4, 9, large, i * 16, i * 16 + 8), 7);
        }
        assertThat(reassembler.held()).isLessThanOrEqualTo(16 + 5);
    }

    @Test
    void shouldMarkCongestionWhenOnePieceMetIt() {
        byte[] payload = payload(64);
        byte[] last = piece(4, 1, payload, 32, 64, 3);
        add(piece(4, 1, payload, 0, 32, 2), 0);

        assertThat(add(last, 0)).isEqualTo(payload);
        assertThat(trafficClass & 3).isEqualTo(3);
        add(piece(4, 2, payload, 0, 32, 0), 0);
        assertThat(add(piece(4, 2, payload, 32, 64, 3), 0)).isNull();
        assertThat(losses).hasSize(2).containsOnly(Reassembler.Loss.MISFIT);
    }

    @Test
    void shouldRefuseWhenPieceIsNoMultipleOfEight() {
        byte[] payload = payload(64);

        add(piece(4, 1, payload, 0, 20), 0);

        assertThat(losses).containsExactly(Reassembler.Loss.MISFIT);
    }
}
