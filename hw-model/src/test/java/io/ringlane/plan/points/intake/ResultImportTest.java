// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.points.PointReader;
import io.ringlane.plan.points.PublishedPoint;
import io.ringlane.plan.points.PublishedPoint.Ask;
import io.ringlane.plan.points.PublishedPoint.Kind;
import io.ringlane.plan.points.intake.ResultImport.Format;
import io.ringlane.plan.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results of testers: what becomes of them, and what is said about bad ones. The samples are made up. */
final class ResultImportTest {
    @TempDir
    private Path folder;

    private static String sample(String name) throws IOException {
        try (InputStream in = ResultImportTest.class.getResourceAsStream("/measured/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@HISTOGRAM@", histogram());
        }
    }

    /** 2000 samples of 1 to 20 us, as many of each. */
    private static String histogram() {
        Histogram histogram = new Histogram(3);
        for (int i = 0; i < 2000; i++) {
            histogram.recordValue(1 + i % 20);
        }
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Imported point(List<Imported> points, String id) {
        return points.stream()
                .filter(point -> point.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no point " + id + " in " + points));
    }

    // ---- TRex

    @Test
    void shouldTakeRateLossAndLatencyWhenTrexMeasured() throws IOException {
        List<Imported> points = ResultImport.read(file("Run 1.json", sample("trex-run.json")), null, 10);

        // 50 M in 10 s, of which 49 M came back
        Imported received = point(points, "run-1-rx");
        assertThat(received.load()).isEqualTo(5e6);
        assertThat(received.measured()).isCloseTo(4.9, within(1e-9));
        assertThat(received.ask()).isEqualTo(Ask.PACKETS);
        assertThat(point(points, "run-1-5-mean").measured()).isEqualTo(21.25);
        assertThat(point(points, "run-1-5-mean").load()).isEqualTo(5e6);
        // 9900 samples: the 4950th is among those of 10 to 20 us, the 9801st among those of 100 to 200 us
        assertThat(point(points, "run-1-5-p50").measured()).isEqualTo(15);
        assertThat(point(points, "run-1-5-p99").measured()).isEqualTo(150);
        assertThat(point(points, "run-1-5-p99").note()).contains("between 100 and 200 us");
        assertThat(points).hasSize(4);
    }

    @Test
    void shouldTakeTheRateThatWasSeenWhenTrexStillSent() throws IOException {
        String running = sample("trex-run.json")
                .replace("\"tx_pps\": 0.0, \"rx_pps\": 0.0},\n  \"glo", "\"tx_pps\": 2e6, \"rx_pps\": 2e6},\n  \"glo");

        assertThat(point(ResultImport.read(file("run.json", running), Format.TREX, 0), "run-rx")
                        .measured())
                .isCloseTo(0.98 * 2, within(1e-9));
    }

    @Test
    void shouldLeaveAPercentileOutWhenFewSamplesAreBeyondIt() throws IOException {
        String few = sample("trex-run.json").replaceFirst("\\{\"0\": 900[^}]*}", "{\"10\": 90, \"20\": 10}");

        assertThat(ResultImport.read(file("few.json", few), null, 1))
                .extracting(Imported::id)
                .contains("few-5-p50")
                .doesNotContain("few-5-p99");
    }

    // ---- CSIT

    @Test
    void shouldTakeBoundsAndLatenciesWhenCsitSearched() throws IOException {
        List<Imported> points = ResultImport.read(file("t.json", sample("csit-ndrpdr.json")), null, 0);

        assertThat(point(points, "t-ndr").measured()).isCloseTo(4.0000005, within(1e-12));
        assertThat(point(points, "t-ndr").ask()).isEqualTo(Ask.OFFERED);
        assertThat(point(points, "t-ndr").loss()).isZero();
        assertThat(point(points, "t-pdr").loss()).isEqualTo(0.005);
        assertThat(point(points, "t-pdr").note()).contains("4.4200 Mpps");
        // 9000 packets a second in each of two directions are more than 0 %, less than 10 %
        assertThat(point(points, "t-forward-pdr-0-mean").load()).isEqualTo(18_000);
        assertThat(point(points, "t-forward-pdr-10-mean").load()).isCloseTo(440_000, within(1e-6));
        assertThat(point(points, "t-reverse-pdr-50-mean").measured()).isEqualTo(13);
        assertThat(point(points, "t-forward-pdr-90-p50").measured()).isEqualTo(10);
        assertThat(point(points, "t-forward-pdr-90-p99").measured()).isEqualTo(20);
        // 2000 samples bear no p99.9
        assertThat(points).extracting(Imported::ask).doesNotContain(Ask.LATENCY_P999);
        assertThat(points).hasSize(2 + 2 * 4 * 3);
    }

    @Test
    void shouldTakeTheMeanAtTheGreatestLoadWhenCsitSentItAll() throws IOException {
        Imported mrr = ResultImport.read(file("m.json", sample("csit-mrr.json")), null, 0)
                .getFirst();

        assertThat(mrr.measured()).isEqualTo(4.5);
        assertThat(mrr.load()).isZero();
        assertThat(mrr.loss()).isEqualTo(0.99);
    }

    @Test
    void shouldReadTheFirstModelOfCsitWhenResultsAreNested() throws IOException {
        String nested = sample("csit-ndrpdr.json")
                .replace("\"result\": {\n    \"type\": \"ndrpdr\",", "\"results\": {\"ndrpdr\": {")
                .replaceFirst("}\\s*}\\s*$", "}}}");

        assertThat(ResultImport.read(file("old.json", nested), null, 0))
                .extracting(Imported::id)
                .contains("old-ndr", "old-pdr", "old-forward-pdr-50-p99");
    }

    // ---- what becomes of it

    @Test
    void shouldBeReadAsPointsOfTheScenarioWhenItNamesTheFile() throws IOException {
        Path from = file("t.json", sample("csit-ndrpdr.json"));
        file("points.yaml", ResultImport.yaml(from, ResultImport.read(from, null, 0), "5 %"));
        Scenario scenario = Scenario.read(file("s.yaml", """
            device: connectx-7-gen4
            traffic: {mix: 64, arrivals: poisson, sas: 8}
            measured: points.yaml
            """));

        List<PublishedPoint> points = PointReader.measured(scenario).points();

        assertThat(points).hasSize(26).allSatisfy(point -> {
            assertThat(point.kind()).isEqualTo(Kind.PREDICTED);
            assertThat(point.bound()).isEqualTo(0.05);
            assertThat(point.scenario()).isSameAs(scenario);
        });
        assertThat(points.getFirst().measured()).isCloseTo(4.000001, within(1e-6));
        assertThat(points.get(1).loss()).isEqualTo(0.005);
        assertThat(points.get(2).load()).isEqualTo(18_000);
    }

    // ---- bad files

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trex-run.json | \"total\" | \"sum\" | neither statistics of TRex",
                "trex-run.json | {\"opackets\": 50000000, \"ipackets\": 4 | {\"ipackets\": 4 | 'total.opackets' is"
                        + " missing",
                "trex-run.json | 49000000, \"obytes\": 25600000000, | 0, \"obytes\": 1, | 'total.ipackets' is 0",
                "trex-run.json | \"average\": 21.25 | \"average\": \"err\" | average' must be a number from 0, is"
                        + " 'err'",
                "trex-run.json | \"10\": 5000 | \"ten\": 5000 | has a bucket 'ten'",
                "trex-run.json | \"flow_stats\": | flow_stats: | bad.json:9: is no JSON",
                "csit-ndrpdr.json | \"passed\": true | \"passed\": false | 'passed' is false",
                "csit-ndrpdr.json | \"type\": \"ndrpdr\" | \"type\": \"hoststack_iperf3\" | allowed are ndrpdr, mrr",
                "csit-ndrpdr.json | \"type\": \"ndrpdr\" | \"typo\": \"ndrpdr\" | has no 'type'",
                "csit-ndrpdr.json | 4400000.0, \"unit\": \"pps\" | 4400000.0, \"unit\": \"cps\" | only packets per"
                        + " second",
                "csit-ndrpdr.json | \"value\": 4020000.0 | \"value\": 1 | 'result.ndr.upper' is below 'lower'",
                "csit-ndrpdr.json | \"value\": 4000000.5 | \"value\": 0 | 'result.ndr.lower.rate.value' is 0",
                "csit-ndrpdr.json | \"max\": 25, \"min\": 5, \"unit\": \"us\" | \"unit\": \"ms\" | must be 'us'",
                "csit-ndrpdr.json | HISTF | OOPS | is no histogram"
            })
    void shouldSayInOneLineWhatIsWrongWhenAFileIsBad(String name, String good, String bad, String message)
            throws IOException {
        String text = sample(name);
        assertThat(text).contains(good);
        Path wrong = file("bad.json", text.replace(good, bad));

        assertThatThrownBy(() -> ResultImport.read(wrong, null, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(wrong.toString())
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void shouldAskForTheDurationWhenTrexHasStopped() throws IOException {
        Path stopped = file("stopped.json", sample("trex-run.json"));

        assertThatThrownBy(() -> ResultImport.read(stopped, null, 0)).hasMessageContaining("--duration");
    }
}
