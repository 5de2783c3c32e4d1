// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.io.CaptureWriter;
import io.ringlane.io.LinkType;
import io.ringlane.plan.traffic.TrafficSpec.Layer;
import io.ringlane.plan.traffic.TrafficSpec.Side;
import io.ringlane.testing.AllocationGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrafficSpecTest {
    private static final Rational MILLION = Rational.of(1_000_000);

    private record Packet(long atPs, int clear, int wire, int state) {}

    private static TrafficSpec read(String yaml) {
        return TrafficSpec.read(YamlNode.parse(yaml, "s.yaml"));
    }

    private static List<Packet> packets(Traffic traffic, int count) {
        List<Packet> packets = new ArrayList<>();
        for (long atPs = traffic.next(); packets.size() < count && atPs != Simulation.NEVER; atPs = traffic.next()) {
            packets.add(new Packet(atPs, traffic.clearBytes(), traffic.wireBytes(), traffic.state()));
        }
        return packets;
    }

    @Test
    void shouldRepeatSequenceWhenGenomeIsGiven() {
        TrafficSpec spec = read("{mix: {genome: 'ab[570]'}, arrivals: constant, sas: 2, popularity: cyclic}");

        assertThat(packets(spec.open(MILLION, 1, 0), 5))
                .containsExactly(
                        new Packet(0, 64, 118, 0),
                        new Packet(1_000_000, 128, 182, 1),
                        new Packet(2_000_000, 570, 626, 0),
                        new Packet(3_000_000, 64, 118, 1),
                        new Packet(4_000_000, 128, 182, 0));
    }

    @Test
    void shouldSendOneStreamForEachSizeWhenArrivalsAreStreams() {
        TrafficSpec spec = read("{mix: {64: 3, 128: 1}, arrivals: {kind: streams, phases: [0 ns, 250 ns]}, sas: 1}");

        assertThat(packets(spec.open(Rational.of(4_000_000), 1, 0), 6))
                .extracting(Packet::atPs, Packet::clear)
                .containsExactly(
                        tuple(0L, 64),
                        tuple(250_000L, 128),
                        tuple(333_333L, 64),
                        tuple(666_666L, 64),
                        tuple(1_000_000L, 64),
                        tuple(1_250_000L, 128));
    }

    @Test
    void shouldDrawSizesByWeightWhenMixIsDrawn() {
        TrafficSpec spec = read("{mix: simple-7-4-1, arrivals: poisson, sas: 100}");
        long[] seen = new long[3];
        for (Packet packet : packets(spec.open(MILLION, 5, 0), 120_000)) {
            seen[List.of(64, 594, 1518).indexOf(packet.clear())]++;
        }
        double chiSquare = 0;
        double[] expected = {70_000, 40_000, 10_000};
        for (int at = 0; at < 3; at++) {
            chiSquare += (seen[at] - expected[at]) * (seen[at] - expected[at]) / expected[at];
        }

        // one in a thousand for two degrees of freedom
        assertThat(chiSquare).isLessThan(13.82);
    }

    @Test
    void shouldSpreadSizesExactlyWhenOrderSaysSo() {
        TrafficSpec spec = read("{mix: {64: 7, 570: 4, 1518: 1}, order: spread, arrivals: constant, sas: 1}");
        List<Packet> packets = packets(spec.open(MILLION, 5, 0), 24);

        assertThat(packets.subList(0, 12))
                .extracting(Packet::clear)
                .containsExactlyElementsOf(spec.mix().round());
        assertThat(packets.subList(12, 24))
                .extracting(Packet::clear)
                .containsExactlyElementsOf(spec.mix().round());
    }

    @Test
    void shouldMeetSamePacketsWhenOnlyArrivalsChange() {
        TrafficSpec constant = read("{mix: csit-v4-1, arrivals: constant, sas: 50}");
        TrafficSpec poisson = read("{mix: csit-v4-1, arrivals: poisson, sas: 50}");
        List<Packet> one = packets(constant.open(MILLION, 9, 2), 1000);
        List<Packet> other = packets(poisson.open(MILLION, 9, 2), 1000);

        assertThat(one)
                .extracting(Packet::clear)
                .containsExactlyElementsOf(other.stream().map(Packet::clear).toList());
        assertThat(one)
                .extracting(Packet::state)
                .containsExactlyElementsOf(other.stream().map(Packet::state).toList());
        assertThat(packets(poisson.open(MILLION, 9, 2), 1000)).isEqualTo(other);
        assertThat(packets(poisson.open(MILLION, 9, 3), 1000)).isNotEqualTo(other);
        assertThat(packets(poisson.open(MILLION, 9, 2, 1), 1000)).isNotEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "constant",
                "poisson",
                "streams",
                "{kind: batches, packets: 4, size: geometric}",
                "{kind: on-off, on: 1 us, off: 1 us}",
                "{kind: bursts, packets: 3, peak: 9 Mpps}",
                "{kind: pareto-on-off, sources: 8, shape: 1.5, on: 1 us, off: 2 us}"
            })
    void shouldAllocateNothingWhenPacketsAreMade(String arrivals) {
        TrafficSpec spec = read("{mix: mno-2+4, arrivals: " + arrivals + ", sas: 100, popularity: {zipf: 1.0}}");
        Traffic traffic = spec.open(MILLION, 1, 0);
        long[] sum = new long[1];

        AllocationGate.assertNoAllocation(
                arrivals, () -> sum[0] += traffic.next() % 2 + traffic.clearBytes() + traffic.wireBytes());
        assertThat(sum[0]).isPositive();
    }

    // ---- rates

    @Test
    void shouldConvertRatesBySideAndLayerWhenTheyAreInBits() {
        String mix = "mix: {genome: adg}, arrivals: constant, sas: 1";
        TrafficSpec clear = read("{" + mix + "}");
        TrafficSpec wire = read("{" + mix + ", rates: {side: wire, layer: l1}}");

        assertThat(clear.meanClearBytes()).isEqualTo(new Rational(64 + 512 + 1518, 3));
        assertThat(clear.meanWireBytes()).isEqualTo(new Rational(118 + 566 + 1574, 3));
        assertThat(clear.meanCipherBytes()).isEqualTo(new Rational(48 + 496 + 1504, 3));
        assertThat(clear.packetRate("8 Gbit/s")).isEqualTo(new Rational(3_000_000_000L, 64 + 512 + 1518));
        assertThat(wire.packetRate(8_000_000_000L)).isEqualTo(new Rational(3_000_000_000L, 118 + 566 + 1574 + 60));
        assertThat(wire.packetRate("11.25 Mpps")).isEqualTo(Rational.of(11_250_000));
        assertThat(clear.bitRate(MILLION, Side.WIRE, Layer.L2)).isEqualTo((118 + 566 + 1574) * 8_000_000L / 3);
        assertThatThrownBy(() -> clear.packetRate("8"))
                .hasMessage("unit missing in '8'; units are bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s, or pps, kpps, Mpps,"
                        + " Gpps");
    }

    @Test
    void shouldDescribeAndWarnWhenShown() {
        TrafficSpec spec = read("{mix: csit-v4-1, arrivals: poisson, sas: 1000, popularity: {zipf: 1.1}}");

        assertThat(spec.describe())
                .containsExactly(
                        "mix csit-v4-1: 64/570/1518 bytes at 7:4:1, mean 353.83 bytes, IPv4; CSIT's IMIX_v4_1 [S6]",
                        "genome a[570]aa[570]aga[570]a[570]a if spread evenly; here each size is drawn by weight",
                        "arrivals Poisson",
                        "1000 SAs, used Zipf with exponent 1.1",
                        "ESP tunnel over IPv4, rfc4106(gcm(aes)) with an ICV of 16 bytes: 353.83 clear bytes become "
                                + "408.67 in the mean",
                        "rates in bits count clear frames, FCS included, without the 20 bytes of preamble and gap");
        assertThat(spec.warnings())
                .containsExactly("clear frames of 1518 bytes become 1574: the encrypted side needs an MTU of 1556, "
                        + "one of 1500 would fragment");
        assertThat(read("{mix: 512 B, arrivals: constant, sas: 1}").warnings()).isEmpty();
        assertThat(spec.largestWire()).isEqualTo(1574);
        assertThat(spec.largestClear()).isEqualTo(1518);
    }

    // ---- statistics

    @Test
    void shouldCountAsPoissonWhenArrivalsAre() {
        TrafficSpec spec = read("{mix: 64 B, arrivals: poisson, sas: 1}");
        TrafficStatistics counted = TrafficStatistics.of(spec.open(Rational.of(10_000_000), 3, 0), 2_000_000);

        assertThat(counted.packets()).isEqualTo(2_000_000);
        assertThat(counted.gapVariation()).isCloseTo(1, within(0.01));
        assertThat(counted.meanGapPs()).isCloseTo(100_000, within(300.0));
        assertThat(counted.dispersion().get(0)).isCloseTo(1, within(0.05));
        assertThat(counted.dispersion().get(1)).isCloseTo(1, within(0.13));
        assertThat(counted.meanWire()).isEqualTo(118);
        assertThat(counted.toString()).contains("2000000 packets", "ca^2 ", "at 10 us");
    }

    @Test
    void shouldCountNoSpreadWhenRateIsConstant() {
        TrafficSpec spec = read("{mix: 64 B, arrivals: constant, sas: 1}");
        TrafficStatistics counted = TrafficStatistics.of(spec.open(Rational.of(10_000_000), 3, 0), 100_000);

        assertThat(counted.gapVariation()).isZero();
        assertThat(counted.dispersion().get(0)).isZero();
        assertThat(counted.dispersion().get(2)).isNaN();
        assertThat(counted.meanClear()).isEqualTo(64);
    }

    @Test
    void shouldCountBatchesByTheoryWhenArrivalsComeInThem() {
        TrafficSpec spec = read("{mix: 64 B, arrivals: {kind: batches, packets: 8, size: fixed}, sas: 1}");
        TrafficStatistics counted = TrafficStatistics.of(spec.open(Rational.of(10_000_000), 3, 0), 2_000_000);

        // counts of fixed batches disperse 8 times as much; their gaps have a variation of 2 * 8 - 1
        assertThat(counted.dispersion().get(1)).isCloseTo(8, within(1.0));
        assertThat(counted.gapVariation()).isCloseTo(15, within(0.2));
    }

    // ---- captures

    private static Path capture(Path folder, LinkType link, long[] nanos, int[] lengths) {
        Path file = folder.resolve("c.pcap");
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[20_000]);
        try (CaptureWriter writer = CaptureWriter.create(file, link)) {
            for (int at = 0; at < nanos.length; at++) {
                int network = link == LinkType.ETHERNET ? 14 : 0;
                if (network > 0) {
                    bytes.putShort(12, (short) 0x0008);
                }
                bytes.putByte(network, (byte) 0x45);
                bytes.putInt(network + 12, at % 3);
                writer.write(bytes, 0, lengths[at], nanos[at]);
            }
        }
        return file;
    }

    @Test
    void shouldStretchTimesWhenCaptureIsReplayed(@TempDir Path folder) {
        Path file = capture(
                folder, LinkType.ETHERNET, new long[] {5_000, 5_100, 5_700, 5_900}, new int[] {60, 590, 1514, 60});
        TrafficSpec spec = read("{arrivals: {kind: capture, file: '" + file + "'}, popularity: trace}");

        assertThat(spec.sas()).isEqualTo(3);
        assertThat(spec.mix().sizes()).containsExactly(64, 594, 1518);
        assertThat(spec.mix().weights()).containsExactly(2L, 1L, 1L);
        // 300 ns apart in the mean as captured, 600 ns at the rate asked for; the round begins anew after four gaps
        assertThat(packets(spec.open(new Rational(5_000_000, 3), 1, 0), 6))
                .containsExactly(
                        new Packet(0, 64, 118, 0),
                        new Packet(200_000, 594, 650, 1),
                        new Packet(1_400_000, 1518, 1574, 2),
                        new Packet(1_800_000, 64, 118, 0),
                        new Packet(2_400_000, 64, 118, 0),
                        new Packet(2_600_000, 594, 650, 1));
        assertThat(((TrafficSpec.Captured) spec.timing()).trace().packetsPerSecond())
                .isEqualTo(new Rational(10_000_000, 3));
    }

    @Test
    void shouldEndWhenCaptureDoesNotLoop(@TempDir Path folder) {
        Path file = capture(folder, LinkType.RAW_IP, new long[] {0, 1_000, 500}, new int[] {46, 100, 1500});
        TrafficSpec spec =
                read("{arrivals: {kind: capture, file: '" + file + "', loop: no}, sas: 5, popularity: cyclic}");

        assertThat(packets(spec.open(Rational.of(2_000_000), 1, 0), 10))
                .containsExactly(
                        new Packet(0, 64, 118, 0),
                        new Packet(1_000_000, 118, 174, 1),
                        new Packet(1_000_000, 1518, 1574, 2));
    }

    @Test
    void shouldFindCaptureWhenItStandsBesideTheScenario(@TempDir Path folder) throws Exception {
        capture(folder, LinkType.ETHERNET, new long[] {0, 100}, new int[] {60, 60});
        Path scenario =
                Files.writeString(folder.resolve("s.yaml"), "arrivals: {kind: capture, file: c.pcap}\nsas: 2\n");

        assertThat(TrafficSpec.read(YamlNode.read(scenario)).sas()).isEqualTo(2);
    }

    @Test
    void shouldRefuseCaptureWhenItCannotBeReplayed(@TempDir Path folder) throws Exception {
        Path file = capture(folder, LinkType.ETHERNET, new long[] {7, 7}, new int[] {60, 60});
        String yaml = "{arrivals: {kind: capture, file: '" + file + "'}, sas: 1}";
        assertThatThrownBy(() -> read(yaml))
                .hasMessage("s.yaml:1: " + file + ": cannot be replayed: it needs two packets at different times");

        capture(folder, LinkType.ETHERNET, new long[] {0, 7}, new int[] {60, 17_000});
        assertThatThrownBy(() -> read(yaml))
                .hasMessage("s.yaml:1: c.pcap: packet 2 has 17004 bytes as a frame, more than 16000; "
                        + "capture on the wire, where it is cut already");

        Files.writeString(file, "no capture");
        assertThatThrownBy(() -> read(yaml))
                .hasMessageStartingWith("s.yaml:1: ")
                .hasMessageContaining("not a capture");
        assertThatThrownBy(() -> read("{arrivals: {kind: capture, file: none.pcap}, sas: 1}"))
                .hasMessageStartingWith("s.yaml:1: ")
                .hasMessageContaining("none.pcap");
    }

    // ---- faults

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{mix: 64 B, arivals: poisson, sas: 1}|unknown key 'arivals', nearest is 'arrivals'",
                "{mix: 64 B, arrivals: poison, sas: 1}|'arrivals' is 'poison', allowed are constant, poisson, batches,"
                        + " on-off, mmpp, pareto-on-off, bursts, streams, capture, nearest is 'poisson'",
                "{mix: 63 B, arrivals: poisson, sas: 1}|frame size 63 B is not allowed, 64 to 16000 bytes are (FCS"
                        + " included)",
                "{mix: {64: 7, x: 4}, arrivals: poisson, sas: 1}|unknown key 'x' in 'mix', allowed are 'genome', or"
                        + " sizes in bytes with their weights",
                "{mix: {}, arrivals: poisson, sas: 1}|'mix' is empty, needs sizes with their weights such as "
                        + "{64: 7, 570: 4, 1518: 1}",
                "{mix: {64: 0}, arrivals: poisson, sas: 1}|'mix.64' is 0, allowed are 1 to 4294967296",
                "{mix: {genome: ax}, arrivals: poisson, sas: 1}|genome 'ax' has 'x'; allowed are letters a to j and z,"
                        + " and sizes in brackets such as [570]",
                "{mix: 64 B, order: sequence, arrivals: poisson, sas: 1}|order 'sequence' goes with a genome, and a"
                        + " genome with no other",
                "{mix: 64 B, arrivals: poisson}|key 'sas' is missing in the document",
                "{mix: 64 B, arrivals: poisson, sas: 0}|'sas' is 0, allowed are 1 to 4194304",
                "{mix: 64 B, arrivals: poisson, sas: 1, popularity: trace}|popularity 'trace' goes with arrivals of"
                        + " kind 'capture' only",
                "{mix: 64 B, arrivals: poisson, sas: 1, popularity: {zipf: 9}}|'zipf' is 9, allowed is above 0 up to 5",
                "{mix: 64 B, arrivals: poisson, sas: 1, popularity: {hot: 10 %, share: 101 %}}|'popularity.share' is"
                        + " 101 %, allowed are 1 ppb to 100 %",
                "{mix: 64 B, arrivals: poisson, sas: 1, esp: {mode: transport, outer: ipv6}}|'outer' goes with "
                        + "'mode: tunnel' only",
                "{mix: 64 B, arrivals: poisson, sas: 1, esp: {auth: hmac(sha256)}}|rfc4106(gcm(aes)) authenticates by"
                        + " itself, leave 'auth' out",
                "{mix: 64 B, arrivals: poisson, sas: 1, esp: {icv: 15 B}}|rfc4106(gcm(aes)) has no ICV of 15 bytes",
                "{mix: 64 B, arrivals: poisson, sas: 1, rates: {side: air}}|'rates.side' is 'air', allowed are clear,"
                        + " wire, nearest is 'wire'",
            })
    void shouldNamePlaceAndRemedyWhenTrafficIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml)).hasMessage("s.yaml:1: " + message);
    }

    @Test
    void shouldReadEspWhenItIsNotTheUsual() {
        String start = "{mix: csit-v6, arrivals: poisson, sas: 1, esp: ";

        assertThat(read(start + "{mode: transport}}").esp().outer()).isEqualTo(6);
        assertThat(read(start + "{outer: ipv6, udp: yes, clear-vlan: yes}}").esp())
                .satisfies(esp -> assertThat(esp.wireBytes(64)).isEqualTo(64 + 40 + 8 + 8 + 8 + 2 + 16))
                .satisfies(esp -> assertThat(esp.clearBytes(64)).isEqualTo(68));
        assertThat(read(start + "{algorithm: cbc(aes), auth: hmac(sha256)}}")
                        .esp()
                        .transform()
                        .label())
                .isEqualTo("cbc(aes) with hmac(sha256)");
    }
}
