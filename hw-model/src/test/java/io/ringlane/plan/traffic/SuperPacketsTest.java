// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.hw.yaml.YamlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets that are cut into frames. */
class SuperPacketsTest {
    private static TrafficSpec traffic(String mix, String more) {
        return TrafficSpec.read(YamlNode.parse("mix: " + mix + "\nsas: 10\n" + more, "traffic.yaml"));
    }

    /** Of 16,384 bytes 40 are headers; a frame of 1518 carries 1460: eleven and 284 bytes, in a frame of 342. */
    @Test
    void shouldCutIntoFramesOfTheMixAndARest() {
        TrafficSpec spec = traffic("1518", "arrivals: constant\nsuper-packets: 16 KiB\n");
        Traffic traffic = spec.open(Rational.of(12_000_000), 1, 0);
        long firstPs = traffic.next();
        assertThat(traffic.cut()).isEqualTo(new Traffic.Cut(12, 16_402, 54, 1518, 1574, 342, 398));
        assertThat(traffic.clearBytes()).isEqualTo(16_402);
        // frames count: one packet of twelve each microsecond
        assertThat(traffic.next() - firstPs).isEqualTo(1_000_000);
        assertThat(spec.meanSegments()).isEqualTo(Rational.of(12));
        assertThat(spec.meanClearBytes()).isEqualTo(Rational.of(17_040).dividedBy(Rational.of(12)));
        assertThat(spec.meanWireBytes()).isEqualTo(Rational.of(11 * 1574 + 398).dividedBy(Rational.of(12)));
    }

    /** Of 4420 bytes 4380 are payload: three frames of 1518, the last as long as the others. */
    @ParameterizedTest
    @CsvSource({"4420 B, 3, 1518", "4421 B, 4, 64", "1500 B, 1, 1518", "1499 B, 1, 1517", "128 B, 1, 146"})
    void shouldRoundSegmentsUp(String bytes, int segments, int last) {
        Traffic traffic = traffic("1518", "arrivals: constant\nsuper-packets: " + bytes + "\n")
                .open(Rational.of(1_000_000), 1, 0);
        traffic.next();
        assertThat(traffic.cut().segments()).isEqualTo(segments);
        assertThat(traffic.cut().lastClearBytes()).isEqualTo(last);
        assertThat(traffic.cut().bytesUpTo(segments - 1)).isEqualTo(traffic.clearBytes() - 4);
    }

    /** All headers but one are copies: what segments carry is what the super-packet carries. */
    @Test
    void shouldCarryTheSamePayloadInSegments() {
        TrafficSpec spec = traffic("{256: 1, 1518: 1}", "arrivals: constant\nsuper-packets: 64000 B\n");
        Traffic traffic = spec.open(Rational.of(1_000_000), 1, 0);
        for (int i = 0; i < 100; i++) {
            traffic.next();
            Traffic.Cut cut = traffic.cut();
            long payload = cut.allClearBytes() - (long) cut.segments() * (cut.headerBytes() + 4);
            assertThat(payload).isEqualTo(64_000 - 40);
        }
        // as many super-packets of each size, and so more frames of the short one
        double shorts = Math.ceilDiv(63_960, 256 - 58);
        double longs = Math.ceilDiv(63_960, 1460);
        assertThat(spec.meanSegments().asDouble()).isCloseTo((shorts + longs) / 2, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64   | arrivals: streams\\nsuper-packets: 16 KiB  | goes with arrivals that are drawn",
                "1518 | arrivals: poisson\\nsuper-packets: 100 B   | super-packets",
                "1518 | arrivals: poisson\\nsuper-packets: 64 KiB  | super-packets",
                "78   | arrivals: poisson\\nsuper-packets: 16 KiB  | holds no TCP payload",
            })
    void shouldRefuseWhatCannotBeCut(String size, String more, String message) {
        String mix = size.equals("78") ? "csit-v6" : size;
        assertThatThrownBy(() -> traffic(mix, more.replace("\\n", "\n") + "\n"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining(message);
    }
}
