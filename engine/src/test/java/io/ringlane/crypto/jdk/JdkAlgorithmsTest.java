// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.AlgorithmContract;
import io.ringlane.crypto.EspSample;
import org.junit.jupiter.api.Test;

/** The JDK's provider in every algorithm. */
final class JdkAlgorithmsTest extends AlgorithmContract {
    JdkAlgorithmsTest() {
        super(new JdkProvider());
    }

    @Test
    void shouldHaveEveryAlgorithm() {
        assertThat(EspSample.transforms()).hasSize(85).allMatch(new JdkProvider()::supports);
    }
}
