// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PcapngReaderTest {
    private static final byte[] FIRST = CaptureBytes.packet(61, 1);
    private static final byte[] SECOND = CaptureBytes.packet(1514, 2);
    private static final byte[] THIRD = CaptureBytes.packet(64, 3);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAllPacketBlocksWhenByteOrderVaries(boolean bigEndian) {
        CaptureBytes capture = new CaptureBytes(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        Path file = capture.section()
                .interfaceBlock(1, 0, capture.body())
                .enhancedPacket(0, 1_700_000_000_123_456L, FIRST.length, FIRST)
                .block(0x0BAD, capture.body().u64(7))
                .obsoletePacket(0, 1_700_000_000_123_457L, 9000, SECOND)
                .block(5, capture.body().u64(0))
                .simplePacket(THIRD.length, THIRD)
                .writeTo(folder.resolve("in.pcapng"));
        try (CaptureReader reader = CaptureReader.open(file)) {
            List<ReadRecord> records = ReadRecord.readAll(reader);
            assertThat(records).extracting(ReadRecord::data).containsExactly(FIRST, SECOND, THIRD);
            assertThat(records).extracting(ReadRecord::number).containsExactly(1L, 2L, 3L);
            assertThat(records).extracting(ReadRecord::cut).containsExactly(false, true, false);
            assertThat(records)
                    .extracting(ReadRecord::timestampNanos)
                    .containsExactly(
                            1_700_000_000_123_456_000L, 1_700_000_000_123_457_000L, 1_700_000_000_123_457_000L);
            assertThat(reader.end()).isEqualTo(CaptureReader.End.COMPLETE);
        }
    }

    @Test
    void shouldReadOnWhenNextSectionHasOtherOrderAndInterfaces() {
        CaptureBytes big = new CaptureBytes(ByteOrder.BIG_ENDIAN);
        CaptureBytes little = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        little.section()
                .interfaceBlock(101, 0, little.body())
                .interfaceBlock(113, 0, little.body())
                .enhancedPacket(1, 3, SECOND.length, SECOND)
                .enhancedPacket(0, 4, THIRD.length, THIRD);
        Path file = big.section()
                .interfaceBlock(1, 0, big.body())
                .enhancedPacket(0, 2, FIRST.length, FIRST)
                .bytes(little.toBytes())
                .writeTo(folder.resolve("in.pcapng"));
        List<ReadRecord> records = ReadRecord.readAll(file);
        assertThat(records)
                .extracting(ReadRecord::linkType)
                .containsExactly(LinkType.ETHERNET, LinkType.LINUX_COOKED, LinkType.RAW_IP);
        assertThat(records).extracting(ReadRecord::data).containsExactly(FIRST, SECOND, THIRD);
        assertThat(records).extracting(ReadRecord::timestampNanos).containsExactly(2000L, 3000L, 4000L);
    }

    @Test
    void shouldKeepInterfacesApartWhenThereAreMany() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        capture.section();
        for (int i = 0; i < 40; i++) {
            capture.interfaceBlock(i % 2 == 0 ? 1 : 101, 0, capture.body().option(9, (byte) (i % 10)));
        }
        for (int i = 0; i < 40; i++) {
            capture.enhancedPacket(i, 5, FIRST.length, FIRST);
        }
        List<ReadRecord> records = ReadRecord.readAll(capture.writeTo(folder.resolve("in.pcapng")));
        assertThat(records).hasSize(40).allSatisfy(record -> {
            int i = (int) record.number() - 1;
            assertThat(record.linkType()).isEqualTo(i % 2 == 0 ? LinkType.ETHERNET : LinkType.RAW_IP);
            assertThat(record.timestampNanos()).isEqualTo(5 * (long) Math.pow(10, 9 - i % 10));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 7, 7000000000",
        "3, 1700000000123, 1700000000123000000",
        "6, 5, 5000",
        "9, 123, 123",
        "12, 123456, 123",
        "27, 5000000000000000000, 5",
        "28, 1, 0",
        "127, -1, 0",
        "128, 2, 2000000000",
        "129, 3, 1500000000",
        "138, 1024, 1000000000",
        "148, 1048577, 1000000953",
        "191, -1, 1999999999",
        "192, -1, 999999999",
        "193, -1, 499999999",
        "255, -1, 0",
        "0, -1, 9223372036854775807",
        "9, -1, 9223372036854775807",
        "128, -1, 9223372036854775807",
        "130, -1, 9223372036854775807",
        "10, -1, 1844674407370955161"
    })
    void shouldConvertTimestampWhenResolutionIsStated(int resolution, long units, long expectedNanos) {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        Path file = capture.section()
                .interfaceBlock(
                        1,
                        0,
                        capture.body()
                                .option(2, new byte[5])
                                .option(9, (byte) resolution)
                                .option(0))
                .enhancedPacket(0, units, FIRST.length, FIRST)
                .writeTo(folder.resolve("in.pcapng"));
        assertThat(ReadRecord.readAll(file))
                .extracting(ReadRecord::timestampNanos)
                .containsExactly(expectedNanos);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100000005000",
        "-1, -999995000",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854770808"
    })
    void shouldAddOffsetWhenInterfaceStatesOne(long seconds, long expectedNanos) {
        CaptureBytes capture = new CaptureBytes(ByteOrder.BIG_ENDIAN);
        byte[] offset = ByteBuffer.allocate(8).putLong(seconds).array();
        Path file = capture.section()
                .interfaceBlock(1, 0, capture.body().option(14, offset))
                .enhancedPacket(0, 5, FIRST.length, FIRST)
                .writeTo(folder.resolve("in.pcapng"));
        assertThat(ReadRecord.readAll(file))
                .extracting(ReadRecord::timestampNanos)
                .containsExactly(expectedNanos);
    }

    @Test
    void shouldTakeLengthFromSnaplenWhenPacketIsSimple() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        Path file = capture.section()
                .interfaceBlock(1, 61, capture.body())
                .simplePacket(1514, FIRST)
                .writeTo(folder.resolve("in.pcapng"));
        List<ReadRecord> records = ReadRecord.readAll(file);
        assertThat(records).extracting(ReadRecord::data).containsExactly(FIRST);
        assertThat(records).extracting(ReadRecord::cut).containsExactly(true);
    }

    @Test
    void shouldPassOverAndCountPacketsWhenLinkTypeIsUnknown() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        Path file = capture.section()
                .interfaceBlock(105, 0, capture.body())
                .interfaceBlock(1, 0, capture.body())
                .enhancedPacket(0, 1, FIRST.length, FIRST)
                .enhancedPacket(1, 2, SECOND.length, SECOND)
                .enhancedPacket(0, 3, THIRD.length, THIRD)
                .writeTo(folder.resolve("in.pcapng"));
        try (CaptureReader reader = CaptureReader.open(file)) {
            List<ReadRecord> records = ReadRecord.readAll(reader);
            assertThat(records).extracting(ReadRecord::number).containsExactly(2L);
            assertThat(records).extracting(ReadRecord::data).containsExactly(SECOND);
            assertThat(reader.skippedCount()).isEqualTo(2);
            assertThat(reader.skippedLinkType()).isEqualTo(105);
            assertThat(reader.recordCount()).isEqualTo(3);
        }
    }

    @Test
    void shouldLeaveFrameCheckSequenceOffWhenInterfaceStatesOne() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        Path file = capture.section()
                .interfaceBlock(1, 0, capture.body().option(13, (byte) 4))
                .enhancedPacket(0, 1, FIRST.length, FIRST)
                .writeTo(folder.resolve("in.pcapng"));
        assertThat(ReadRecord.readAll(file))
                .extracting(record -> record.data().length)
                .containsExactly(FIRST.length - 4);
    }
}
