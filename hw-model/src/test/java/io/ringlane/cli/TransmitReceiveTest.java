// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.testing.TestPackets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code transmit} writes, {@code receive} reads: fragments on either side of ESP, UDP on any port. */
final class TransmitReceiveTest {
    private static final int ETHERNET = 1;
    private static final int LINK_HEADER = 14;
    private static final int UDP = 17;
    private static final int ESP = 50;
    private static final String STATE =
            "state add src 192.0.2.1 dst 198.51.100.2 proto esp spi 0x1000 reqid 1 mode tunnel"
                    + " aead rfc4106(gcm(aes)) 0x000102030405060708090a0b0c0d0e0f10111213 128 ";
    private static final String POLICY = "policy add src 10.1.0.0/16 dst 10.2.0.0/16 dir out"
            + " tmpl src 192.0.2.1 dst 198.51.100.2 proto esp reqid 1 mode tunnel\n";

    @TempDir
    private Path folder;

    private Path in;
    private Path wire;
    private Path clear;
    private Path sa;
    private byte[] packet;

    @BeforeEach
    void writePacket() throws IOException {
        in = folder.resolve("in.pcap");
        wire = folder.resolve("wire.pcap");
        clear = folder.resolve("clear.pcap");
        sa = folder.resolve("sa.conf");
        byte[] frame = TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                .fragmentWord(0)
                .udp(1000, 2000)
                .payload(3000)
                .bytes();
        packet = Arrays.copyOfRange(frame, LINK_HEADER, frame.length);
        Pcap.write(in, ETHERNET, List.of(frame));
    }

    private CommandRun transmit(String states, Object... more) throws IOException {
        Files.writeString(sa, states);
        Object[] words = {"transmit", "--in", in, "--sa", sa, "--out", wire, "--crypto", "jdk"};
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return CommandRun.of(all);
    }

    private CommandRun receive() {
        return CommandRun.of("receive", "--in", wire, "--sa", sa, "--out", clear, "--crypto", "jdk");
    }

    private static int protocol(byte[] frame) {
        return frame[LINK_HEADER + 9] & 0xff;
    }

    private static int fragmentOffset(byte[] frame, int at) {
        return ((frame[at + 6] & 0x1f) << 8 | frame[at + 7] & 0xff) * 8;
    }

    @Test
    void shouldSendFragmentsOfOneEspPacketWhenCutAfter() throws IOException {
        assertThat(transmit(STATE + "\n" + POLICY).code()).isZero();
        List<byte[]> frames = Pcap.read(wire).packets();

        assertThat(frames).hasSize(3).allMatch(frame -> protocol(frame) == ESP);
        assertThat(frames.stream().map(frame -> fragmentOffset(frame, LINK_HEADER)))
                .containsExactly(0, 1480, 2960);
        assertThat(receive().code()).isZero();
        assertThat(Pcap.read(clear).packets()).hasSize(1).first().isEqualTo(packet);
    }

    @Test
    void shouldSendAnEspPacketForEachFragmentWhenCutBefore() throws IOException {
        assertThat(transmit(STATE + "\n" + POLICY, "--fragment", "before", "--json")
                        .out())
                .contains("\"fragment\" : \"before\"");
        List<byte[]> frames = Pcap.read(wire).packets();

        assertThat(frames).hasSize(3).allMatch(frame -> protocol(frame) == ESP);
        assertThat(frames).allMatch(frame -> fragmentOffset(frame, LINK_HEADER) == 0);
        assertThat(receive().code()).isZero();
        List<byte[]> fragments = Pcap.read(clear).packets();
        assertThat(fragments).hasSize(3);
        byte[] joined = new byte[packet.length - 20];
        for (byte[] fragment : fragments) {
            System.arraycopy(fragment, 20, joined, fragmentOffset(fragment, 0), fragment.length - 20);
        }
        assertThat(joined).isEqualTo(Arrays.copyOfRange(packet, 20, packet.length));
    }

    @ParameterizedTest
    @CsvSource({
        "espinudp, 4500, 4500, 8",
        "espinudp, 1025, 4511, 8",
        "espinudp-nonike, 4500, 4500, 16",
        "espinudp-nonike, 500, 500, 16"
    })
    void shouldGiveBackWhatWasSentWhenEspIsInUdp(String type, int from, int to, int more) throws IOException {
        String encap = "encap " + type + " " + from + " " + to + " 0.0.0.0\n";
        CommandRun sent = transmit(STATE + encap + POLICY, "--mtu", "9000", "--explain", "1");

        byte[] frame = Pcap.read(wire).packets().getFirst();
        assertThat(protocol(frame)).isEqualTo(UDP);
        assertThat(frame).hasSize(LINK_HEADER + 20 + more + 8 + 8 + (packet.length + 2 + 3) / 4 * 4 + 16);
        assertThat(sent.out())
                .contains(": " + (frame.length - LINK_HEADER) + " bytes\n")
                .contains("UDP " + from + " to " + to + ", spi 0x00001000 seq 1")
                .contains("frames out");
        CommandRun got = receive();
        assertThat(got.code()).isZero();
        assertThat(got.out()).contains("1 packets,");
        assertThat(Pcap.read(clear).packets()).hasSize(1).first().isEqualTo(packet);
    }

    @Test
    void shouldRefuseInOneLineWhenAPortIsAskedForInTwoWays() throws IOException {
        transmit(STATE + "\n" + POLICY);
        String encap = " 4500 4500 0.0.0.0\n";
        Files.writeString(
                sa,
                STATE + "encap espinudp" + encap + STATE.replace("spi 0x1000", "spi 0x2000") + "encap espinudp-nonike"
                        + encap);

        CommandRun run = receive();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("sa.conf: SA dst 198.51.100.2 spi 0x00002000: UDP port 4500 is another SA's");
        assertThat(clear).doesNotExist();
    }
}
