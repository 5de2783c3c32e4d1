// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Wrong input of {@code transmit}: one line that names what, where and what is allowed; nothing is written. */
final class BadInputTest {
    private static final Path EXAMPLE = Path.of("src", "main", "resources", "example");

    @TempDir
    private Path folder;

    private Path capture;
    private Path states;
    private Path out;

    @BeforeEach
    void copyExample() throws IOException {
        capture = Files.copy(EXAMPLE.resolve("tso-sender.pcap"), folder.resolve("in.pcap"));
        states = Files.copy(EXAMPLE.resolve("sa.conf"), folder.resolve("sa.conf"));
        out = folder.resolve("out.pcap");
    }

    private CommandRun transmit(Object... more) {
        Object[] words = {"transmit", "--in", capture, "--sa", states, "--out", out};
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return CommandRun.of(all);
    }

    private void assertRefused(CommandRun run, String... parts) {
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("ringlane transmit: ").contains(parts);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--mtu | 575 | --mtu is 575; allowed: 576 to 9216",
                "--mtu | 9217 | allowed: 576 to 9216",
                "--mtu | many | 'many' is not an int",
                "--mtu | 1279 | sa.conf:15: SA dst 2001:db8::2 spi 0x00001002: MTU 1279 is too small for it",
                "--nic | magic-400g | unknown NIC profile 'magic-400g'; there are: plain-25g, inline-crypto-100g",
                "--ring | 100 | ring size must be a power of two from 64 to 32768, is 100",
                "--ring | 32 | from 64 to 32768, is 32",
                "--ring | 65536 | from 64 to 32768, is 65536",
                "--explain | 0 | --explain: '0'; allowed: the packet's place in the capture from 1, or SPI:SEQ",
                "--explain | spi:7 | --explain: 'spi:7'; allowed: ",
                "--explain | 0x100000000:7 | --explain: '0x100000000:7'; allowed: ",
                "--fragment | never | expected one of [BEFORE, AFTER]",
                "--async | -1 | --async is -1; allowed: 0 to 64",
                "--async | 65 | --async is 65; allowed: 0 to 64",
                "--gso | perhaps | expected one of [ON, OFF]",
                "--gso-size | 47 | --gso-size is 47; allowed: 48 to 9216",
                "--speed | 0 | --speed is '0'; allowed: captured, flat-out, or a factor above 0",
                "--speed | -2 | --speed is '-2'",
                "--speed | NaN | --speed is 'NaN'",
                "--speed | quick | --speed is 'quick'",
                "--seed | x | 'x' is not a long",
                "--crypto | rot13 | unknown crypto provider 'rot13', allowed: auto, ",
                "--smac | 1:2:3 | --smac: '1:2:3' is not an Ethernet address",
                "--dmac | 02:00:00:00:00:0g | --dmac: '02:00:00:00:00:0g' is not an Ethernet address",
                "--turbo | | Unknown option: '--turbo'"
            })
    void shouldNameOptionValueAndWhatIsAllowedWhenOptionIsWrong(String option, String value, String message) {
        assertRefused(value == null ? transmit(option) : transmit(option, value), message);
    }

    @Test
    void shouldNameTheFileWhenThereIsNone() {
        Path missing = folder.resolve("missing");
        assertRefused(
                CommandRun.of("transmit", "--in", missing, "--sa", states, "--out", out), missing + ": no such file");
        assertRefused(
                CommandRun.of("transmit", "--in", capture, "--sa", missing, "--out", out), missing + ": no such file");
    }

    @Test
    void shouldAskForStatesWhenOnlyACaptureIsGiven() {
        assertRefused(CommandRun.of("transmit", "--in", capture, "--out", out), "--in needs --sa");
    }

    @Test
    void shouldSayWhatWasFoundWhenInputIsNoCapture() throws IOException {
        capture = states;
        assertRefused(transmit(), "sa.conf: not a capture: magic number 0x23205365");
        capture = Files.createFile(folder.resolve("empty"));
        assertRefused(transmit(), "empty: is empty, not a capture");
        capture = folder;
        assertRefused(transmit(), folder.toString());
    }

    @Test
    void shouldNameLineAndAlgorithmWhenItIsUnknown() throws IOException {
        replace("rfc4106(gcm(aes))", "rfc9999(rot13)");
        assertRefused(
                transmit(), "sa.conf:9:", ": unknown algorithm 'rfc9999(rot13)'", "supported: aead rfc4106(gcm(aes))");
    }

    @Test
    void shouldNameLengthsAndNotTheKeyWhenKeyIsTooShort() throws IOException {
        replace("0x52494e474c414e45", "0x52");
        CommandRun run = transmit();
        assertRefused(run, "sa.conf:9:", ": the key of rfc4106(gcm(aes)) has 13 bytes; allowed: 20, 28 or 36");
        assertThat(run.err()).doesNotContain("2d6578616d706c65");
    }

    @Test
    void shouldNameBothLinesWhenAnSaComesTwice() throws IOException {
        String text = Files.readString(states);
        Files.writeString(states, text + text);
        assertRefused(transmit(), "SA dst 198.51.100.2 spi 0x00001001", "is there already, in line 8");
    }

    @Test
    void shouldNameThePlaceWhenOutputCannotBeWritten() {
        Path place = folder.resolve("none").resolve("out.pcap");
        assertRefused(
                CommandRun.of("transmit", "--in", capture, "--sa", states, "--out", place),
                place + ": cannot be written: there is no folder");
        assertRefused(
                CommandRun.of("transmit", "--in", capture, "--sa", states, "--out", folder),
                folder + ": cannot be written: it is a directory");
    }

    @Test
    void shouldKeepTheInputWhenOutputIsTheSameFile() throws IOException {
        byte[] before = Files.readAllBytes(capture);
        Path link = Files.createSymbolicLink(folder.resolve("link"), capture);
        for (Path same : List.of(capture, link, folder.resolve(".").resolve("in.pcap"))) {
            assertRefused(
                    CommandRun.of("transmit", "--in", capture, "--sa", states, "--out", same), "is the file of --in");
        }
        assertRefused(
                CommandRun.of("transmit", "--in", capture, "--sa", states, "--out", states), "is the file of --sa");
        assertThat(Files.readAllBytes(capture)).isEqualTo(before);
    }

    @Test
    void shouldSendWhatCameBeforeWhenCaptureIsTruncated() throws Exception {
        Files.write(capture, Arrays.copyOf(Files.readAllBytes(capture), 300_000));
        CommandRun run = transmit();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .contains("in.pcap: record 133", "the file ends inside the packet", "what came before was sent");
        assertThat(run.out()).contains("in.pcap: 132 packets", "truncated", "balanced");
        assertThat(OpenedFrame.all(Pcap.read(out), OpenedFrame.EXAMPLE)).hasSize(311);
    }

    @Test
    void shouldSendWhatCameBeforeWhenALengthIsImpossible() throws Exception {
        byte[] bytes = Files.readAllBytes(capture);
        // captured length of the second record, behind an ARP request of 42 bytes
        bytes[24 + 16 + 42 + 11] = 0x7f;
        Files.write(capture, bytes);
        CommandRun run = transmit("--json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("record 2");
        assertThat(run.out()).contains("\"complete\" : false", "\"packets\" : 1,", "record 2");
        assertThat(Pcap.read(out).packets()).hasSize(1);
    }

    @Test
    void shouldRefusePacketsByNumberWhenSnaplenCutThem() throws Exception {
        List<byte[]> packets = Pcap.read(capture).packets().subList(0, 30);
        Pcap.write(capture, 1, packets, 1);
        CommandRun run = transmit();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("30 packets refused, the first is number 1: cut by the capture's snaplen");
        assertThat(run.out())
                .contains("refused     packet 20: cut by the capture's snaplen", "refused     10 more packets");
        assertThat(Pcap.read(out).packets()).isEmpty();
    }

    @Test
    void shouldEndTheRunWhenTimesSpanMoreThanTheModelHolds() throws Exception {
        byte[] bytes = Files.readAllBytes(capture);
        // seconds of the first record: 1970, and the second is of our days
        Arrays.fill(bytes, 24, 28, (byte) 0);
        Files.write(capture, bytes);
        CommandRun run = transmit();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("record 2 is due more than 100 days after the first", "flat-out");
        assertThat(transmit("--speed", "flat-out").code()).isZero();
    }

    @Test
    void shouldWarnWhenSelectorMatchesNoPacket() throws IOException {
        replace("10.1.0.0/16", "10.77.0.0/16");
        CommandRun run = transmit();
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("sa.conf:11: the policy's selector matched no packet")
                .contains("sa.conf:8: SA dst 198.51.100.2 spi 0x00001001 was used by no packet")
                .contains("95 without a policy");
    }

    @Test
    void shouldWarnWhenFileHasNoPolicy() throws IOException {
        Files.writeString(states, "# nothing\n");
        CommandRun run = transmit();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("there is no policy with 'dir out', so everything passed in clear");
    }

    private void replace(String old, String text) throws IOException {
        String before = Files.readString(states);
        assertThat(before).contains(old);
        Files.writeString(states, before.replace(old, text));
    }
}
