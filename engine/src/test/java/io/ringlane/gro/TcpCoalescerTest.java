// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gro;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.gso.GsoResult;
import io.ringlane.gso.GsoSegmenter;
import io.ringlane.gso.SegmentPlan;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joining is the inverse of cutting: what comes out, cut again, is what went in. */
class TcpCoalescerTest {
    private static final int FIN = 1;
    private static final int PSH = 8;
    private static final int ACK = 16;
    private static final int CWR = 128;

    private final PacketPool pool = new PacketPool("gro", 512, 16, 16);
    private final List<Packet> out = new ArrayList<>();
    private final TcpCoalescer coalescer =
            new TcpCoalescer(pool, pool::give, (packet, context, forward) -> out.add(packet), 2);

    @AfterEach
    void shouldHaveAllSlotsWhenTestEnds() {
        out.forEach(pool::give);
        assertThat(pool.outstanding()).isZero();
        pool.close();
    }

    /** A segment with right checksums. */
    private static byte[] segment(int family, int port, int id, int sequence, int flags, byte[] payload) {
        int ip = family == 4 ? 20 : 40;
        ByteBuffer bytes = ByteBuffer.allocate(ip + 20 + payload.length);
        if (family == 4) {
            bytes.put((byte) 0x45)
                    .put((byte) 0)
                    .putShort((short) bytes.capacity())
                    .putShort((short) id);
            bytes.putShort((short) 0x4000).put((byte) 64).put((byte) 6).putShort((short) 0);
            bytes.putInt(0x0a010002).putInt(0x0a020002);
            bytes.putShort(10, (short) ~sum(bytes.array(), 0, 20, 0));
        } else {
            bytes.putInt(6 << 28 | 0x12345)
                    .putShort((short) (20 + payload.length))
                    .put((byte) 6)
                    .put((byte) 64);
            bytes.putLong(1).putLong(2).putLong(3).putLong(4);
        }
        bytes.putShort((short) port)
                .putShort((short) 80)
                .putInt(sequence)
                .putInt(77)
                .put((byte) 0x50);
        bytes.put((byte) flags).putShort((short) 500).putInt(0).put(payload);
        int addresses = family == 4 ? sum(bytes.array(), 12, 8, 0) : sum(bytes.array(), 8, 32, 0);
        int pseudo = addresses + 6 + 20 + payload.length;
        bytes.putShort(ip + 16, (short) ~sum(bytes.array(), ip, 20 + payload.length, pseudo));
        return bytes.array();
    }

    private static int sum(byte[] bytes, int at, int length, int start) {
        long sum = start;
        for (int i = 0; i < length; i++) {
            sum += (long) (bytes[at + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    private static byte[] payload(int length, int seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private void add(byte[] bytes) {
        Packet packet = pool.takeFor(bytes.length);
        packet.put(bytes.length);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.network(packet.data());
        coalescer.add(packet, "sa", false);
    }

    /** What came out, each super-packet cut again. */
    private List<byte[]> cut() {
        List<byte[]> all = new ArrayList<>();
        GsoSegmenter segmenter = new GsoSegmenter();
        for (Packet packet : out) {
            if (!packet.isGso()) {
                all.add(bytes(packet));
                continue;
            }
            assertThat(segmenter.segment(packet, new SegmentPlan().inline(), pool))
                    .isEqualTo(GsoResult.CUT);
            assertThat(segmenter.count()).isEqualTo(packet.gsoSegs());
            Packet segment = segmenter.head();
            while (segment != null) {
                Packet next = segment.next();
                all.add(bytes(segment));
                pool.give(segment);
                segment = next;
            }
        }
        return all;
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void shouldJoinAndComeBackWhenSegmentsAreInOrder(int family) {
        List<byte[]> in = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int flags = i == 0 ? ACK | CWR : i == 9 ? ACK | PSH | FIN : ACK;
            in.add(segment(family, 7, 0xfffa + i, -500 + i * 100, flags, payload(i == 9 ? 60 : 100, i)));
        }
        in.forEach(this::add);
        coalescer.flush();

        assertThat(out).hasSize(1);
        assertThat(out.getFirst().gsoSegs()).isEqualTo(10);
        assertThat(cut()).usingElementComparator(Arrays::compare).containsExactlyElementsOf(in);
    }

    @Test
    void shouldRepeatIdWhenSegmentsDo() {
        List<byte[]> in = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            in.add(segment(4, 7, 5, i * 100, ACK, payload(100, i)));
        }
        in.forEach(this::add);
        coalescer.flush();

        assertThat(out).hasSize(1);
        assertThat(cut()).usingElementComparator(Arrays::compare).containsExactlyElementsOf(in);
    }

    @Test
    void shouldLeaveAloneWhenOneByteWouldNotComeBack() {
        byte[] first = segment(4, 7, 1, 0, ACK, payload(100, 1));
        List<byte[]> others = List.of(
                segment(4, 7, 2, 101, ACK, payload(100, 2)),
                segment(4, 7, 3, 100, ACK, payload(100, 2)),
                segment(4, 7, 2, 100, ACK | CWR, payload(100, 2)),
                segment(4, 7, 2, 100, ACK | 4, payload(100, 2)),
                segment(4, 7, 2, 100, ACK, payload(101, 2)),
                segment(4, 7, 2, 100, ACK, new byte[0]),
                segment(4, 8, 2, 100, ACK, payload(100, 2)));
        for (byte[] other : others) {
            add(first);
            add(other);
            coalescer.flush();

            assertThat(out).hasSize(2);
            assertThat(cut()).usingElementComparator(Arrays::compare).containsExactlyInAnyOrder(first, other);
            out.forEach(pool::give);
            out.clear();
        }
        byte[] wrong = segment(4, 7, 2, 100, ACK, payload(100, 2));
        wrong[50] ^= 1;
        add(first);
        add(wrong);
        coalescer.flush();
        assertThat(out).hasSize(2);
    }

    @Test
    void shouldKeepOrderOfEachFlowWhenTrafficIsRandom() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 300; round++) {
            List<byte[]> in = new ArrayList<>();
            int[] sequence = new int[3];
            int[] id = new int[3];
            for (int i = 0; i < 40; i++) {
                int flow = random.nextInt(3);
                int length = random.nextInt(8) == 0 ? random.nextInt(120) : 100;
                int flags = ACK | (random.nextInt(12) == 0 ? PSH : 0) | (random.nextInt(40) == 0 ? FIN : 0);
                in.add(segment(flow == 2 ? 6 : 4, flow, id[flow]++, sequence[flow], flags, payload(length, i)));
                sequence[flow] += length + (random.nextInt(20) == 0 ? 100 : 0);
            }
            in.forEach(this::add);
            coalescer.flush();

            assertThat(out.size()).isLessThan(40);
            List<byte[]> back = cut();
            for (int flow = 0; flow < 3; flow++) {
                assertThat(of(flow, back))
                        .usingElementComparator(Arrays::compare)
                        .as("round %d flow %d", round, flow)
                        .containsExactlyElementsOf(of(flow, in));
            }
            out.forEach(pool::give);
            out.clear();
        }
    }

    private static List<byte[]> of(int flow, List<byte[]> packets) {
        return packets.stream()
                .filter(bytes -> bytes[(bytes[0] >> 4 == 4 ? 20 : 40) + 1] == flow)
                .toList();
    }
}
