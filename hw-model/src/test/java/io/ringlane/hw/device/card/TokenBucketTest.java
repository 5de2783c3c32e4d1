// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.ListTraffic;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Moves;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port that is shaped to a tenth of its line. */
class TokenBucketTest {
    private static final int FRAMES = 2000;
    private static final int BUCKET = 20_000;
    /** Of a byte at 10 Gbit/s, and at 100. */
    private static final long SLOW_PS = 800;

    private static final long FAST_PS = 80;

    @Test
    void shouldLetABucketfulGoAtOnceWhenItIsFull() {
        TokenBucket bucket = new TokenBucket(10_000_000_000L, 3000);
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.earliestPs(1000)).isLessThanOrEqualTo(0);
            bucket.take(1000, 0);
        }
        assertThat(bucket.earliestPs(1000)).isEqualTo(1000 * SLOW_PS);
        assertThat(bucket.earliestPs(500)).isEqualTo(500 * SLOW_PS);
        // after a long rest it holds no more than before
        assertThat(bucket.earliestPs(3000)).isEqualTo(3000 * SLOW_PS);
        bucket.take(3000, 100_000_000);
        assertThat(bucket.earliestPs(3000)).isEqualTo(100_000_000 + 3000 * SLOW_PS);
    }

    /**
     * Between the starts of any two frames no more goes than the bucket and what flowed in meanwhile: a frame starts as
     * soon as that holds for all before it, it has come, and the line is free.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldStartEachFrameAsSoonAsTheBucketLetsIt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] at = new long[FRAMES];
        int[] bytes = new int[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            // in bursts, at 0.9 of the shaped rate in the mean
            at[i] = i == 0 ? 0 : at[i - 1] + (random.nextInt(8) == 0 ? random.nextLong(11_400_000) : 0);
            bytes[i] = random.nextInt(64, 1519);
        }
        assertThat(modelled(at, bytes)).isEqualTo(expected(at, bytes));
    }

    private static long[] modelled(long[] at, int[] bytes) {
        DeviceProfile device = Profiles.find("plain-100g");
        Moves moves = new Moves(FRAMES, 8);
        Model model = new Model(FRAMES, 8, moves);
        moves.of(model);
        EgressPort port = new EgressPort(model, "port", device.ports(), FRAMES, Long.MAX_VALUE, Way.OUT, packet -> {});
        port.shape(new TokenBucket(10_000_000_000L, BUCKET));
        port.feeds(new Sink(model, "sink"));
        Source source = Source.open(model, "source", new ListTraffic(at).bytes(bytes));
        source.feeds(port);
        source.start();
        model.simulation().run(Long.MAX_VALUE / 4);
        return Arrays.copyOf(moves.left(port), FRAMES);
    }

    private static long[] expected(long[] at, int[] bytes) {
        long[] starts = new long[FRAMES];
        long[] ends = new long[FRAMES];
        for (int k = 0; k < FRAMES; k++) {
            long start = Math.max(at[k], k == 0 ? 0 : ends[k - 1]);
            long sum = bytes[k];
            for (int j = k - 1; j >= 0; j--) {
                sum += bytes[j];
                start = Math.max(start, starts[j] + (sum - BUCKET) * SLOW_PS);
            }
            starts[k] = start;
            ends[k] = start + (bytes[k] + 20) * FAST_PS;
        }
        return ends;
    }
}
