// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.pcie;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.profile.Pcie;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Reads over a link against a recursion over the same reads, equal to the picosecond: requests one behind the other,
 * the latency, completions one behind the other, and no more requests under way than there are tags.
 */
class PciePathwiseTest {
    private static final boolean IS_WHOLE = "whole".equals(System.getProperty("ringlane.oracles"));
    private static final int SEEDS = IS_WHOLE ? 1_000 : 20;
    private static final int READS = IS_WHOLE ? 100_000 : 20_000;
    private static final int REQUEST = 24;
    private static final int COMPLETION = 20;
    private static final int MPS = 256;
    private static final int MRRS = 512;

    /** Times of bytes at 16 GT/s * 128/130 * 16 less 2 * 8/168 and 4/1538 of it, as differences of their sums. */
    private static final class Way {
        private static final BigInteger OVER =
                BigInteger.valueOf(8L * 130 * 1000).multiply(BigInteger.valueOf(168L * 1538));
        private static final BigInteger UNDER =
                BigInteger.valueOf(16L * 128 * 16).multiply(BigInteger.valueOf(168L * 1538 - 16 * 1538 - 4 * 168));

        private long sum;

        private static long ps(long bytes) {
            return BigInteger.valueOf(bytes).multiply(OVER).divide(UNDER).longValueExact();
        }

        private long take(long bytes) {
            long before = ps(sum);
            sum += bytes;
            return ps(sum) - before;
        }
    }

    /** Reads in order, each as soon as it is asked for and there are tags. */
    private static final class Reader implements PcieReader {
        private final PcieLink link;
        private final int[] bytes;
        private final long[] doneAt;
        private final Deque<Integer> waiting = new ArrayDeque<>();
        private boolean isStarved;

        private Reader(PcieLink link, int[] bytes) {
            this.link = link;
            this.bytes = bytes;
            doneAt = new long[bytes.length];
        }

        private void ask(int number) {
            waiting.addLast(number);
            if (!isStarved) {
                read();
            }
        }

        private void read() {
            while (!waiting.isEmpty()) {
                if (!link.read(bytes[waiting.getFirst()], this, waiting.getFirst())) {
                    isStarved = true;
                    return;
                }
                waiting.removeFirst();
            }
        }

        @Override
        public void readDone(int token, long nowPs) {
            doneAt[token] = nowPs;
        }

        @Override
        public void tagsFree() {
            isStarved = false;
            read();
        }
    }

    private static long[] modelled(long[] asked, int[] bytes, int tags, long readPs) {
        Simulation simulation = new Simulation();
        PcieLink link = new PcieLink(simulation, "PCIe", new Pcie(4, 16, MPS, MRRS, 0, readPs, tags, 0));
        Reader reader = new Reader(link, bytes);
        int[] next = new int[2];
        next[1] = simulation.add(
                now -> {
                    reader.ask(next[0]++);
                    if (next[0] < asked.length) {
                        simulation.schedule(next[1], asked[next[0]]);
                    }
                },
                Priority.RECEIVE);
        simulation.schedule(next[1], asked[0]);
        simulation.run(Long.MAX_VALUE - 1);
        return reader.doneAt;
    }

    private static int chunks(int bytes, int most) {
        return Math.ceilDiv(bytes, most);
    }

    private static long[] recursion(long[] asked, int[] bytes, int tags, long readPs) {
        long[] done = new long[asked.length];
        Way up = new Way();
        Way down = new Way();
        long begun = 0;
        long upFree = 0;
        long downFree = 0;
        int first = 0;
        int used = 0;
        for (int k = 0; k < asked.length; k++) {
            int needed = Math.min(tags, chunks(bytes[k], MRRS));
            begun = Math.max(begun, asked[k]);
            used += needed;
            while (used > tags) {
                begun = Math.max(begun, done[first]);
                used -= Math.min(tags, chunks(bytes[first], MRRS));
                first++;
            }
            upFree = Math.max(upFree, begun) + up.take((long) REQUEST * chunks(bytes[k], MRRS));
            long start = Math.max(upFree + readPs, downFree);
            int back = COMPLETION * chunks(bytes[k], MPS) + bytes[k];
            done[k] = start + Way.ps(back);
            downFree = start + down.take(back);
        }
        return done;
    }

    @Test
    void shouldReadAsTheRecursionSaysWhenTagsAreManyOrFew() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int tags = 1 + random.nextInt(1 << random.nextInt(1, 10));
            long readPs = random.nextLong(1_000_000);
            // between half and twice of what the link or its tags carry
            long latency = readPs / tags + 20_000;
            long gap = latency / 2 + random.nextLong(2 * latency);
            long[] asked = new long[READS];
            int[] bytes = new int[READS];
            for (int k = 0; k < READS; k++) {
                long wait = k % 5 == 0 ? random.nextLong(5 * gap) : random.nextLong(gap);
                asked[k] = (k == 0 ? 0 : asked[k - 1]) + wait;
                bytes[k] = random.nextInt(3) == 0 ? 64 : 1 + random.nextInt(1_600);
            }
            long[] expected = recursion(asked, bytes, tags, readPs);
            int at = Arrays.mismatch(modelled(asked, bytes, tags, readPs), expected);
            assertThat(at)
                    .as("first read of seed " + seed + " that differs, with " + tags + " tags")
                    .isEqualTo(-1);
        }
    }
}
