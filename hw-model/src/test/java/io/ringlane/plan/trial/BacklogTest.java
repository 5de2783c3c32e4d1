// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final int SAMPLES = 100;
    private static final long OFFERED = 100_000;

    @Test
    void shouldGrowWhenItRises() {
        long[] samples = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = 10L * i;
        }
        assertThat(Backlog.growth(samples, 0, SAMPLES, OFFERED)).isEqualTo(990);
        assertThat(Backlog.growth(samples, 50, SAMPLES, OFFERED)).isEqualTo(490);
    }

    @Test
    void shouldNotGrowWhenItGoesUpAndDown() {
        SplittableRandom random = new SplittableRandom(8);
        for (int run = 0; run < 1000; run++) {
            long[] samples = new long[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                samples[i] = random.nextInt(5000);
            }
            assertThat(Backlog.growth(samples, 0, SAMPLES, OFFERED))
                    .as("run %d", run)
                    .isZero();
        }
    }

    @Test
    void shouldNotGrowWhenItIsFull() {
        long[] samples = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = Math.min(400, 20L * i);
        }
        assertThat(Backlog.growth(samples, 0, SAMPLES, OFFERED)).isZero();
    }

    @Test
    void shouldNotGrowWhenItIsTooLittleToTell() {
        long[] samples = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = i;
        }
        assertThat(Backlog.growth(samples, 0, SAMPLES, OFFERED)).isZero();
    }
}
