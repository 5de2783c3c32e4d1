// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.traffic.FrameMix;
import io.ringlane.bench.traffic.TimedFrames;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OutboundLoadTest {
    private static final CryptoProvider JDK = CryptoProviders.named("jdk");

    @ParameterizedTest
    @CsvSource({"OUT,1,32", "OUT,3,32", "OUT,65,32", "OUT,5,1", "OUT,7,256", "SEAL,1,32", "SEAL,65,32", "SEAL,7,100"})
    void shouldProveEachSizeWhenTheEngineIsRight(Stage stage, int states, int burst) {
        try (Load load = load(stage, states, burst)) {
            for (int size : new int[] {FrameSource.LEAST_SIZE, 64, 1420, FrameSource.MOST_SIZE}) {
                load.size(size);
                load.prove();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Stage.class, mode = EnumSource.Mode.EXCLUDE, names = "CIPHER")
    void shouldAccountForEachPacketWhenAnyStageRuns(Stage stage) {
        try (Load load = load(stage, 2, 32)) {
            load.size(64);
            load.prove();

            assertThat(load.run(10)).isPositive();
            load.check();
        }
    }

    @Test
    void shouldNoticeWhenPacketsPassInClear() {
        try (OutboundLoad load = new OutboundLoad(JDK, 1, 32, PipelineWork.OUTBOUND)) {
            load.size(64);
            load.forgetPolicies();
            load.run(1);

            assertThatThrownBy(load::check).hasMessageContaining("clear 32");
        }
    }

    /** The JDK's ciphers prove themselves here; in use they prove those of other providers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcm-256",
                "gmac-128",
                "ccm-128",
                "chacha20",
                "cbc-128-sha1",
                "ctr-128-sha256",
                "3des-sha1",
                "null-sha256",
                "cbc-128-xcbc"
            })
    void shouldProveEachAlgorithmWhenItIsNamed(String algorithm) {
        try (Load load = new OutboundLoad(JDK, 3, 32, new PipelineWork(false, algorithm))) {
            for (int size : new int[] {FrameSource.LEAST_SIZE, 65, 1420}) {
                load.size(size);
                load.prove();
            }
        }
    }

    @Test
    void shouldProveEachFrameWhenLengthsAreMixed() {
        try (OutboundLoad load = new OutboundLoad(JDK, 5, 32, PipelineWork.OUTBOUND)) {
            load.frames(FrameMix.parse("42:1,65:2,1420:1,9000:1"));
            load.prove();
            assertThat(load.run(50)).isPositive();
            load.check();
            load.size(64);
            load.prove();
        }
    }

    @Test
    void shouldSendEachFrameWhenItIsDue() {
        try (OutboundLoad load = new OutboundLoad(JDK, 3, 4, PipelineWork.OUTBOUND)) {
            load.frames(FrameMix.parse("64:1,512:1"));
            load.prove();
            // ten at once are three bursts; one more comes later
            TimedFrames frames = new TimedFrames(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2_000_000);
            long start = System.nanoTime();
            load.run(frames);
            long took = System.nanoTime() - start;
            load.check();
            Histogram histogram = TimedFrames.newHistogram();
            frames.into(histogram);

            assertThat(frames.isDone()).isTrue();
            assertThat(took).isGreaterThanOrEqualTo(2_000_000);
            assertThat(histogram.getTotalCount()).isEqualTo(11);
            assertThat(histogram.getMinValue()).isPositive();
            assertThat(load.run(2)).isPositive();
        }
    }

    @Test
    void shouldRefuseAMixWhenOnlyStagesAreMeasured() {
        try (Load load = load(Stage.SEAL, 1, 32)) {
            FrameMix mix = FrameMix.parse("64:1,512:1");

            assertThatThrownBy(() -> load.frames(mix)).hasMessageContaining("only the whole outbound work");
        }
    }

    private static Load load(Stage stage, int states, int burst) {
        return stage == Stage.OUT
                ? new OutboundLoad(JDK, states, burst, PipelineWork.OUTBOUND)
                : new StageLoad(JDK, stage, states, burst);
    }
}
