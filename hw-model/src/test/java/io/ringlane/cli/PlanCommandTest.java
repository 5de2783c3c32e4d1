// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The planner from its command line, with the real model and few packets. */
final class PlanCommandTest {
    private static final String SCENARIO = """
        name: small
        device: connectx-7-gen4
        change: {rings.rx: 64, rings.tx: 64, egress.fifo: 32 KiB}
        path: encrypt
        traffic: {mix: 512, arrivals: poisson, sas: 8}
        host: {cores: 1, burst: 16, cycle: 50 ns, encrypt: {packet: 150 ns}}
        questions:
          search: {goals: [pdr], width: 5 %, seeds: 1, latency: no}
          explain: {at: 50 %, seeds: 2}
        """;

    @TempDir
    private Path folder;

    private Path scenario(String text) throws IOException {
        return Files.writeString(folder.resolve("small.yaml"), text);
    }

    @Test
    void shouldAnswerAndWriteAReportWhenScenarioAsks() throws IOException {
        Path out = folder.resolve("out");
        CommandRun run = CommandRun.of("plan", scenario(SCENARIO), "--out", out, "--budget", "300k", "--json");

        assertThat(run.err()).contains("budget 300").contains("search ").contains("written: ");
        assertThat(run.code()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        JsonNode search = json.get("answers").get(0);
        assertThat(search.get("question").asText()).isEqualTo("search");
        // a core of 150 + 50/16 ns and what descriptors and the doorbell cost
        assertThat(search.get("values").get("pdr").asDouble()).isBetween(4.5e6, 6.5e6);
        assertThat(search.get("values").get("binding").asText()).isEqualTo("core");
        assertThat(json.get("facts").get("seed").asLong()).isEqualTo(1);
        assertThat(json.get("facts").get("modelError").toString()).contains("UNVALIDATED: the profile was changed");
        assertThat(out.resolve("report.html")).isNotEmptyFile();
        assertThat(out.resolve("answers.txt")).content().contains("== explain");
        assertThat(out.resolve("study.duckdb")).isNotEmptyFile();
        assertThat(out.resolve("csv").resolve("search-1.csv")).content().contains("PDR");
    }

    @Test
    void shouldSayAnAnswerOnceWithItsFiguresWhenItIsTheOnlyOne() throws IOException {
        Path out = folder.resolve("out");
        String question = "questions:\n  rehearse: {load: 80 %, events: [core], seeds: 2, for: 50 us}\n";
        Path file = scenario(SCENARIO.substring(0, SCENARIO.indexOf("questions:")) + question);
        CommandRun run = CommandRun.of("plan", file, "--out", out, "--budget", "300k");

        assertThat(run.code()).isZero();
        JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
        JsonNode figure = report.get("summary").get("figures").get(0);
        assertThat(figure.get("label").asText()).isEqualTo("lost: core");
        assertThat(figure.get("low").asDouble())
                .isLessThanOrEqualTo(figure.get("value").asDouble());
        assertThat(report.get("summary").get("sentences").size()).isPositive();
        assertThat(report.get("sections").get(0).get("paragraphs")).isEmpty();
    }

    @Test
    void shouldAnswerAlikeWhenThreadsDifferOrStudyIsResumed() throws IOException {
        Path file = scenario(SCENARIO);
        Path out = folder.resolve("out");
        CommandRun one = CommandRun.of("plan", "search", file, "--budget", "200k", "--threads", "1");
        CommandRun two = CommandRun.of("plan", "search", file, "--budget", "200k", "--threads", "3", "--out", out);
        CommandRun three = CommandRun.of("plan", "search", file, "--budget", "200k", "--threads", "2", "--out", out);

        assertThat(one.code()).isZero();
        assertThat(two.out()).isEqualTo(one.out());
        assertThat(three.out()).isEqualTo(one.out());
    }

    static Stream<List<String>> bad() {
        return Stream.of(
                List.of("search:", "serch:", "small.yaml:8: unknown key 'serch', nearest is 'search'"),
                List.of("sas: 8", "sass: 8", "small.yaml:5: unknown key 'sass', nearest is 'sas'"),
                List.of("packet: 150 ns", "packet: 150", "unit missing in '150'"),
                List.of("width: 5 %", "width: 200 %", "allowed are"),
                List.of("mix: 512", "mix: imix", "means at least four different mixes"),
                List.of("rings.rx: 64", "rings.rx: 0", "small.yaml:3: device key 'rings.rx'"),
                List.of("device: connectx-7-gen4", "device: connectx-9", "nearest is 'connectx-5'"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void shouldSayInOneLineWhatIsWrongWhenScenarioIsBad(List<String> change) throws IOException {
        CommandRun run = CommandRun.of("plan", scenario(SCENARIO.replace(change.get(0), change.get(1))));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip())
                .contains(change.get(2))
                .doesNotContain("\n")
                .startsWith("ringlane plan: ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldNameTheQuestionsWhenOneIsUnknownOrNotAsked() throws IOException {
        Path file = scenario(SCENARIO);

        assertThat(CommandRun.of("plan", "serch", file).err()).contains("nearest is 'search'");
        assertThat(CommandRun.of("plan", "size", file).err())
                .contains("does not ask 'size'")
                .contains("search, explain");
        assertThat(CommandRun.of("plan", file, "--budget", "5").err()).contains("at least 1000 packets");
        assertThat(CommandRun.of("plan", file, "--set", "device.lans.count=3").err())
                .contains("--set device.lans.count");
        assertThat(CommandRun.of("plan", folder.resolve("none.yaml")).err()).contains("no such file");
    }
}
