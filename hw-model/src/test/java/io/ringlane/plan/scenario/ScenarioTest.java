// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.hw.device.GatewaySpec.Crypto;
import io.ringlane.hw.device.GatewaySpec.Route;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.scenario.Questions.LoadAsked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios and what is told about bad ones. */
final class ScenarioTest {
    private static final String GOOD = """
        name: two sites
        device: connectx-7-gen4
        change:
          lanes.count: 3
          pcie.mrrs: 512 B
        path: both
        traffic:
          mix: simple-7-4-1
          arrivals: poisson
          sas: 64
        host:
          cores: 4
          encrypt: {packet: 55 ns, byte: 0.08 ns/B}
          working-set: {64: 0 ns, 4096: 12 ns}
        seed: 7
        budget: 3M
        questions:
          search: {goals: [ndr, {name: mine, loss: 1 %}], width: 1 %, seeds: 5}
          explain: {at: 80 %}
          size:
            vary: {device.lanes.count: [1, 2]}
            target: {load: 10 Gbit/s, p99.9: 100 us}
        """;

    private static Scenario good() {
        return Scenario.parse(GOOD, "s.yaml");
    }

    @Test
    void shouldRefuseSuperPacketsThatAreForwarded() {
        String with = GOOD.replace("sas: 64", "sas: 64\n  super-packets: 16 KiB");
        assertThatThrownBy(() -> Scenario.parse(with, "s.yaml"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("'traffic.super-packets' goes with 'path: {route: source}' only");
        assertThat(Scenario.parse(with.replace("path: both", "path: source"), "s.yaml")
                        .traffic()
                        .superBytes())
                .isEqualTo(16_384);
    }

    @Test
    void shouldReadAllPartsWhenScenarioIsGood() {
        Scenario scenario = good();

        assertThat(scenario.name()).isEqualTo("two sites");
        assertThat(scenario.device().lanes().count()).isEqualTo(3);
        assertThat(scenario.device().pcie().readRequest()).isEqualTo(512);
        assertThat(scenario.path().route()).isEqualTo(Route.BOTH);
        assertThat(scenario.path().crypto()).isEqualTo(Crypto.INLINE);
        assertThat(scenario.states()).isEqualTo(64);
        assertThat(scenario.host().cores()).isEqualTo(4);
        assertThat(scenario.host().encrypt().packetPs()).isEqualTo(55_000);
        assertThat(scenario.host().workingSetPs(4096)).isEqualTo(12_000);
        assertThat(scenario.seed()).isEqualTo(7);
        assertThat(scenario.budget()).isEqualTo(3_000_000);
        assertThat(scenario.questions().search().goals()).hasSize(2).allSatisfy(goal -> {
            assertThat(goal.width()).isEqualTo(0.01);
            assertThat(goal.secondsInAll()).isEqualTo(5);
        });
        assertThat(scenario.questions().search().goals().get(1).loss()).isEqualTo(0.01);
        assertThat(scenario.questions().explain().at().value()).isEqualTo(0.8);
        assertThat(scenario.questions().size().target().load().kind()).isEqualTo(LoadAsked.Kind.CLEAR_BITS);
        assertThat(scenario.questions().size().target().percentile()).isEqualTo(99.9);
        assertThat(scenario.questions().size().target().limitNs()).isEqualTo(100_000);
        assertThat(scenario.questions().sweep()).isNull();
    }

    @Test
    void shouldChangeOneValueWhenAskedByKey() {
        Scenario scenario = good();

        assertThat(scenario.with("device.lanes.count", "8", "x")
                        .device()
                        .lanes()
                        .count())
                .isEqualTo(8);
        assertThat(scenario.with("traffic.sas", "99", "x").states()).isEqualTo(99);
        assertThat(scenario.with("host.cores", "2", "x").host().cores()).isEqualTo(2);
        assertThat(scenario.with("device", "bluefield-3", "x").device().name()).isEqualTo("bluefield-3");
        assertThat(scenario.states()).isEqualTo(64);
    }

    @Test
    void shouldKeepTheHashWhenOnlyWordsOrQuestionsDiffer() {
        String other = GOOD.replace("two sites", "other")
                .replace("at: 80 %", "at: 70 %")
                .replace("budget: 3M", "budget: 4M");

        assertThat(Scenario.parse(other, "t.yaml").hash()).isEqualTo(good().hash());
        assertThat(good().with("traffic.sas", "65", "x").hash()).isNotEqualTo(good().hash());
        assertThat(good().with("device.lanes.count", "4", "x").hash()).isNotEqualTo(good().hash());
        assertThat(good().with("host.cores", "5", "x").hash()).isNotEqualTo(good().hash());
        assertThat(good().with("seed", "8", "x").hash()).isNotEqualTo(good().hash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device: connectx-7-gen4 | device: conectx-7-gen4 | s.yaml:2: device .*nearest is 'connectx-7-gen4'.*",
                "lanes.count: 3 | lans.count: 3 | s.yaml:4: device key 'lans.count': .*",
                "path: both | path: bath | s.yaml:6: .*allowed are .*nearest is 'both'",
                "path: both | pfad: both | s.yaml:6: unknown key 'pfad', nearest is 'path'",
                "seed: 7 | seed: seven | s.yaml:15: .*",
                "goals: [ndr, | goals: [nrd, | s.yaml:18: .*allowed are ndr, pdr.*",
                "width: 1 % | width: 1 | s.yaml:18: .*unit missing.*",
                "width: 1 % | width: 99 % | s.yaml:18: .*allowed are.*",
                "load: 10 Gbit/s | load: 10 | s.yaml:22: .*a load needs a unit.*",
                "load: 10 Gbit/s | lode: 10 Gbit/s | s.yaml:22: unknown key 'lode', nearest is 'load'",
                "cores: 4 | cores: 0 | s.yaml:12: .*allowed are 1 to.*",
                "packet: 55 ns | packet: 55 | s.yaml:13: .*unit missing.*",
                "sas: 64 | sas: 0 | s.yaml:10: .*",
                "explain: {at: 80 %} | explian: {at: 80 %} | s.yaml:19: unknown key 'explian', nearest is 'explain'"
            })
    void shouldTellFileAndLineWhenSomethingIsWrong(String good, String bad, String message) {
        assertThatThrownBy(() -> Scenario.parse(GOOD.replace(good, bad), "s.yaml"))
                .isInstanceOf(YamlException.class)
                .hasMessageMatching(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void shouldRefuseWhenDeviceCannotDoIt() {
        assertThatThrownBy(() -> Scenario.parse(
                        GOOD.replace("path: both", "path: {crypto: inline}")
                                .replace("connectx-7-gen4", "e810")
                                .replace("  lanes.count: 3\n", ""),
                        "s.yaml"))
                .hasMessageContaining("needs crypto lanes");
        assertThatThrownBy(() -> Scenario.parse(
                        GOOD.replace("connectx-7-gen4", "82599")
                                .replace("sas: 64", "sas: 5000")
                                .replace("  lanes.count: 3\n", ""),
                        "s.yaml"))
                .hasMessageContaining("room for 1024 SAs");
    }

    @Test
    void shouldReadCostsByLengthAndPausesWhenTheHostHasThem() {
        Scenario scenario = Scenario.parse(GOOD.replace("""
              encrypt: {packet: 55 ns, byte: 0.08 ns/B}
            """, """
              encrypt:
                change: 4 ns [measured]
                lengths:
                  1: {68: 70 ns, 1424: 200 ns}
                  4096: {68: 90 ns, 516: 150 ns, 1424: 300 ns}
              pauses:
                gaps: {0: 1 us, 1: 2 ms}
                lengths: {0: 500 ns, 0.5: 3 us, 1: 700 us}
            """), "s.yaml");

        assertThat(scenario.host().encrypt().changePs()).isEqualTo(4_000);
        assertThat(scenario.host().encrypt().packetPs()).isZero();
        assertThat(scenario.host().encrypt().lengths()).hasSize(2);
        assertThat(scenario.host().encrypt().lengths().getLast().at(516)).isEqualTo(150_000);
        assertThat(scenario.host().pauses().lengths().get(1).ps()).isEqualTo(3_000_000);
        assertThat(scenario.with("host.pauses", "none", "x").host().pauses()).isNull();

        HostProfile slower = scenario.with("host.scale", "1.2", "x").host();
        assertThat(slower.encrypt().changePs()).isEqualTo(4_800);
        assertThat(slower.encrypt().lengths().getLast().at(516)).isEqualTo(180_000);
        assertThat(slower.cyclePs()).isEqualTo(scenario.host().cyclePs() * 6 / 5);
        assertThat(slower.workingSetPs(4096)).isEqualTo(scenario.host().workingSetPs(4096) * 6 / 5);
        assertThat(slower.pauses()).isEqualTo(scenario.host().pauses());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "encrypt: {lengths: {1: {68: 70 ns}}} | 2 lengths",
                "encrypt: {lengths: {1: {68: 70 ns, 0: 1 ns}}} | '0' must be 1 to",
                "encrypt: {lengths: {1: {68: 70, 100: 1 ns}}} | 70",
                "encrypt: {change: 1 ns} | key 'packet' is missing",
                "scale: 0 | 'host.scale' is 0, allowed are 0.01 to 100",
                "pauses: yes | allowed are none, and a map of gaps and lengths",
                "pauses: {gaps: {0: 1 us}, lengths: {0: 1 us, 1: 2 us}} | gaps of pauses must rise",
            })
    void shouldTellInOneLineWhenCostsOrPausesAreNone(String host, String message) {
        String yaml = "device: plain-100g\n"
                + "path: {route: source, crypto: host}\n"
                + "traffic: {mix: 64 B, arrivals: constant, sas: 1}\n"
                + "host: {"
                + host + "}\n";

        assertThatThrownBy(() -> Scenario.parse(yaml, "s.yaml"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("s.yaml:4");
    }
}
