// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of plans, good and bad. */
final class PlanResultReaderTest {
    private static final String GOOD = """
        {
          "scenario": "two sites",
          "facts": {"seed": 9, "device": "connectx-7-gen4, a card (abc)", "traffic": ["one", "two"],
                    "modelError": ["UNVALIDATED: because", "and more"]},
          "measures": [{"name": "saturated", "unit": "Mpps", "values": [1.5, 2, 3]}],
          "answers": [
            {"question": "search", "values": {"ndr": 2e6, "ndrLow": 1.9e6, "ndrHigh": 2.1e6, "binding": "core"},
             "measures": [{"name": "p99", "unit": "us", "values": [7]}]}
          ]
        }
        """;

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        Files.writeString(folder.resolve("answers.json"), text);
        return folder;
    }

    @Test
    void shouldReadWhatAPlanFoundWhenTheFolderIsGood() throws IOException {
        PlanResult result = PlanResultReader.read(write(GOOD));

        assertThat(result.name()).isEqualTo("two sites on connectx-7-gen4");
        assertThat(result.seed()).isEqualTo(9);
        assertThat(result.measure("saturated").values()).containsExactly(1.5, 2.0, 3.0);
        assertThat(result.measure("search: p99").unit()).isEqualTo("us");
        assertThat(result.bound("search: NDR")).isEqualTo(new PlanResult.Bound("search: NDR", 1.9e6, 2.1e6));
        assertThat(result.choices()).containsEntry("search: binding", "core");
        assertThat(result.facts()).containsEntry("traffic", "one; two");
        assertThat(result.marks()).containsExactly("UNVALIDATED: because");
        assertThat(PlanResultReader.read(folder.resolve("answers.json"))).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"answers\": [ | \"answers\": ] | answers.json:6: is no JSON",
                "\"facts\" | \"fatcs\" | no 'facts' and 'answers' in it",
                "\"measures\": [{\"name\": \"satur | \"old\": [{\"name\": \"satur | has no 'measures', an older",
                "[1.5, 2, 3] | [1.5, \"NaN\"] | measure saturated needs finite values",
                "[1.5, 2, 3] | [] | measure saturated needs finite values"
            })
    void shouldSayInOneLineWhatIsWrongWhenAFolderIsBad(String good, String bad, String message) throws IOException {
        Path wrong = write(GOOD.replace(good, bad));

        assertThatThrownBy(() -> PlanResultReader.read(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void shouldSayHowToMakeItWhenThereIsNoSuchFile() {
        assertThatThrownBy(() -> PlanResultReader.read(folder))
                .hasMessageContaining("answers.json: no such file; 'ringlane plan SCENARIO.yaml --out");
        assertThatThrownBy(() -> PlanResultReader.read(folder.resolve("none.json")))
                .hasMessageEndingWith("none.json: no such file");
    }
}
