// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is measured of receiving is proved first: delivered, and not what is replayed or changed. */
final class InboundLoadTest {
    private static final CryptoProvider JDK = CryptoProviders.named("jdk");

    @ParameterizedTest
    @CsvSource({
        "gcm-128,1,32",
        "gcm-128,65,32",
        "gcm-256,7,5",
        "cbc-128-sha1,3,32",
        "ccm-128,3,32",
        "ctr-128-sha256,2,32",
        "null-sha1,2,32",
        "gmac-128,2,32",
        "chacha20,2,32",
        "3des-sha1,2,32"
    })
    void shouldProveEachSizeWhenTheEngineIsRight(String algorithm, int states, int burst) {
        try (Load load = new InboundLoad(JDK, states, burst, new PipelineWork(true, algorithm))) {
            for (int size : new int[] {FrameSource.LEAST_SIZE, 64, 1420}) {
                load.size(size);
                load.prove();
            }
        }
    }

    @Test
    void shouldDeliverEachPacketWhenFramesAreSealedAnew() {
        try (InboundLoad load = new InboundLoad(JDK, 2, 32, new PipelineWork(true, null))) {
            load.size(64);
            load.prove();

            assertThat(load.run(70)).isPositive();
            load.check();
        }
    }

    @Test
    void shouldNoticeWhenPoliciesRefuse() {
        try (InboundLoad load = new InboundLoad(JDK, 1, 32, new PipelineWork(true, null))) {
            load.size(64);
            load.forgetPolicies();
            load.run(1);

            assertThatThrownBy(load::check).hasMessageContaining("clear 0");
        }
    }
}
