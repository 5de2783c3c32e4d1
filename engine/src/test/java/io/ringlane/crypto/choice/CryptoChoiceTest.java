// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.crypto.choice.CryptoChoice.Cell;
import io.ringlane.crypto.jdk.JdkProvider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CryptoChoiceTest {
    private final List<Cell> cells = new ArrayList<>();

    private CryptoChoice.Winner winner(String... order) {
        return new CryptoChoice(List.of(order), cells).winner("aes");
    }

    private void cells(String provider, double small, double medium, double large) {
        cells.add(new Cell(provider, "aes", 64, small, Double.NaN));
        cells.add(new Cell(provider, "aes", 512, medium, Double.NaN));
        cells.add(new Cell(provider, "aes", 1420, large, Double.NaN));
    }

    @Test
    void shouldTakeTheFastestWhenOneIs() {
        cells("a", 100, 200, 400);
        cells("b", 50, 100, 200);

        assertThat(winner("a", "b")).isEqualTo(new CryptoChoice.Winner("b", "fastest"));
    }

    @Test
    void shouldWeighEverySizeTheSameWhenEachIsBestSomewhere() {
        // b loses 40 ns of 400 where packets are large, and wins half of 100 where they are small
        cells("a", 100, 200, 400);
        cells("b", 50, 200, 440);

        assertThat(winner("a", "b").provider()).isEqualTo("b");
    }

    @Test
    void shouldTakeTheOneNamedFirstWhenBothAreLevel() {
        cells("a", 102, 202, 404);
        cells("b", 100, 200, 400);

        assertThat(winner("a", "b")).isEqualTo(new CryptoChoice.Winner("a", "level with the fastest, named first"));
        assertThat(winner("b", "a").provider()).isEqualTo("b");
    }

    @Test
    void shouldPassByAProviderThatFailed() {
        cells("a", 10, Double.NaN, 10);
        cells("b", 100, 200, 400);

        assertThat(winner("a", "b")).isEqualTo(new CryptoChoice.Winner("b", "the only one, or the only native one"));
    }

    @Test
    void shouldPassByTheJdkWhenAnotherHasTheAlgorithm() {
        cells("a", 100, 200, 400);
        cells("jdk", 10, 20, 40);

        assertThat(winner("a", "jdk").provider()).isEqualTo("a");
        cells.removeIf(cell -> cell.provider().equals("a"));
        assertThat(winner("a", "jdk").provider()).isEqualTo("jdk");
    }

    @Test
    void shouldSayNothingWhenNobodyHasTheAlgorithm() {
        cells("a", 1, 2, 3);

        assertThat(new CryptoChoice(List.of("a"), cells).winner("des")).isNull();
    }

    @Test
    void shouldMeasureEveryAlgorithmAndSizeThatAProviderHas() {
        CryptoProvider jdk = new JdkProvider();
        CryptoChoice choice = CryptoChoice.measure(List.of(jdk, new NullProvider()), 0, 0, true);

        long able = CryptoAlgorithm.ALL.stream()
                .filter(algorithm -> jdk.supports(algorithm.transform()))
                .count();
        assertThat(choice.cells()).hasSize((int) able * CryptoMeter.SIZES.length);
        assertThat(choice.cells()).allSatisfy(cell -> {
            assertThat(cell.provider()).isEqualTo("jdk");
            assertThat(cell.sealNs()).isPositive();
            assertThat(cell.openNs()).isPositive();
            assertThat(cell.gigabits()).isPositive();
        });
    }

    @Test
    void shouldTellHowFarTheBestLeadsWhenThereAreSeveral() {
        cells("a", 100, 200, 400);
        cells("b", 50, 100, 200);
        cells("c", 150, 300, 600);
        CryptoChoice choice = new CryptoChoice(List.of("a", "b", "c"), cells);

        assertThat(choice.lead("aes")).isEqualTo(2.0);
        assertThat(choice.lead("des")).as("nobody has it").isEqualTo(1.0);
    }

    @Test
    void shouldTellNoLeadWhenOthersFailed() {
        cells("a", 100, 200, 400);
        cells("b", 50, Double.NaN, 200);

        assertThat(new CryptoChoice(List.of("a", "b"), cells).lead("aes")).isEqualTo(1.0);
    }

    @Test
    void shouldMeasureEverySizeWhenAnAlgorithmIsDecided() {
        CryptoAlgorithm algorithm = CryptoAlgorithm.GCM.getLast();

        assertThat(CryptoChoice.decide(List.of(new JdkProvider()), algorithm, 0).cells())
                .hasSize(CryptoMeter.SIZES.length)
                .allMatch(cell -> cell.algorithm().equals("aes-256-gcm"));
    }

    @Test
    void shouldNameEveryAlgorithmOnce() {
        assertThat(CryptoAlgorithm.ALL.stream().map(CryptoAlgorithm::name))
                .doesNotHaveDuplicates()
                .contains(
                        "aes-128-gcm",
                        "aes-192-gmac",
                        "aes-256-ccm",
                        "chacha20-poly1305",
                        "aes-128-cbc+xcbc",
                        "aes-256-ctr+sha256",
                        "3des-cbc+sha1",
                        "null+sha256");
    }
}
