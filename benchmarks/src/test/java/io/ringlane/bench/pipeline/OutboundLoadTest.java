// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.choice.CryptoProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class OutboundLoadTest {
    @ParameterizedTest
    @CsvSource({"1,32", "3,32", "65,32", "5,1", "7,256"})
    void shouldProveEachSizeWhenTheEngineIsRight(int states, int burst) {
        try (OutboundLoad load = load(Stage.OUT, states, burst)) {
            for (int size : new int[] {OutboundLoad.LEAST_SIZE, 64, 1420, OutboundLoad.MOST_SIZE}) {
                load.size(size);
                load.prove();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void shouldAccountForEachPacketWhenAnyStageRuns(Stage stage) {
        try (OutboundLoad load = load(stage, 2, 32)) {
            load.size(64);

            assertThat(load.run(10)).isPositive();
            load.check();
        }
    }

    @Test
    void shouldNoticeWhenPacketsPassInClear() {
        try (OutboundLoad load = load(Stage.OUT, 1, 32)) {
            load.size(64);
            load.forgetPolicies();
            load.run(1);

            assertThatThrownBy(load::check).hasMessageContaining("clear 32");
        }
    }

    private static OutboundLoad load(Stage stage, int states, int burst) {
        return new OutboundLoad(CryptoProviders.named("jdk"), stage, states, burst);
    }
}
