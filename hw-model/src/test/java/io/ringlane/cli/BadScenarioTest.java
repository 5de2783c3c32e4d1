// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bad scenarios: each is told in one line that begins with file and line, ahead of any trial, and a word that is not
 * known comes with the nearest one that is.
 */
final class BadScenarioTest {
    private static final String GOOD = """
        name: good
        device: connectx-7-gen4
        change:
          lanes.count: 3
          pcie.mrrs: 512 B
          doorbell.batch: 8
        path: {route: encrypt, forwarding: host, crypto: inline}
        traffic:
          mix: {64: 7, 570: 4, 1518: 1}
          arrivals: poisson
          sas: 64
          esp: {mode: tunnel, outer: ipv4}
        host:
          cores: 4
          burst: 32
          encrypt: {packet: 55 ns, byte: 0.08 ns/B}
          working-set: {64: 0 ns, 4096: 12 ns}
        seed: 7
        budget: 100k
        questions:
          search: {goals: [ndr], width: 5 %, seeds: 1}
          explain: {at: 80 %, changes: {device.lanes.count: [4]}}
          sweep: {vary: {traffic.sas: [10, 20]}, load: 1 Mpps}
          size:
            vary: {device.lanes.count: [1, 2]}
            cost: {device.lanes.count: 5}
            target: {load: 10 Gbit/s, loss: 0.1 %, p99: 100 us}
          rehearse: {load: 80 %, events: [lane]}
          stress: {vary: {traffic.sas: [10]}, rounds: 1}
          forecast: {now: 10 Gbit/s, growth: 20 %, uncertainty: 5 %, years: 5}
          compare: {with: {other: {device: connectx-6-dx}}}
        """;

    @TempDir
    private Path folder;

