// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans beside each other and beside measurements, from the command line, with the real model and few packets. */
final class PlanPairTest {
    private static final String SCENARIO = """
        name: small
        device: connectx-7-gen4
        change: {rings.rx: 64, rings.tx: 64, egress.fifo: 32 KiB}
        path: encrypt
        traffic: {mix: 512, arrivals: poisson, sas: 8}
        host: {cores: 1, burst: 16, cycle: 50 ns, encrypt: {packet: 150 ns}}
        questions:
          forecast: {now: 10 Gbit/s, growth: 20 %, years: 3, seeds: 2}
        """;

    @TempDir
    private static Path plans;

    /** With one core. */
    private static Path one;
    /** With two cores, and beside a measurement. */
    private static Path other;

    @TempDir
    private Path folder;

    @BeforeAll
    static void plan() throws IOException {
        one = plan("one", SCENARIO);
        Path result = plans.resolve("run.json");
        try (InputStream in = PlanPairTest.class.getResourceAsStream("/measured/trex-run.json")) {
            Files.copy(in, result);
        }
        CommandRun imported = CommandRun.of(
                "plan", "import", result, "--format", "trex", "--duration", "20s", "--out", plans.resolve("m.yaml"));
        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(imported.err()).contains("4 points");
        other = plan(
                "other",
                SCENARIO.replace("cores: 1", "cores: 2") + "  explain: {at: 50 %, seeds: 2}\nmeasured: m.yaml\n");
    }

    private static Path plan(String name, String text) throws IOException {
        Path scenario = Files.writeString(plans.resolve(name + ".yaml"), text);
        Path out = plans.resolve(name);
        CommandRun run = CommandRun.of("plan", scenario, "--out", out, "--budget", "100k");
        assertThat(run.code()).as(run.err()).isZero();
        return out;
    }

    @Test
    void shouldTellWhatDiffersWhenTwoPlansAreCompared() throws IOException {
        Path out = folder.resolve("pair");
        CommandRun run = CommandRun.of("plan", "compare", one, other, "--out", out, "--json");

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode values =
                new ObjectMapper().readTree(run.out()).get("answers").get(0).get("values");
        assertThat(values.get("paired").asText()).isEqualTo("yes");
        assertThat(values.get("saturated throughput.verdict").asText()).isEqualTo("B is more");
        assertThat(values.get("saturated throughput").asDouble()).isBetween(3.0, 7.0);
        assertThat(values.get("loss at half of it.verdict").asText()).isEqualTo("no difference shown");
        assertThat(out.resolve("compare.txt"))
                .content()
                .contains("10 pairs")
                .contains("How both came about")
                .contains("not compared: B alone explain: saturated");
        assertThat(out.resolve("report.html")).content().contains("B against A");
        assertThat(out.resolve("report.json")).content().contains("\"differences\"");
    }

    @Test
    void shouldShowNoDifferenceWhenAPlanIsComparedWithItself() {
        CommandRun run = CommandRun.of("plan", "compare", one, one);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("0 differ by more than chance")
                .contains("no difference shown")
                .doesNotContain("B is more")
                .doesNotContain("B is less");
    }

    @Test
    void shouldCompareProfilesUnderTheScenariosTrafficWhenTwoAreNamed() throws IOException {
        Path base = Files.writeString(folder.resolve("base.yaml"), SCENARIO.replaceFirst("change: .*\n", ""));
        CommandRun run = CommandRun.of(
                "plan", "compare", "connectx-7-gen4", "connectx-6-dx", "--scenario", base, "--budget", "200k");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("connectx-6-dx against the scenario").contains("saturated Gbit/s clear");
    }

    @Test
    void shouldSayInOneLineWhatIsWrongWhenThingsCannotBeCompared() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path scenario = Files.writeString(folder.resolve("s.yaml"), SCENARIO);

        bad("no such file; 'ringlane plan SCENARIO.yaml --out", "compare", empty, empty);
        bad("neither a folder of a plan nor a profile, nearest is 'bluefield-3'", "compare", "bluefeld-3", empty);
        bad("no such file", "compare", "connectx-7-gen4", empty);
        bad("two things can be compared only", "explain", empty, empty);
        bad("wanted is a scenario", "compare", empty);
        bad("--scenario: goes with 'compare' of two profiles only", "compare", empty, empty, "--scenario", scenario);
        Files.writeString(empty.resolve("answers.json"), "{\"facts\": {}, \"answers\": [], \"measures\": []}");
        bad("have no measure in common", "compare", empty, empty);
    }

    private static void bad(String message, Object... words) {
        Object[] all = new Object[words.length + 1];
        all[0] = "plan";
        System.arraycopy(words, 0, all, 1, words.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip())
                .startsWith("ringlane plan: ")
                .contains(message)
                .doesNotContain("\n");
    }

    @Test
    void shouldSetTheModelBesideMeasurementsWhenAScenarioNamesThem() throws IOException {
        // 2.5 Mpps were sent, of which 2 % were lost; the model loses none of them
        assertThat(Files.readString(other.resolve("answers.txt")))
                .contains("== measured")
                .contains("Residuals: the model less what was measured")
                .contains("Residual: beside 4 measured points")
                .containsPattern("run-rx .*Mpps +2\\.450 +2\\.[45]");
        assertThat(Files.readString(other.resolve("report.html")))
                .contains("Beside what you measured")
                .contains("Beside what others published")
                .contains("What was sent")
                .contains("index of dispersion at 10 us");
    }

    @Test
    void shouldSayInOneLineWhatIsWrongWhenAResultCannotBeImported() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "[]");

        for (Object[] words : new Object[][] {
            {"plan", "import", wrong},
            {"plan", "import", folder.resolve("none.json")},
            {"plan", "import", wrong, "--duration", "10"},
            {"plan", "import", wrong, "--bound", "-1 %"},
            {"plan", "import", wrong, "--out", folder.resolve("none").resolve("m.yaml")}
        }) {
            CommandRun run = CommandRun.of(words);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err().strip()).startsWith("ringlane plan import: ").doesNotContain("\n");
        }
    }
}
