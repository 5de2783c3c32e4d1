// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PcapReaderTest {
    private static final byte[] FIRST = CaptureBytes.packet(61, 1);
    private static final byte[] SECOND = CaptureBytes.packet(1514, 2);

    @TempDir
    private Path folder;

    static Stream<Arguments> variants() {
        return Stream.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)
                .flatMap(order -> Stream.of(Arguments.of(order, false), Arguments.of(order, true)));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldReadEveryRecordWhenByteOrderAndResolutionVary(ByteOrder order, boolean nanos) {
        Path file = CaptureBytes.pcap(order, nanos, 1)
                .pcapRecord(1_700_000_000L, 123_456, FIRST.length, FIRST)
                .pcapRecord(4_294_967_295L, 999_999, SECOND.length, SECOND)
                .writeTo(folder.resolve("in.pcap"));
        try (CaptureReader reader = CaptureReader.open(file)) {
            List<ReadRecord> records = ReadRecord.readAll(reader);
            int unit = nanos ? 1 : 1000;
            assertThat(records).extracting(ReadRecord::number).containsExactly(1L, 2L);
            assertThat(records)
                    .extracting(ReadRecord::timestampNanos)
                    .containsExactly(
                            1_700_000_000_000_000_000L + 123_456L * unit, 4_294_967_295_000_000_000L + 999_999L * unit);
            assertThat(records).extracting(ReadRecord::data).containsExactly(FIRST, SECOND);
            assertThat(records).extracting(ReadRecord::cut).containsOnly(false);
            assertThat(reader.end()).isEqualTo(CaptureReader.End.COMPLETE);
            assertThat(reader.problem()).isEmpty();
            assertThat(reader.truncated()).isFalse();
            assertThat(reader.filePosition()).isEqualTo(reader.fileLength());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, ETHERNET, 14",
        "12, RAW_IP, 0",
        "14, RAW_IP, 0",
        "101, RAW_IP, 0",
        "228, RAW_IPV4, 0",
        "229, RAW_IPV6, 0",
        "113, LINUX_COOKED, 16",
        "276, LINUX_COOKED_2, 20"
    })
    void shouldKnowLinkTypeWhenItsCodeIsAllowed(int code, LinkType expected, int headerLength) {
        Path file = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, true, code)
                .pcapRecord(0, 0, FIRST.length, FIRST)
                .writeTo(folder.resolve("in.pcap"));
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord record = new CaptureRecord();
            assertThat(reader.next(record)).isTrue();
            assertThat(record.linkType()).isEqualTo(expected);
            assertThat(record.linkHeaderLength()).isEqualTo(headerLength);
            UnsafeBuffer target = new UnsafeBuffer(new byte[100]);
            assertThat(record.copyNetworkTo(target, 3, 90)).isEqualTo(FIRST.length - headerLength);
            assertThat(target.getByte(3)).isEqualTo(FIRST[headerLength]);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 12", "113, 14", "276, 0"})
    void shouldTellProtocolWhenLinkHeaderCarriesIt(int code, int protocolOffset) {
        byte[] packet = CaptureBytes.packet(40, 9);
        packet[protocolOffset] = (byte) 0x86;
        packet[protocolOffset + 1] = (byte) 0xDD;
        Path file = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, true, code)
                .pcapRecord(0, 0, packet.length, packet)
                .writeTo(folder.resolve("in.pcap"));
        assertThat(ReadRecord.readAll(file)).extracting(ReadRecord::protocol).containsExactly(0x86DD);
    }

    @Test
    void shouldTellProtocolFromVersionWhenLinkTypeIsRaw() {
        Path file = CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, true, 101)
                .pcapRecord(0, 0, 1, (byte) 0x45)
                .pcapRecord(0, 0, 1, (byte) 0x60)
                .pcapRecord(0, 0, 1, (byte) 0x50)
                .pcapRecord(0, 0, 0)
                .writeTo(folder.resolve("in.pcap"));
        assertThat(ReadRecord.readAll(file))
                .extracting(ReadRecord::protocol)
                .containsExactly(0x0800, 0x86DD, CaptureRecord.NO_PROTOCOL, CaptureRecord.NO_PROTOCOL);
    }

    @Test
    void shouldTellNoProtocolWhenPacketIsShorterThanItsLinkHeader() {
        Path file = CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, true, 1)
                .pcapRecord(0, 0, 13, CaptureBytes.packet(13, 1))
                .writeTo(folder.resolve("in.pcap"));
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord record = new CaptureRecord();
            assertThat(reader.next(record)).isTrue();
            assertThat(record.protocol()).isEqualTo(CaptureRecord.NO_PROTOCOL);
            assertThat(record.linkHeaderLength()).isEqualTo(13);
            assertThat(record.copyNetworkTo(new UnsafeBuffer(new byte[8]), 0, 8))
                    .isZero();
        }
    }

    @Test
    void shouldFlagPacketWhenSnaplenCutIt() {
        Path file = CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, false, 1)
                .pcapRecord(0, 0, 9000, FIRST)
                .writeTo(folder.resolve("in.pcap"));
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord record = new CaptureRecord();
            assertThat(reader.next(record)).isTrue();
            assertThat(record.isCut()).isTrue();
            assertThat(record.capturedLength()).isEqualTo(FIRST.length);
            assertThat(record.originalLength()).isEqualTo(9000);
        }
    }

    @Test
    void shouldNotFlagPacketWhenStatedLengthIsBelowCapturedLength() {
        Path file = CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, false, 1)
                .pcapRecord(0, 0, 20, FIRST)
                .writeTo(folder.resolve("in.pcap"));
        assertThat(ReadRecord.readAll(file)).extracting(ReadRecord::cut).containsExactly(false);
    }

    @Test
    void shouldLeaveFrameCheckSequenceOffWhenHeaderStatesOne() {
        int ethernetWithFourBytesOfFcs = 2 << 28 | 1 << 26 | 1;
        Path file = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, false, ethernetWithFourBytesOfFcs)
                .pcapRecord(0, 0, FIRST.length, FIRST)
                .writeTo(folder.resolve("in.pcap"));
        List<ReadRecord> records = ReadRecord.readAll(file);
        assertThat(records).extracting(record -> record.data().length).containsExactly(FIRST.length - 4);
        assertThat(records).extracting(ReadRecord::cut).containsExactly(false);
    }

    @Test
    void shouldCopyNoMoreThanAskedWhenTargetIsSmall() {
        Path file = CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, false, 1)
                .pcapRecord(0, 0, FIRST.length, FIRST)
                .writeTo(folder.resolve("in.pcap"));
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord record = new CaptureRecord();
            assertThat(reader.next(record)).isTrue();
            byte[] target = new byte[12];
            assertThat(record.copyTo(new UnsafeBuffer(target), 1, 10)).isEqualTo(10);
            assertThat(target).startsWith(0, FIRST[0]).endsWith(FIRST[9], 0);
        }
    }

    @Test
    void shouldRefuseRecordWhenReaderIsClosed() {
        Path file = CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, false, 1)
                .pcapRecord(0, 0, FIRST.length, FIRST)
                .writeTo(folder.resolve("in.pcap"));
        CaptureReader reader = CaptureReader.open(file);
        CaptureRecord record = new CaptureRecord();
        assertThat(reader.next(record)).isTrue();
        reader.close();
        reader.close();
        assertThatIllegalStateException().isThrownBy(() -> record.copyTo(new UnsafeBuffer(new byte[100]), 0, 100));
        assertThatIllegalStateException().isThrownBy(() -> reader.next(record));
    }
}
