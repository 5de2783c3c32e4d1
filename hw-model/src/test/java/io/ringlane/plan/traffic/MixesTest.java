// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.traffic.Mix.Order;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MixesTest {
    private static final int FCS = 4;

    @ParameterizedTest
    @CsvSource({
        "simple-7-4-1, 361.83",
        "csit-v4-1, 353.83",
        "trex-legacy-7-5-1, 379.69",
        "csit-v6, 362.00",
        "trex-v6, 361.83",
        "trex-bench, 362.50"
    })
    void shouldHavePublishedMeanWhenMixHasName(String name, double mean) {
        assertThat(Mixes.find(name).meanBytes().asDouble()).isCloseTo(mean, within(0.005));
    }

    @ParameterizedTest
    @CsvSource({
        "mno-clients-1, 370.4, 44166",
        "mno-cmg-2, 990.6, 91158",
        "mno-clients-3, 459.5, 25492",
        "mno-cmg-4, 1144.2, 71420",
        "mno-2+4, 1058.1, 162578",
        "mno-1+2+3+4, 861.6, 232236"
    })
    void shouldHavePublishedMeanWhenOperatorMeasuredIt(String name, double mean, long packets) {
        Mix mix = Mixes.find(name);
        long divided = packets / mix.packets();

        assertThat(mix.meanBytes().asDouble() - FCS).isCloseTo(mean, within(0.05));
        assertThat(mix.packets() * divided).isEqualTo(packets);
    }

    @Test
    void shouldPrintSizesAndWeightsWhenShown() {
        assertThat(Mixes.find("csit-v4-1"))
                .hasToString("csit-v4-1: 64/570/1518 bytes at 7:4:1, mean 353.83 bytes, IPv4");
        assertThat(Mixes.find("csit-v4-1").genome()).isEqualTo("a[570]aa[570]aga[570]a[570]a");
        assertThat(Mixes.find("mno-2+4").genome()).isEqualTo("(one round has 162578 packets)");
    }

    @Test
    void shouldListMixesWhenNameIsBare() {
        for (String bare : List.of("imix", "IMIX", "iMix")) {
            assertThatThrownBy(() -> Mixes.find(bare))
                    .hasMessageStartingWith("'" + bare + "' means at least four different mixes, say which: "
                            + "simple-7-4-1 (64/594/1518, 7:4:1), csit-v4-1 (64/570/1518, 7:4:1), ")
                    .hasMessageContaining("mno-cmg-4")
                    .hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> Mixes.find("csit-v4"))
                .hasMessageStartingWith("unknown mix 'csit-v4', nearest is 'csit-v");
    }

    @Test
    void shouldSpreadSizesEvenlyWhenRoundIsMade() {
        List<Integer> round = Mixes.find("trex-legacy-7-5-1").round();

        assertThat(round).hasSize(13);
        assertThat(round.stream().filter(size -> size == 64).count()).isEqualTo(7);
        assertThat(round.stream().filter(size -> size == 594).count()).isEqualTo(5);
        for (int at = 1; at < round.size() - 1; at++) {
            boolean alike = round.get(at - 1) == 64 && round.get(at) == 64 && round.get(at + 1) == 64;
            assertThat(alike).isFalse();
        }
    }

    // ---- genomes

    @Test
    void shouldKeepSequenceWhenGenomeIsGiven() {
        Mix mix = Mix.ofGenome("aab[570]gz");

        assertThat(mix.round()).containsExactly(64, 64, 128, 570, 1518, 1518);
        assertThat(mix.sizes()).containsExactly(64, 128, 570, 1518);
        assertThat(mix.weights()).containsExactly(2L, 1L, 1L, 2L);
        assertThat(mix.genome()).isEqualTo("aab[570]gg");
        assertThat(mix.ordered(Order.SPREAD)).isSameAs(mix);
        assertThat(Genome.parse("abcdefghij")).containsExactly(64, 128, 256, 512, 1024, 1280, 1518, 2112, 9000, 16_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "aax|genome 'aax' has 'x'; allowed are letters a to j and z, and sizes in brackets such as [570]",
                "a[57|genome 'a[57' has no ']' for its '['",
                "a[five]|genome has '[five]', allowed is a number of bytes",
                "a[63]|frame size 63 bytes is not allowed, 64 to 16000 are (FCS included)",
            })
    void shouldSayWhatIsAllowedWhenGenomeIsWrong(String genome, String message) {
        assertThatThrownBy(() -> Mix.ofGenome(genome)).hasMessage(message);
    }

    @Test
    void shouldRefuseGenomeWhenItIsEmpty() {
        assertThatThrownBy(() -> Mix.ofGenome("")).hasMessageStartingWith("genome must have 1 to 4096 packets: ");
    }
}
