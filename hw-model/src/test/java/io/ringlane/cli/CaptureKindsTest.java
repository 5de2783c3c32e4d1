// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringlane.testing.TestPackets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code transmit} makes of captures of all kinds: link types, VLAN tags, padding, checksums, super-packets. */
final class CaptureKindsTest {
    private static final int ETHERNET = 1;
    private static final int RAW = 101;
    private static final int COOKED = 113;
    private static final int COOKED_2 = 276;
    private static final byte[] MACS = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1};
    private static final Path STATES = Path.of("src", "main", "resources", "example", "sa.conf");

    @TempDir
    private Path folder;

    private JsonNode json;
    private int code;

    private List<OpenedFrame> transmit(int linkType, List<byte[]> packets, Object... more) throws Exception {
        Path in = Pcap.write(folder.resolve("in.pcap"), linkType, packets);
        return transmit(in, more);
    }

    private List<OpenedFrame> transmit(Path in, Object... more) throws Exception {
        Path out = folder.resolve("out.pcap");
        List<Object> words = new ArrayList<>(List.of("transmit", "--json", "--in", in, "--sa", STATES, "--out", out));
        words.addAll(List.of(more));
        CommandRun run = CommandRun.of(words.toArray());
        code = run.code();
        json = new ObjectMapper().readTree(run.out());
        assertThat(json.at("/ledger/imbalance").asInt()).isZero();
        Pcap capture = Pcap.read(out);
        assertThat(capture.linkType()).isEqualTo(ETHERNET);
        return OpenedFrame.all(capture, OpenedFrame.EXAMPLE);
    }

    private static TestPackets udp4(int payload) {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(payload);
    }

    private static TestPackets tcp4(int payload) {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").tcp(1000, 2000).payload(payload);
    }

    private static TestPackets udp6(int payload) {
        return TestPackets.ipv6("fd00:1::2", "fd00:2::2").udp(1000, 2000).payload(payload);
    }

    /** The IP packet with its IP header checksum. */
    private static byte[] ip(TestPackets packet) {
        byte[] frame = packet.bytes();
        return Arrays.copyOfRange(frame, 14, frame.length);
    }

    private static byte[] behind(byte[] header, byte[] ip) {
        byte[] frame = Arrays.copyOf(header, header.length + ip.length);
        System.arraycopy(ip, 0, frame, header.length, ip.length);
        return frame;
    }

    private static byte[] ethernet(int type, byte[] ip) {
        return behind(ByteBuffer.allocate(14).put(MACS).putShort((short) type).array(), ip);
    }

    private static byte[] cooked(int type, byte[] ip) {
        return behind(ByteBuffer.allocate(16).putShort(14, (short) type).array(), ip);
    }

    private static byte[] cooked2(int type, byte[] ip) {
        return behind(ByteBuffer.allocate(20).putShort(0, (short) type).array(), ip);
    }

    @Test
    void shouldMakeAnEthernetHeaderWhenInputHasNone() throws Exception {
        byte[] four = ip(udp4(100));
        byte[] six = ip(udp6(100));
        List<List<OpenedFrame>> runs = List.of(
                transmit(RAW, List.of(four, six)),
                transmit(COOKED, List.of(cooked(0x0800, four), cooked(0x86dd, six))),
                transmit(COOKED_2, List.of(cooked2(0x0800, four), cooked2(0x86dd, six))));
        for (List<OpenedFrame> frames : runs) {
            assertThat(frames).hasSize(2).allMatch(OpenedFrame::isEsp);
            assertThat(frames.get(0).inner()).isEqualTo(four);
            assertThat(frames.get(1).inner()).isEqualTo(six);
            assertThat(frames.get(0).frame()).startsWith(behind(MACS, new byte[] {8, 0}));
            assertThat(frames.get(1).frame()).startsWith(behind(MACS, new byte[] {(byte) 0x86, (byte) 0xdd}));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "101"})
    void shouldReplaceAddressesWhenTheyAreGiven(int linkType) throws Exception {
        byte[] packet = linkType == RAW ? ip(udp4(10)) : ethernet(0x0800, ip(udp4(10)));
        List<OpenedFrame> frames =
                transmit(linkType, List.of(packet), "--smac", "0a:0b:0c:0d:0e:0f", "--dmac", "1-2-3-4-5-6");
        assertThat(frames.getFirst().frame()).startsWith(1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 8, 0);
    }

    @Test
    void shouldKeepTheTagWhenFrameHasOne() throws Exception {
        byte[] ip = ip(udp4(80));
        byte[] tag = ByteBuffer.allocate(18)
                .put(MACS)
                .putShort((short) 0x8100)
                .putShort((short) 7)
                .putShort((short) 0x0800)
                .array();
        List<OpenedFrame> frames = transmit(ETHERNET, List.of(behind(tag, ip)));
        assertThat(json.at("/sas/0/frames_out").asInt()).isOne();
        assertThat(frames.getFirst().frame()).startsWith(tag);
    }

    @Test
    void shouldPassInClearWhenNotIpHoweverItLooks() throws Exception {
        byte[] arp = ethernet(0x0806, new byte[28]);
        byte[] likeIp = ethernet(0x8847, ip(udp4(50)));
        byte[] spanningTree = ethernet(38, new byte[] {0x42, 0x42, 3, 0, 0, 0, 0, 0});
        List<OpenedFrame> frames = transmit(ETHERNET, List.of(arp, likeIp, spanningTree));
        assertThat(frames.stream().map(OpenedFrame::frame).toList())
                .usingElementComparator(Arrays::compare)
                .containsExactly(arp, likeIp, spanningTree);
        assertThat(json.at("/clear/not_ip").asInt()).isEqualTo(3);
        assertThat(json.at("/output/clear_frames").asInt()).isEqualTo(3);
    }

    @Test
    void shouldLeaveOutThePaddingWhenFrameIsPadded() throws Exception {
        byte[] ip = ip(udp4(2));
        byte[] six = ip(udp6(2));
        List<OpenedFrame> frames = transmit(
                ETHERNET, List.of(ethernet(0x0800, Arrays.copyOf(ip, 46)), ethernet(0x86dd, Arrays.copyOf(six, 60))));
        assertThat(frames.get(0).inner()).isEqualTo(ip);
        assertThat(frames.get(1).inner()).isEqualTo(six);
    }

    @Test
    void shouldTellChecksumsApartWhenFullPseudoAbsentOrBad() throws Exception {
        byte[] full = ip(udp4(99));
        byte[] pseudo = ip(udp4(99).partialChecksum());
        byte[] bad = full.clone();
        bad[26] ^= 1;
        byte[] absent = full.clone();
        absent[26] = 0;
        absent[27] = 0;
        byte[] six = ip(udp6(98).partialChecksum());
        byte[] badTcp = ip(tcp4(200));
        badTcp[20 + 16] ^= 1;
        assertThat(OpenedFrame.checksumFits(full)).isTrue();
        assertThat(OpenedFrame.checksumFits(pseudo)).isFalse();

        List<OpenedFrame> frames = transmit(RAW, List.of(full, pseudo, bad, absent, six, badTcp));

        assertThat(json.at("/input/full_checksums").asInt()).isOne();
        assertThat(json.at("/input/pseudo_header_sums").asInt()).isEqualTo(2);
        assertThat(json.at("/input/bad_checksums").asInt()).isEqualTo(2);
        assertThat(frames.get(0).inner()).isEqualTo(full);
        assertThat(frames.get(1).inner()).isEqualTo(full);
        assertThat(frames.get(2).inner()).isEqualTo(bad);
        assertThat(frames.get(3).inner()).isEqualTo(absent);
        assertThat(OpenedFrame.checksumFits(frames.get(4).inner())).isTrue();
        assertThat(frames.get(5).inner()).isEqualTo(badTcp);
    }

    @ParameterizedTest
    @CsvSource({"inline-crypto-100g, true", "inline-crypto-100g, false", "plain-25g, true", "plain-25g, false"})
    void shouldCutTcpWhenChecksumOfSuperPacketIsFullOrBad(String nic, boolean full) throws Exception {
        byte[] packet = ip(tcp4(5000));
        packet[20 + 16] ^= (byte) (full ? 0 : 1);
        List<OpenedFrame> frames = transmit(RAW, List.of(packet), "--nic", nic, "--gso-size", 1000);
        assertThat(frames).hasSize(5);
        // a wrong checksum is passed on: it stays wrong in each segment
        assertThat(frames).allMatch(frame -> OpenedFrame.checksumFits(frame.inner()) == full);
        assertThat(json.at("/input/super_packets").asInt()).isOne();
        assertThat(json.at("/input/bad_checksums").asInt()).isEqualTo(full ? 0 : 1);
    }

    @Test
    void shouldShrinkSegmentsWhenAskedForMoreThanThePathTakes() throws Exception {
        List<OpenedFrame> frames = transmit(RAW, List.of(ip(tcp4(5000))), "--gso-size", 9000);
        assertThat(frames).hasSize(4);
        assertThat(frames.getFirst().inner()).hasSize(1446);
        assertThat(json.at("/input/shrunk_super_packets").asInt()).isOne();
    }

    @Test
    void shouldCutDatagramsOnlyWhenUdpGsoIsOn() throws Exception {
        List<byte[]> packets = List.of(ip(udp4(4000).partialChecksum()), ip(udp6(4000)));
        List<OpenedFrame> frames = transmit(RAW, packets, "--udp-gso", "--gso-size", 1200);
        assertThat(frames).hasSize(8).allMatch(frame -> OpenedFrame.checksumFits(frame.inner()));
        assertThat(json.at("/input/super_packets").asInt()).isEqualTo(2);
        transmit(RAW, packets);
        assertThat(json.at("/input/super_packets").asInt()).isZero();
        assertThat(json.at("/segments/nic").asInt()).isZero();
        transmit(RAW, packets, "--udp-gso", "--gso", "off");
        assertThat(json.at("/input/super_packets").asInt()).isZero();
    }

    @Test
    void shouldTakeALengthOfZeroForASuperPacketsWhenStackShowsItSo() throws Exception {
        byte[] packet = ip(tcp4(5000));
        packet[2] = 0;
        packet[3] = 0;
        List<OpenedFrame> frames = transmit(RAW, List.of(packet), "--gso-size", 1000);
        assertThat(frames).hasSize(5).allMatch(frame -> OpenedFrame.checksumFits(frame.inner()));
    }

    @Test
    void shouldDropAndCountWhenIpHeaderIsDamaged() throws Exception {
        byte[] shortHeader = ip(udp4(50));
        shortHeader[0] = 0x41;
        byte[] tooLong = ip(udp4(50));
        tooLong[2] = 0x40;
        assertThat(transmit(RAW, List.of(shortHeader, tooLong, ip(udp4(50))))).hasSize(1);
        assertThat(json.at("/drops/malformed").asInt()).isEqualTo(2);
        assertThat(code).isZero();
    }

    @Test
    void shouldRefuseWhenPacketIsTooLongOrHasNoPayload() throws Exception {
        byte[] huge = new byte[70_000];
        huge[0] = 0x60;
        transmit(RAW, List.of(huge, new byte[0], ip(udp4(5))));
        assertThat(json.at("/input/refused").asInt()).isEqualTo(2);
        assertThat(json.at("/input/refusals/0/packet").asInt()).isOne();
        assertThat(json.at("/input/refusals/0/reason").asText()).contains("70014 bytes, the longest packet has");
        assertThat(json.at("/input/refusals/1/reason").asText()).contains("no payload");
        assertThat(json.at("/output/frames").asInt()).isOne();
        assertThat(code).isEqualTo(1);
    }

    @Test
    void shouldHoldTheSenderAndLoseNothingWhenMoreComesThanTheNicTakes() throws Exception {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            packets.add(ip(i % 3 == 0 ? tcp4(20_000) : udp4(1000)));
        }
        List<OpenedFrame> frames =
                transmit(RAW, packets, "--nic", "plain-25g", "--ring", 64, "--speed", "flat-out", "--async", 2);
        assertThat(frames).hasSize(2000 + 1000 * 15);
        assertThat(json.at("/held_ns").asLong()).isPositive();
        assertThat(json.at("/nic/rings/0/full").asInt()).isPositive();
        assertThat(json.at("/drops").properties())
                .allMatch(drop -> drop.getValue().asInt() == 0);
        for (int i = 0; i < frames.size(); i++) {
            assertThat(frames.get(i).sequence()).isEqualTo(i + 1);
        }
    }

    @Test
    void shouldReadPcapngWhenInputIsOneAndSkipLinkTypesItDoesNotKnow() throws Exception {
        Path in = Files.write(folder.resolve("in.pcapng"), pcapng(ip(udp4(40)), ip(udp4(41))));
        List<OpenedFrame> frames = transmit(in);
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().inner()).isEqualTo(ip(udp4(40)));
        assertThat(json.at("/input/skipped_link_type").asInt()).isOne();
    }

    /** One interface of raw IP, one of a link type nobody reads, a packet on each. */
    private static byte[] pcapng(byte[] read, byte[] skipped) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        bytes.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(0x00010000)
                .putLong(-1)
                .putInt(28);
        for (int linkType : new int[] {RAW, 147}) {
            bytes.putInt(1)
                    .putInt(20)
                    .putShort((short) linkType)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt(20);
        }
        List<byte[]> packets = List.of(read, skipped);
        for (int i = 0; i < packets.size(); i++) {
            byte[] packet = packets.get(i);
            int padded = packet.length + 3 & ~3;
            bytes.putInt(6).putInt(32 + padded).putInt(i).putInt(0).putInt(i);
            bytes.putInt(packet.length).putInt(packet.length).put(packet);
            bytes.position(bytes.position() + padded - packet.length).putInt(32 + padded);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
