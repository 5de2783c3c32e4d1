// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.PoolLeakCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Random super-packets against {@link ReferenceCut}. A failing run is told by its seed. */
final class GsoDifferentialTest {
    private static final long FIRST_SEED = Long.getLong("ringlane.gso.seed", 1);
    private static final int RUNS = Integer.getInteger("ringlane.gso.runs", 3000);
    private static final int MAX_PAYLOAD = 65_000;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final GsoSegmenter segmenter = new GsoSegmenter();

    @Test
    void shouldCutLikeTheReferenceWhateverThePacket() {
        PacketPool pool = pools.pool(128, 64, 64);
        for (int i = 0; i < RUNS; i++) {
            long seed = FIRST_SEED + i;
            run(pool, seed);
            assertThat(pool.outstanding()).as("seed %d", seed).isZero();
        }
    }

    private void run(PacketPool pool, long seed) {
        Random random = new Random(seed);
        SuperFrame frame = randomFrame(random);
        boolean complete = random.nextBoolean();
        int factor = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1;
        boolean borrow = random.nextBoolean();
        Packet packet = frame.build(pool);
        SegmentPlan plan =
                frame.plan().softwareChecksum(complete).partialFactor(factor).borrowBody(borrow);
        List<byte[]> expected = reference(frame, packet).segments(factor, complete);

        assertThat(segmenter.segment(packet, plan, pool)).as("seed %d", seed).isEqualTo(GsoResult.CUT);

        assertThat(segmenter.count()).as("seed %d", seed).isEqualTo(expected.size());
        int k = 0;
        for (Packet segment = segmenter.head(); segment != null; segment = segment.next()) {
            assertThat(Arrays.mismatch(Segments.bytes(segment), expected.get(k)))
                    .as("first wrong byte, seed %d segment %d of %d", seed, k, expected.size())
                    .isEqualTo(-1);
            k++;
        }
        assertThat(k).as("seed %d", seed).isEqualTo(expected.size());
        Segments.free(segmenter.head(), packet);
    }

    static ReferenceCut reference(SuperFrame frame, Packet packet) {
        int start = Segments.start(packet);
        byte[] bytes = new byte[packet.tail() - start];
        packet.buffer().getBytes(start, bytes);
        int inner = frame.innerIp(packet);
        return new ReferenceCut(
                frame,
                bytes,
                packet.network() - start,
                inner < 0 ? -1 : inner - start,
                frame.transport(packet) - start);
    }

    private static SuperFrame randomFrame(Random random) {
        SuperFrame frame = new SuperFrame();
        frame.mode = switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> XfrmMode.TRANSPORT;
            case 2 -> XfrmMode.TUNNEL;
            default -> XfrmMode.BEET;
        };
        frame.family = random.nextBoolean() ? 4 : 6;
        frame.outerFamily = frame.mode == XfrmMode.TRANSPORT ? frame.family : random.nextBoolean() ? 4 : 6;
        frame.udp = random.nextInt(3) == 0;
        frame.vlan = random.nextInt(3) == 0 ? 7 : -1;
        frame.gsoSize = 1 + random.nextInt(random.nextBoolean() ? 1500 : 9000);
        int most = Math.min(MAX_PAYLOAD - frame.gsoSize, frame.gsoSize * 45);
        frame.payload = frame.gsoSize + 1 + random.nextInt(most);
        frame.tcpFlags = random.nextInt(256);
        frame.tcpOptions = 4 * random.nextInt(11);
        frame.tcpSequence = random.nextInt();
        frame.innerId = random.nextInt(0x10000);
        frame.outerId = random.nextInt(0x10000);
        frame.ipOptions = frame.family == 4 && random.nextInt(3) == 0 ? 4 * random.nextInt(11) : 0;
        frame.sequenceLow = random.nextInt();
        frame.fullChecksum = random.nextInt(3) == 0;
        if (random.nextInt(4) == 0 && !frame.udp) {
            frame.gsoTypeExtra = GsoType.TCP_FIXEDID;
        }
        if (frame.outerFamily == 6 && random.nextInt(3) == 0) {
            frame.outerExtensions = new int[] {8 * (1 + random.nextInt(3))};
        }
        if (frame.family == 6 && random.nextInt(3) == 0) {
            frame.protectedExtensions = new int[] {8, 8 * (1 + random.nextInt(3))};
        }
        return frame;
    }
}
