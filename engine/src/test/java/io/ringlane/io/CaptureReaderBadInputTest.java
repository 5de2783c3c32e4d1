// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptureReaderBadInputTest {
    private static final byte[] PACKET = CaptureBytes.packet(60, 1);

    @TempDir
    private Path folder;

    @Test
    void shouldRefuseWhenFileIsMissing() {
        assertRefused(folder.resolve("none.pcap"), "no such file");
    }

    @Test
    void shouldRefuseWhenPathIsDirectory() {
        assertRefused(folder, "is a directory");
    }

    @Test
    void shouldRefuseWhenFileIsEmpty() throws IOException {
        assertRefused(Files.createFile(folder.resolve("empty.pcap")), "is empty");
    }

    @Test
    void shouldRefuseWhenFileIsNotReadable() throws IOException {
        Path file = pcap().writeTo(folder.resolve("secret.pcap"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "the user running the tests may read everything");
        assertRefused(file, "permission to read it is missing");
    }

    @Test
    void shouldRefuseWhenFileIsDevice() {
        assertRefused(Path.of("/dev/null"), "not a regular file");
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b0800, gzip",
        "28b52ffd, zstd",
        "a1b2cd34, modified pcap",
        "34cdb2a1, modified pcap",
        "7f454c46, 0x7f454c46",
        "a1b2c3d5, 0xa1b2c3d5"
    })
    void shouldSayWhatWasFoundWhenMagicIsForeign(String magic, String said) {
        Path file = new CaptureBytes(ByteOrder.BIG_ENDIAN)
                .u32(Long.parseLong(magic, 16))
                .bytes(new byte[60])
                .writeTo(folder.resolve("in.pcap"));
        assertRefused(file, "not a capture", "offset 0", said);
    }

    @Test
    void shouldRefuseWhenFileIsShorterThanMagic() {
        assertRefused(
                new CaptureBytes(ByteOrder.BIG_ENDIAN).bytes((byte) 1, (byte) 2).writeTo(folder.resolve("in")),
                "2 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 23})
    void shouldRefuseWhenFileEndsInsidePcapHeader(int length) {
        assertRefused(write(Arrays.copyOf(pcap().toBytes(), length)), "truncated capture", length + " of 24");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 11, 27})
    void shouldRefuseWhenFileEndsInsideFirstSectionHeader(int length) {
        byte[] bytes = new CaptureBytes(ByteOrder.BIG_ENDIAN).section().toBytes();
        assertRefused(write(Arrays.copyOf(bytes, length)), "truncated capture", length + " of 28");
    }

    @Test
    void shouldRefuseWhenPcapVersionIsUnknown() {
        assertRefused(
                write(new CaptureBytes(ByteOrder.BIG_ENDIAN)
                        .u32(0xA1B2C3D4L)
                        .u16(3)
                        .u16(0)
                        .bytes(new byte[16])
                        .toBytes()),
                "pcap version 3.0",
                "allowed");
    }

    @Test
    void shouldRefuseWhenPcapLinkTypeIsUnknown() {
        assertRefused(
                write(CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, false, 105).toBytes()),
                "link type 105",
                "offset 20",
                "Ethernet 1");
    }

    @Test
    void shouldRefuseWhenPcapngVersionIsUnknown() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.BIG_ENDIAN);
        capture.block(0x0A0D0D0AL, capture.body().u32(0x1A2B3C4DL).u16(2).u16(1).u64(-1));
        assertRefused(write(capture.toBytes()), "pcapng version 2.1", "offset 0");
    }

    @Test
    void shouldRefuseWhenByteOrderMagicIsWrong() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.BIG_ENDIAN);
        capture.block(0x0A0D0D0AL, capture.body().u32(0x1A2B3C4EL).u16(1).u16(0).u64(-1));
        assertRefused(write(capture.toBytes()), "byte-order magic 0x1a2b3c4e");
    }

    @ParameterizedTest
    @CsvSource({"1, record header", "15, record header", "16, packet", "75, packet"})
    void shouldDeliverWhatCameBeforeWhenPcapIsTruncated(int bytesOfThird, String where) {
        CaptureBytes capture = pcap().pcapRecord(1, 0, 60, PACKET).pcapRecord(2, 0, 60, PACKET);
        int start = capture.toBytes().length;
        byte[] cut = Arrays.copyOf(capture.pcapRecord(3, 0, 60, PACKET).toBytes(), start + bytesOfThird);
        assertEnds(cut, 2, CaptureReader.End.TRUNCATED, "record 3 at offset " + start, "inside the " + where);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 12, 91})
    void shouldDeliverWhatCameBeforeWhenPcapngIsTruncated(int bytesOfSecond) {
        CaptureBytes capture = pcapng().enhancedPacket(0, 1, 60, PACKET);
        int start = capture.toBytes().length;
        byte[] cut = Arrays.copyOf(capture.enhancedPacket(0, 2, 60, PACKET).toBytes(), start + bytesOfSecond);
        assertEnds(cut, 1, CaptureReader.End.TRUNCATED, "record 2 at offset " + start, "inside the block");
    }

    @ParameterizedTest
    @ValueSource(longs = {268435457L, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFFL})
    void shouldStopWhenPcapLengthIsImpossible(long length) {
        byte[] bytes = pcap().pcapRecord(1, 0, 60, PACKET)
                .pcapRecordHeader(2, 0, length, length)
                .bytes(PACKET)
                .toBytes();
        assertEnds(bytes, 1, CaptureReader.End.DAMAGED, "record 2 at offset 100", "captured length " + length);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 8, 13, 14, 15, 30, 0x80000000L, 0xFFFFFFFCL, 0x10000004L})
    void shouldStopWhenBlockLengthIsImpossible(long length) {
        byte[] bytes = pcapng().enhancedPacket(0, 1, 60, PACKET)
                .u32(6)
                .u32(length)
                .bytes(new byte[64])
                .toBytes();
        assertEnds(bytes, 1, CaptureReader.End.DAMAGED, "record 2", "block length " + length);
    }

    @Test
    void shouldStopWhenBlockLengthsDiffer() {
        byte[] bytes = pcapng().u32(99).u32(16).u32(0).u32(20).toBytes();
        assertEnds(bytes, 0, CaptureReader.End.DAMAGED, "block length 16 at its start, but 20");
    }

    @Test
    void shouldStopWhenPacketIsLongerThanItsBlock() {
        assertStopsAt(body -> body.u32(0).u32(0).u32(0).u32(61).u32(61).bytes(PACKET), 6, "captured length 61");
        assertStopsAt(
                body -> body.u32(0).u32(0).u32(0).u32(0xFFFFFFFFL).u32(61).bytes(PACKET),
                2,
                "captured length 4294967295");
        assertStopsAt(body -> body.u32(61).bytes(PACKET), 3, "captured length 61");
    }

    @Test
    void shouldStopWhenBlockIsTooSmallForItsKind() {
        assertStopsAt(body -> body.u32(0).u32(0).u32(0).u32(0), 6, "packet block of 28 bytes");
        assertStopsAt(body -> body.u32(0).u32(0).u32(0).u32(0), 2, "packet block of 28 bytes");
        assertStopsAt(body -> body, 3, "simple packet block of 12 bytes");
        assertStopsAt(body -> body.u32(1), 1, "interface block of 16 bytes");
        assertStopsAt(body -> body.u32(0x1A2B3C4DL), 0x0A0D0D0AL, "section header of 16 bytes");
    }

    @Test
    void shouldStopWhenOptionRunsOverItsBlock() {
        assertStopsAt(body -> body.u16(1).u16(0).u32(0).u16(9).u16(200).u32(0), 1, "option 9 of 200 bytes");
    }

    @Test
    void shouldStopWhenInterfaceIsNotDescribed() {
        assertStopsAt(body -> body.u32(1).u32(0).u32(0).u32(0).u32(0), 6, "interface 1");
        CaptureBytes noInterface =
                new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section().simplePacket(60, PACKET);
        assertEnds(noInterface.toBytes(), 0, CaptureReader.End.DAMAGED, "interface 0", "has described 0");
    }

    private void assertStopsAt(UnaryOperator<CaptureBytes> body, long type, String said) {
        CaptureBytes capture = pcapng().enhancedPacket(0, 1, 60, PACKET);
        int start = capture.toBytes().length;
        capture.block(type, body.apply(capture.body())).enhancedPacket(0, 2, 60, PACKET);
        assertEnds(capture.toBytes(), 1, CaptureReader.End.DAMAGED, "record 2 at offset " + start, said);
    }

    private void assertEnds(byte[] bytes, int records, CaptureReader.End end, String... said) {
        Path file = write(bytes);
        try (CaptureReader reader = CaptureReader.open(file)) {
            List<ReadRecord> read = ReadRecord.readAll(reader);
            assertThat(read)
                    .hasSize(records)
                    .allSatisfy(record -> assertThat(record.data()).isEqualTo(PACKET));
            assertThat(reader.end()).isEqualTo(end);
            assertThat(reader.truncated()).isEqualTo(end == CaptureReader.End.TRUNCATED);
            assertThat(reader.problem()).startsWith(file + ": ").contains(said).doesNotContain("\n");
            assertThat(reader.next(new CaptureRecord())).isFalse();
        }
    }

    private static void assertRefused(Path file, String... said) {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> CaptureReader.open(file))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(file + ": ")
                        .contains(said)
                        .doesNotContain("\n"));
    }

    private static CaptureBytes pcap() {
        return CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, true, 1);
    }

    private static CaptureBytes pcapng() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        return capture.section().interfaceBlock(1, 0, capture.body());
    }

    private Path write(byte[] bytes) {
        return new CaptureBytes(ByteOrder.BIG_ENDIAN).bytes(bytes).writeTo(folder.resolve("in.capture"));
    }
}