    private CommandRun run(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), text);
        return CommandRun.of("plan", file, "--budget", "1k", "--threads", "1", "--out", folder.resolve("out"));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // unknown keys
                "path: {route | pfad: {route | 7: unknown key 'pfad', nearest is 'path'",
                "forwarding: host | fowarding: host | 7: unknown key 'fowarding', nearest is 'forwarding'",
                "  sas: 64 |   sa: 64 | 11: unknown key 'sa', nearest is 'sas'",
                "outer: ipv4 | otter: ipv4 | 12: unknown key 'otter', nearest is 'outer'",
                "  cores: 4 |   core: 4 | 14: unknown key 'core', nearest is 'cores'",
                "{packet: 55 ns, | {paket: 55 ns, | 16: unknown key 'paket', nearest is 'packet'",
                "  search: |   serch: | 21: unknown key 'serch', nearest is 'search'",
                "goals: [ndr] | gaols: [ndr] | 21: unknown key 'gaols', nearest is 'goals'",
                "loss: 0.1 % | lost: 0.1 % | 27: unknown key 'lost', nearest is 'loss'",
                "p99: 100 us | p98: 100 us | 27: unknown key 'p98', nearest is 'p90'",
                "rounds: 1 | round: 1 | 29: unknown key 'round', nearest is 'rounds'",
                "years: 5 | yeers: 5 | 30: unknown key 'yeers', nearest is 'years'",
                "lanes.count: 3 | lans.count: 3 | 4: device key 'lans.count': no 'lans'",
                "{traffic.sas: [10, 20]} | {traffic.sass: [10, 20]} | 23: unknown key 'sass', nearest is 'sas'",
                "vary: {device.lanes.count: [1, 2]} | vary: {device.lanes.cont: [1]} | 25: device key 'lanes.cont'",
                "{device: connectx-6-dx} | {devize: connectx-6-dx} | 31: unknown key 'devize', nearest is 'device'",
                // words
                "device: connectx-7-gen4 | device: conectx-7-gen4 | no such profile, nearest is 'connectx-7-gen4'",
                "route: encrypt | route: encrpt | 7: 'path.route' is 'encrpt', allowed are",
                "arrivals: poisson | arrivals: poison | 10: 'traffic.arrivals' is 'poison', allowed are",
                "goals: [ndr] | goals: [nrd] | 21: 'questions.search.goals[0]' is 'nrd', allowed are",
                "events: [lane] | events: [lain] | 28: 'questions.rehearse.events[0]' is 'lain', allowed are",
                // units
                "pcie.mrrs: 512 B | pcie.mrrs: 512 | 5: device key 'pcie.mrrs'",
                "packet: 55 ns | packet: 55 | 16: 'host.encrypt.packet': unit missing in '55'",
                "width: 5 % | width: 5 | 21: 'questions.search.width': unit missing in '5'",
                "load: 1 Mpps | load: 1 | 23: 'questions.sweep.load' is '1': a load needs a unit",
                "p99: 100 us | p99: 100 | 27: 'questions.size.target.p99': unit missing in '100'",
                "now: 10 Gbit/s | now: 10 GB | 30: 'questions.forecast.now': unknown unit 'GB'",
                // ranges
                "lanes.count: 3 | lanes.count: 0 | 4: device key 'lanes.count'",
                "  sas: 64 |   sas: 0 | 11: 'traffic.sas' is 0, allowed are 1 to",
                "width: 5 % | width: 99 % | 21: 'questions.search.width' is 99 %, allowed are",
                "budget: 100k | budget: 10 | 19: 'budget' is 10, allowed are 1000 to",
                "seed: 7 | seed: -1 | 18: 'seed' is -1, allowed are 0 to",
                "{64: 7, | {63: 7, | 9: frame size 63 is not allowed, 64 to 16000",
                "{64: 7, | {64: 0, | 9: 'traffic.mix.64' is 0, allowed are 1 to",
                "growth: 20 % | growth: 2000 % | 30: 'questions.forecast.growth' is 2000 %, allowed are",
                // targets out of reach
                "target: {load: 10 Gbit/s | target: {load: 900 Gbit/s | 27: target load of",
                "target: {load: 10 Gbit/s | target: {load: 90 % | 27: 'size' needs a load in pps or bit/s",
                "load: 1 Mpps | load: 900 Mpps | 23: target load of 900.000 Mpps",
                "rehearse: {load: 80 % | rehearse: {load: 900 Gbit/s | 28: target load of",
                "rehearse: {load: 80 % | rehearse: {load: 2 x | 28: a load in x goes with arrivals of kind 'capture'",
                "rehearse: {load: 80 % | rehearse: {load: 0 x | 28: 'questions.rehearse.load' is 0 x, allowed are"
                        + " 0.001 x",
                "loss: 0.1 % | loss: 100 % | 27: 'questions.size.target.loss' is 100 %, allowed are",
                "p99: 100 us | p99: 100 us, p50: 1 us | 27: one percentile can be a target",
                // contradictions
                "lanes.count: 3 | rings.tx: 8 | 4: device key 'rings.tx': 'descriptors.fetch-batch' is 16, allowed are"
                        + " 1 to 8",
                "lanes.count: 3 | pcie.rcb: 512 B | 4: device key 'pcie.rcb'",
                "crypto: inline | crypto: none, cable: 2 | 7: 'path.cable': unit missing",
                "  sas: 64 |   sas: 64\\n  popularity: trace | 12: popularity 'trace' goes with",
                "mode: tunnel, outer | mode: transport, outer | 12: 'outer' goes with 'mode: tunnel' only",
                "vary: {device.lanes.count: [1, 2]} | vary: {device.lanes.count: [0]} | 25: device key 'lanes.count'",
                "{vary: {traffic.sas: [10]} | {vary: {traffic.sas: [ten]} | 29: 'traffic.sas': 'ten' is not a number",
                "seed: 7 | seed: 7\\nmeasured: none.yaml | 19: 'measured' is 'none.yaml': no such file",
                "host: | host:\\n  from: none.yaml | 14: 'host' is 'none.yaml': no such file",
                // no YAML, or not all of it
                "name: good | name: [good | not YAML",
                "seed: 7 | name: other | 18: key 'name' is there twice",
                "mix: {64: 7, 570: 4, 1518: 1} | order: random | 8: key 'mix' is missing in 'traffic'",
            })
    void shouldSayInOneLineWhatIsWrongWhenAScenarioIsBad(String good, String bad, String message) throws IOException {
        String from = good.replace("\\n", "\n");
        assertThat(GOOD).contains(from);
        CommandRun run = run(GOOD.replace(from, bad.replace("\\n", "\n")));

        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().strip())
                .startsWith("ringlane plan: " + folder.resolve("s.yaml") + ":")
                .contains(message)
                .doesNotContain("\n");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void shouldReadTheScenarioThatTheBadOnesAreMadeOf() throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), GOOD);
        // nothing is wrong with it but the thing that is asked of the command line
        CommandRun run = CommandRun.of("plan", file, "--threads", "0");

        assertThat(run.err().strip()).isEqualTo("ringlane plan: --threads: is 0, allowed are 1 to 1024");
    }
}
