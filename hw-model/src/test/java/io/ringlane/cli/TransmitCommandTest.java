// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job on the bundled example, its result opened by a cipher of the test's own. */
final class TransmitCommandTest {
    private static final Path EXAMPLE = Path.of("src", "main", "resources", "example");
    private static final int TCP = 6;
    private static final int MTU = 1500;
    /** 1500 less outer IPv4 20, ESP 8, IV 8, ICV 16, rounded down to 4, less two bytes of trailer. */
    private static final int PATH_4 = 1446;
    /** The same with an outer IPv6 header of 40. */
    private static final int PATH_6 = 1426;

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("out.pcap");
    }

    private List<OpenedFrame> transmit(String options) throws Exception {
        return transmit(options, OpenedFrame.EXAMPLE);
    }

    private List<OpenedFrame> transmit(String options, Map<Integer, OpenedFrame.Sa> sas) throws Exception {
        List<Object> words = new ArrayList<>(List.of("transmit", "--out", out()));
        words.addAll(options.isEmpty() ? List.of() : Arrays.asList(options.split(" ")));
        CommandRun run = CommandRun.of(words.toArray());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("balanced").doesNotContain("Exception");
        return OpenedFrame.all(Pcap.read(out()), sas);
    }

    private static List<byte[]> inputPackets() throws IOException {
        List<byte[]> packets = new ArrayList<>();
        for (byte[] frame : Pcap.read(EXAMPLE.resolve("tso-sender.pcap")).packets()) {
            packets.add(Arrays.copyOfRange(frame, 14, frame.length));
        }
        return packets;
    }

    /** TCP payload of each flow, in the order of the packets. */
    private static Map<String, byte[]> streams(List<byte[]> packets) {
        Map<String, ByteArrayOutputStream> streams = new HashMap<>();
        for (byte[] ip : packets) {
            if (OpenedFrame.protocol(ip) == TCP) {
                streams.computeIfAbsent(OpenedFrame.flow(ip), key -> new ByteArrayOutputStream())
                        .writeBytes(OpenedFrame.tcpPayload(ip));
            }
        }
        Map<String, byte[]> bytes = new TreeMap<>();
        streams.forEach((flow, stream) -> bytes.put(flow, stream.toByteArray()));
        return bytes;
    }

    private static List<byte[]> protectedPackets(List<byte[]> input) {
        // all but one ARP request and one neighbor solicitation
        return input.stream()
                .filter(ip -> ip[0] != 0 && !(OpenedFrame.protocol(ip) == 58 && ip[40] == (byte) 135))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--software",
                "--async 3 --software",
                "--nic plain-25g",
                "--nic plain-25g --async 2 --speed flat-out --ring 64",
                "--speed flat-out --ring 64",
                "--speed 250 --crypto jdk",
                "--gso-size 536",
                "--mtu 9000",
                "--mtu 1400 --udp-gso",
                "--nic plain-25g --mtu 9000 --async 1"
            })
    void shouldProtectEveryByteOfTheExampleWhenSentInAnyWay(String options) throws Exception {
        List<byte[]> input = protectedPackets(inputPackets());
        List<byte[]> inner = transmit(options).stream()
                .filter(OpenedFrame::isEsp)
                .map(OpenedFrame::inner)
                .toList();

        Map<String, byte[]> expected = streams(input);
        Map<String, byte[]> streams = streams(inner);
        assertThat(expected).isNotEmpty();
        assertThat(streams.keySet()).isEqualTo(expected.keySet());
        expected.forEach((flow, bytes) -> assertThat(streams.get(flow)).isEqualTo(bytes));
        assertThat(inner.stream().filter(ip -> OpenedFrame.protocol(ip) == TCP)).allMatch(OpenedFrame::checksumFits);
        List<byte[]> others =
                input.stream().filter(ip -> OpenedFrame.protocol(ip) != TCP).toList();
        List<byte[]> othersOut =
                inner.stream().filter(ip -> OpenedFrame.protocol(ip) != TCP).toList();
        assertThat(othersOut).hasSameSizeAs(others);
        for (int i = 0; i < others.size(); i++) {
            assertThat(sameButChecksum(othersOut.get(i), others.get(i))).isTrue();
        }
    }

    /** A datagram's checksum is completed on the way; ICMP's is not touched. */
    private static boolean sameButChecksum(byte[] out, byte[] in) {
        byte[] copy = in.clone();
        if (OpenedFrame.protocol(in) == 17) {
            int field = OpenedFrame.transport(in) + 6;
            System.arraycopy(out, field, copy, field, 2);
            return Arrays.equals(out, copy) && OpenedFrame.checksumFits(out);
        }
        return Arrays.equals(out, copy);
    }

    @Test
    void shouldCutByThePathOfTheSaWhenPacketIsLongerThanTheMtu() throws Exception {
        int expected = 0;
        for (byte[] ip : protectedPackets(inputPackets())) {
            boolean v4 = (ip[0] & 0xf0) == 0x40;
            int payload = OpenedFrame.protocol(ip) == TCP ? OpenedFrame.tcpPayload(ip).length : 0;
            int room = (v4 ? PATH_4 : PATH_6) - (ip.length - payload);
            expected += ip.length > MTU ? (payload + room - 1) / room : 1;
        }
        List<OpenedFrame> frames = transmit("");
        assertThat(frames.stream().filter(OpenedFrame::isEsp)).hasSize(expected);
        assertThat(frames).allMatch(frame -> frame.frame().length <= MTU + 14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--software --async 3", "--nic plain-25g --speed flat-out --ring 64"})
    void shouldNumberWithoutGapWhenFramesLeave(String options) throws Exception {
        Map<Integer, Integer> last = new HashMap<>();
        for (OpenedFrame frame : transmit(options)) {
            if (frame.isEsp()) {
                assertThat(frame.sequence()).isEqualTo(last.getOrDefault(frame.spi(), 0) + 1);
                last.put(frame.spi(), frame.sequence());
            }
        }
        assertThat(last).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--software", "--nic plain-25g --async 2"})
    void shouldCarryIntoTheHighHalfWhenExtendedNumbersWrapInASuperPacket(String options) throws Exception {
        String text = Files.readString(EXAMPLE.resolve("sa.conf"));
        String words = " replay-window 32 flag esn replay-oseq 0xffffffc0 replay-oseq-hi 0x7 \\\n";
        Path states = folder.resolve("esn.conf");
        Files.writeString(states, text.replaceAll("(spi 0x00001002.*?) replay-window 32 \\\\\n", "$1" + words));
        List<OpenedFrame> frames = transmit(
                "--sa " + states + (options.isEmpty() ? "" : " " + options),
                Map.of(
                        0x1001,
                        OpenedFrame.EXAMPLE.get(0x1001),
                        0x1002,
                        new OpenedFrame.Sa(OpenedFrame.KEY_6, 0x7ffffffc0L)));
        List<Integer> numbers = frames.stream()
                .filter(frame -> frame.spi() == 0x1002)
                .map(OpenedFrame::sequence)
                .toList();
        assertThat(numbers).hasSize(228);
        assertThat(numbers.getFirst()).isEqualTo(0xffffffc1);
        assertThat(numbers).contains(-1, 0, 1);
    }

    @Test
    void shouldLetPassWhatNoPolicyMatchesWhenItIsNotIpOrNotCovered() throws Exception {
        List<OpenedFrame> clear =
                transmit("").stream().filter(frame -> !frame.isEsp()).toList();
        Pcap input = Pcap.read(EXAMPLE.resolve("tso-sender.pcap"));
        assertThat(clear).hasSize(2);
        assertThat(clear).allMatch(frame -> input.packets().stream().anyMatch(in -> Arrays.equals(in, frame.frame())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--async 3 --software",
                "--nic plain-25g --async 4 --speed flat-out --ring 64",
                "--seed 99 --speed 3.5"
            })
    void shouldWriteTheSameBytesWhenRunTwice(String options) throws Exception {
        transmit(options);
        byte[] first = Files.readAllBytes(out());
        transmit(options);
        assertThat(Files.readAllBytes(out())).isEqualTo(first);
    }

    @Test
    void shouldWriteOtherIvsWhenSeedIsAnother() throws Exception {
        List<OpenedFrame> one = transmit("--seed 1");
        List<OpenedFrame> two = transmit("--seed 2");
        assertThat(two).hasSameSizeAs(one);
        assertThat(two.stream().map(OpenedFrame::inner).toList())
                .usingElementComparator(Arrays::compare)
                .isEqualTo(one.stream().map(OpenedFrame::inner).toList());
        assertThat(two.get(1).frame()).isNotEqualTo(one.get(1).frame());
    }

    @Test
    void shouldSealTheSamePacketsWhenInSoftwareOrOnTheDevice() throws Exception {
        List<byte[]> device = transmit("").stream().map(OpenedFrame::inner).toList();
        List<byte[]> software =
                transmit("--software").stream().map(OpenedFrame::inner).toList();
        assertThat(software).usingElementComparator(Arrays::compare).isEqualTo(device);
    }

    @Test
    void shouldDropSuperPacketsWhenGsoIsOff() throws Exception {
        List<OpenedFrame> frames = transmit("--gso off");
        long expected = inputPackets().stream().filter(ip -> ip.length <= MTU).count();
        assertThat(frames).hasSize((int) expected);
        CommandRun run = CommandRun.of("transmit", "--out", out(), "--gso", "OFF");
        assertThat(run.out()).contains("dropped     30 larger than the path MTU");
        assertThat(run.out()).contains("--mtu makes the path wider");
    }

    @Test
    void shouldTellEverythingInWordsWhenRunIsOver() {
        CommandRun run = CommandRun.of("transmit", "--out", out(), "--speed", "flat-out", "--ring", 64);
        assertThat(run.out())
                .contains("Offline run", "bundled tso-sender.pcap: 190 packets", out().toString())
                .contains("30 super-packets; checksums: 0 full, 182 pseudo-header sums, 0 bad")
                .contains("dst 198.51.100.2 spi 0x00001001", "dst 2001:db8::2 spi 0x00001002")
                .contains("308 by the NIC", "1 without a policy, 1 not IP", "dropped     none")
                .contains("at most 64 of 64 used", "lane 3", "wire ", "p99.9", "held back")
                .contains("ledger      in 190 + born 0 = queued 0", "balanced")
                .doesNotContain("held back   0 ns");
    }

    @Test
    void shouldTellTheSameFactsWhenJsonIsAsked() throws Exception {
        JsonNode json = json();
        assertThat(json.at("/offline").asBoolean()).isTrue();
        assertThat(json.at("/complete").asBoolean()).isTrue();
        assertThat(json.at("/input/packets").asInt()).isEqualTo(190);
        assertThat(json.at("/input/super_packets").asInt()).isEqualTo(30);
        assertThat(json.at("/output/clear_frames").asInt()).isEqualTo(2);
        assertThat(json.at("/output/frames").asInt())
                .isEqualTo(Pcap.read(out()).packets().size());
        assertThat(json.at("/sas/0/packets_in").asInt()).isEqualTo(94);
        assertThat(json.at("/sas/1/path_mtu").asInt()).isEqualTo(PATH_6);
        assertThat(json.at("/sas/0/frames_out").asInt()
                        + json.at("/sas/1/frames_out").asInt())
                .isEqualTo(json.at("/output/frames").asInt() - 2);
        assertThat(json.at("/segments/nic").asInt()).isEqualTo(308);
        assertThat(json.at("/drops/too_big").asInt()).isZero();
        assertThat(json.at("/held_ns").asLong()).isPositive();
        assertThat(json.at("/latency_ns/max").asLong())
                .isGreaterThanOrEqualTo(json.at("/latency_ns/p50").asLong());
        assertThat(json.at("/latency_ns/p50").asLong()).isPositive();
        assertThat(json.at("/nic/rings/0/posted").asInt()).isEqualTo(190);
        assertThat(json.at("/nic/lanes"))
                .hasSize(4)
                .allMatch(lane -> lane.get("busy_ps").asLong() > 0);
        assertThat(json.at("/ledger/imbalance").asInt()).isZero();
        assertThat(json.at("/ledger/sent").asInt()).isEqualTo(190);
    }

    private JsonNode json() throws IOException {
        CommandRun run = CommandRun.of("transmit", "--json", "--out", out(), "--speed", "flat-out", "--ring", 64);
        assertThat(run.code()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void shouldListProfilesWhenNicIsAsked() {
        CommandRun run = CommandRun.of("nic", "list");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("plain-25g", "inline-crypto-100g");
        assertThat(CommandRun.of("nic").code()).isEqualTo(2);
    }
}
