// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.profile.Context.Curve;
import io.ringlane.hw.profile.Context.Curves;
import io.ringlane.hw.profile.Lanes.Order;
import io.ringlane.hw.yaml.Rational;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ProfilesTest {
    /** Bits of a mean frame of the operator's mix that the curves were fitted to, FCS included. */
    private static final double BITS = 1062.1 * 8;

    static List<String> names() {
        return Profiles.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldReadProfileWhenItShips(String name) {
        DeviceProfile profile = Profiles.find(name);

        assertThat(profile.name()).isEqualTo(name);
        assertThat(profile.numbers()).hasSizeGreaterThan(20).allSatisfy(number -> {
            assertThat(number.sources()).isNotEmpty().doesNotContain("user", "measured");
            assertThat(number.where()).startsWith(name + ".yaml:");
        });
        assertThat(profile.unvalidated() == null).isEqualTo(!profile.validated().isEmpty());
        assertThat(profile.numbers()).extracting(SourcedNumber::path).doesNotHaveDuplicates();
    }

    @Test
    void shouldListEveryFileWhenAskedForNames() throws IOException, URISyntaxException {
        Path folder = Path.of(
                        Profiles.class.getResource("/profiles/plain-100g.yaml").toURI())
                .getParent();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(Profiles.names());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldReadAgainWhenAnyAssumptionIsHalvedOrDoubled(String name) {
        DeviceProfile profile = Profiles.find(name);
        assertThat(profile.assumptions()).isNotEmpty();

        for (SourcedNumber assumed : profile.assumptions()) {
            int tried = 0;
            for (Rational factor : List.of(new Rational(1, 2), Rational.of(2))) {
                Rational value = assumed.value().times(factor);
                DeviceProfile other = profile.scaled(assumed, factor);
                if (other != null) {
                    assertThat(number(other, assumed.path()).value()).isEqualTo(value);
                    assertThat(number(other, assumed.path()).isAssumption()).isTrue();
                    assertThat(other.hash()).isNotEqualTo(profile.hash());
                    tried++;
                }
            }
            assertThat(tried).as(assumed.path()).isPositive();
        }
    }

    private static SourcedNumber number(DeviceProfile profile, String path) {
        return profile.numbers().stream()
                .filter(number -> number.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldHoldEveryValueWhenProfileIsRead() {
        DeviceProfile nic = Profiles.find("connectx-7-gen4");

        assertThat(nic.ports()).isEqualTo(new DeviceProfile.Ports(2, 100_000_000_000L, 297_620_000, 0, 0, 250_000));
        assertThat(nic.pcie()).isEqualTo(new Pcie(4, 16, 256, 2048, 0, 700_000, 256, 350_000));
        assertThat(nic.pcie().completionPayload()).isEqualTo(256);
        assertThat(nic.rings()).isEqualTo(new DeviceProfile.Rings(10, 8192, 8192));
        assertThat(nic.completion()).isEqualTo(new DeviceProfile.Completion(false, 64, 8_000_000));
        assertThat(nic.lanes().order()).isEqualTo(Order.REORDER);
        assertThat(nic.lanes().window()).isEqualTo(256);
        assertThat(nic.lanes().of("rfc4106(gcm(aes))"))
                .isEqualTo(new Lanes.Times(20_000, new Rational(125, 2), 200_000));
        assertThat(nic.lanes().times().intervalPs(1046)).isEqualTo(20_000 + 65_375);
        assertThat(nic.ipsec().modes()).containsExactlyInAnyOrder(ForwardingMode.HOST, ForwardingMode.IN_NIC);
        assertThat(nic.byteLimits()).isNull();
        assertThat(nic.pause()).isNull();
        assertThat(nic.validated("tunnels").covers(1600)).isTrue();
        assertThat(nic.validated("tunnels").covers(1601)).isFalse();
        assertThat(nic.validated("moon-phase")).isNull();

        DeviceProfile small = Profiles.find("82599");
        assertThat(small.context()).isEqualTo(new Context.Cache(1024, 1024, false, 5_000, 0, 1, 0));
        assertThat(small.byteLimits()).isEqualTo(new DeviceProfile.ByteLimits(0, 1_879_048_192, 1_000_000_000_000L));
        assertThat(Profiles.find("plain-100g").ipsec()).isNull();
    }

    // ---- curves against the points they were fitted to

    @ParameterizedTest
    @CsvSource({
        "1100, 176.2, 153.8",
        "1200, 153.3, 127.4",
        "1300, 139.4, 110.4",
        "1400, 124.2, 99.1",
        "1500, 110.3, 88.8",
        "1600, 100.4, 80.4"
    })
    void shouldMeetPublishedThroughputWhenTunnelsGrow(long tunnels, double host, double inNic) {
        Curves curves = (Curves) Profiles.find("connectx-7-gen4").context();

        assertThat(gigabits(curves, ForwardingMode.HOST, tunnels)).isCloseTo(host, within(host * 0.025));
        assertThat(gigabits(curves, ForwardingMode.IN_NIC, tunnels)).isCloseTo(inNic, within(inNic * 0.025));
    }

    @ParameterizedTest
    @CsvSource({"500, 137.84", "2000, 126.04", "8000, 97.86"})
    void shouldMeetPublishedThroughputWhenContextsAreNearTheCard(long tunnels, double host) {
        Curves curves = (Curves) Profiles.find("bluefield-3").context();

        assertThat(gigabits(curves, ForwardingMode.HOST, tunnels)).isCloseTo(host, within(host * 0.06));
    }

    private static double gigabits(Curves curves, ForwardingMode mode, long tunnels) {
        return BITS * 1_000 / curves.byMode().get(mode).costPs(tunnels);
    }

    @Test
    void shouldCostNothingWhenTunnelsFitTheOriginOfACurve() {
        Curve curve =
                ((Curves) Profiles.find("connectx-7-gen4").context()).byMode().get(ForwardingMode.HOST);

        assertThat(curve.costPs(444)).isZero();
        assertThat(curve.costPs(445)).isEqualTo(22);
        assertThat(curve.costPs(1600)).isEqualTo(83_990);
        assertThat(curve.covers(1600)).isTrue();
        assertThat(curve.covers(1601)).isFalse();
    }

    // ---- variants

    @Test
    void shouldTagUserWhenNumberIsSetByHand() {
        DeviceProfile nic = Profiles.find("connectx-7-gen4");
        DeviceProfile variant =
                nic.with("lanes.count", "8").with("pcie.mrrs", "512 B [S1]").with("pcie.rcb", "64 B");

        assertThat(variant.lanes().count()).isEqualTo(8);
        assertThat(number(variant, "lanes.count").sources()).containsExactly("user");
        assertThat(number(variant, "pcie.mrrs").sources()).containsExactly("S1");
        assertThat(variant.pcie().completionPayload()).isEqualTo(64);
        assertThat(variant.hash()).hasSize(16).isNotEqualTo(nic.hash());
        assertThat(Profiles.find("connectx-7-gen4").hash()).isEqualTo(nic.hash());
        assertThatThrownBy(() -> nic.with("lanes.conut", "8"))
                .hasMessage("--set lanes.conut: unknown key 'conut', nearest is 'count'");
        assertThatThrownBy(() -> nic.with("lanes.count", "0"))
                .hasMessage("--set lanes.count: 'lanes.count' is 0, allowed are 1 to 1024");
    }

    // ---- faults

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "count: 4 [A]|count: 4|'lanes.count' is '4': a number needs a source tag behind it, such as [A] or"
                        + " [S15]; allowed are S1 to S32, D, A, mem, and of your own user and measured",
                "count: 4 [A]|count: 4 []|'lanes.count' is '4 []': a number needs a source tag behind it, such as [A]"
                        + " or [S15]; allowed are S1 to S32, D, A, mem, and of your own user and measured",
                "count: 4 [A]|count: 4 [S33]|'lanes.count' has the unknown source tag 'S33'; "
                        + "allowed are S1 to S32, D, A, mem, and of your own user and measured",
                "latency: 200 ns [A]|latency: 200 [A]|'lanes.latency': unit missing in '200'; "
                        + "units are ps, ns, us, ms, s, min, h",
                "count: 4 [A]|lans: 4 [A]|unknown key 'lans', nearest is 'places'",
                "order: reorder|order: hash|'window' goes with 'order: reorder' only",
                "order: reorder|order: recorder|'lanes.order' is 'recorder', allowed are hash, reorder, round-robin, "
                        + "nearest is 'reorder'",
                "mrrs: 2048 B [S1]|mrrs: 2000 B [S1]|'pcie.mrrs' is 2000 B [S1], must be a power of two",
                "places: 64 [A]|places: 2 [A]|'lanes.places' is 2, allowed are 4 to 1048576",
                "shape: linear|shape: log2|'per-thousand' goes with 'shape: linear' only",
                "modes: [host, in-nic]|modes: [host, moon]|'ipsec.modes[1]' is 'moon', allowed are host, in-nic, "
                        + "nearest is 'host'",
                "tunnels: 1 .. 1600 [S1]|tunnels: 1600 [S1]|'validated.tunnels' is '1600 [S1]', must be like 1 .. 1600"
                        + " [S1]",
                "name: connectx-7-gen4|name: Cx7|'name' is 'Cx7', allowed are small letters, digits, dots and hyphens",
            })
    void shouldNameLineAndRemedyWhenProfileIsWrong(String good, String bad, String message) {
        String yaml = Profiles.find("connectx-7-gen4").text().yaml();
        assertThat(yaml).contains(good);
        int line = (int) yaml.substring(0, yaml.indexOf(good)).lines().count();

        assertThatThrownBy(() -> Profiles.parse(yaml.replace(good, bad), "my.yaml"))
                .hasMessageMatching("my\\.yaml:[0-9]+: .*")
                .hasMessageEndingWith(": " + message)
                .satisfies(wrong -> assertThat(lineOf(wrong)).isBetween(line - 3, line + 6));
    }

    private static int lineOf(Throwable wrong) {
        return Integer.parseInt(wrong.getMessage().split(":", 3)[1]);
    }

    @Test
    void shouldRefuseProfileWhenContextIsCountedTwiceOrNotAtAll() {
        String yaml = Profiles.find("connectx-7-gen4").text().yaml();
        String cache = "context:\n  cache: {slots: 1}\n";

        assertThatThrownBy(() -> Profiles.parse(yaml.replace("context:\n", cache), "my.yaml"))
                .hasMessageEndingWith(": 'context' has both 'cache' and 'curves'; exactly one is needed, "
                        + "for both would count the same cost twice");
        assertThatThrownBy(() -> Profiles.parse(yaml.replaceFirst("(?s)context:.*lanes:", "context: {}\nlanes:"), "f"))
                .hasMessageStartingWith("f:")
                .hasMessageContaining("neither 'cache' nor 'curves'");
    }

    @Test
    void shouldRefuseProfileWhenPartsContradictEachOther() {
        String nic = Profiles.find("connectx-7-gen4").text().yaml();
        String small = Profiles.find("82599").text().yaml();

        assertFault(
                nic.replaceFirst("(?s)lanes:.*ipsec:", "ipsec:"),
                "'ipsec' and 'lanes' go together, 'lanes' is missing");
        assertFault(
                nic.replaceFirst("(?s)    in-nic:\n.*lanes:", "lanes:"),
                "a mode of 'ipsec.modes' has no curve in 'context'");
        assertFault(
                small.replace("ways: 1024", "ways: 1000"),
                "'context.cache.ways' must divide 'context.cache.slots', 1024");
        assertFault(
                small.replace("completion:\n  frames", "completion:\n  poll: yes\n  frames"),
                "'completion' has both 'poll: yes' and interrupts; only one is possible");
        assertFault(
                small + "pause: {stop: '1 MiB [A]', go: '1 KiB [A]', quanta: '9 [A]', react: '1 us [A]'}\n",
                "'pause.stop' is larger than 'egress.receive-buffer', 384 KiB");
        assertFault(
                small + "pause: {stop: '1 KiB [A]', go: '1 KiB [A]', quanta: '9 [A]', react: '1 us [A]'}\n",
                "'pause.go' must be below 'pause.stop'");
        assertFault(
                small.replace("scheduler: drr", "scheduler: priority"), "'quantum' goes with 'scheduler: drr' only");
        assertFault(
                small.replace("least: 0 B", "least: 2 GB")
                        .replace("GB", "MB")
                        .replace("most: 1879048192 B", "most: 1 MB"),
                "'byte-limits.least' is larger than 'byte-limits.most'");
    }

    private static void assertFault(String yaml, String message) {
        assertThatThrownBy(() -> Profiles.parse(yaml, "my.yaml"))
                .hasMessageMatching("my\\.yaml:[0-9]+: .*")
                .hasMessageEndingWith(": " + message);
    }

    @Test
    void shouldNameNearestProfileWhenItIsUnknown() {
        assertThatThrownBy(() -> Profiles.find("conectx-7"))
                .hasMessageStartingWith("'conectx-7': no such profile, nearest is 'connectx-")
                .hasMessageContaining("there are: plain-100g, 82599")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Profiles.find("none.yaml")).hasMessage("none.yaml: no such file");
    }
}
