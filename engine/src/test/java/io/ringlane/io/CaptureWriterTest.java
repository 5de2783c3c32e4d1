// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ringlane.testing.AllocationGate;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CaptureWriterTest {
    private static final byte[] PACKET = CaptureBytes.packet(1514, 5);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(LinkType.class)
    void shouldWriteTheSameBytesAsTheFormatSaysWhenLinkTypeVaries(LinkType linkType) throws IOException {
        Path file = folder.resolve("out.pcap");
        try (CaptureWriter writer = CaptureWriter.create(file, linkType)) {
            writer.write(new UnsafeBuffer(PACKET), 0, PACKET.length, 1_700_000_000_123_456_789L);
            writer.write(new UnsafeBuffer(PACKET), 14, 60, 4_294_967_295_999_999_999L);
            writer.write(new UnsafeBuffer(PACKET), 0, 0, 0);
            assertThat(writer.recordCount()).isEqualTo(3);
        }
        byte[] expected = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, true, linkType.code())
                .pcapRecord(1_700_000_000L, 123_456_789L, PACKET.length, PACKET)
                .pcapRecord(4_294_967_295L, 999_999_999L, 60, Arrays.copyOfRange(PACKET, 14, 74))
                .pcapRecord(0, 0, 0)
                .toBytes();
        // The snaplen is the writer's own choice.
        byte[] written = Files.readAllBytes(file);
        System.arraycopy(written, 16, expected, 16, 4);
        assertThat(written).isEqualTo(expected);
    }

    @Test
    void shouldReadBackWhatWasWrittenWhenFileSpansManyChunks() {
        Path file = folder.resolve("out.pcap");
        Random random = new Random(11);
        UnsafeBuffer source = new UnsafeBuffer(new byte[CaptureWriter.MAX_PACKET_LENGTH]);
        int count = 0;
        try (CaptureWriter writer = CaptureWriter.create(file, LinkType.ETHERNET)) {
            while (writer.length() < 15_000_000) {
                writer.write(source, 0, fill(source, random), count++);
            }
        }
        random.setSeed(11);
        UnsafeBuffer target = new UnsafeBuffer(new byte[CaptureWriter.MAX_PACKET_LENGTH]);
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord record = new CaptureRecord();
            for (int i = 0; i < count; i++) {
                int length = fill(source, random);
                assertThat(reader.next(record)).isTrue();
                assertThat(record.timestampNanos()).isEqualTo(i);
                assertThat(record.copyTo(target, 0, target.capacity())).isEqualTo(length);
                assertThat(Arrays.mismatch(target.byteArray(), 0, length, source.byteArray(), 0, length))
                        .isEqualTo(-1);
            }
            assertThat(reader.next(record)).isFalse();
            assertThat(reader.end()).isEqualTo(CaptureReader.End.COMPLETE);
        }
    }

    @Test
    void shouldReplaceOldContentWhenFileExists() throws IOException {
        Path file = Files.write(folder.resolve("out.pcap"), new byte[100_000]);
        CaptureWriter.create(file, LinkType.RAW_IP).close();
        assertThat(Files.size(file)).isEqualTo(24);
        assertThat(ReadRecord.readAll(file)).isEmpty();
    }

    @Test
    void shouldKeepFileWhenClosedTwice() throws IOException {
        Path file = folder.resolve("out.pcap");
        CaptureWriter writer = CaptureWriter.create(file, LinkType.RAW_IP);
        writer.write(new UnsafeBuffer(PACKET), 0, 60, 1);
        writer.close();
        writer.close();
        assertThat(Files.size(file)).isEqualTo(24 + 16 + 60);
        assertThatIllegalStateException().isThrownBy(() -> writer.write(new UnsafeBuffer(PACKET), 0, 60, 2));
        assertThat(writer.length()).isEqualTo(24 + 16 + 60);
    }

    @Test
    void shouldRefuseRecordWhenClosedAtTheEndOfChunk() {
        UnsafeBuffer source = new UnsafeBuffer(new byte[CaptureWriter.MAX_PACKET_LENGTH]);
        CaptureWriter writer = CaptureWriter.create(folder.resolve("out.pcap"), LinkType.RAW_IP);
        while (writer.length() < 4 << 20) {
            writer.write(source, 0, source.capacity(), 1);
        }
        writer.close();
        assertThatIllegalStateException().isThrownBy(() -> writer.write(source, 0, 60, 2));
    }

    @Test
    void shouldRefuseRecordWhenLengthOrTimeIsOutOfRange() {
        UnsafeBuffer source = new UnsafeBuffer(new byte[CaptureWriter.MAX_PACKET_LENGTH + 1]);
        try (CaptureWriter writer = CaptureWriter.create(folder.resolve("out.pcap"), LinkType.RAW_IP)) {
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(source, 0, source.capacity(), 0));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(source, 0, -1, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(source, 0, 1, -1));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(source, 0, 1, Long.MAX_VALUE));
            assertThat(writer.recordCount()).isZero();
        }
    }

    @Test
    void shouldSayWhyWhenOutputCannotBeWritten() {
        assertRefused(folder, "it is a directory");
        assertRefused(folder.resolve("none").resolve("out.pcap"), "there is no folder " + folder.resolve("none"));
        assertRefused(Path.of("/dev/full"), "it is not a regular file");
        assertRefused(Path.of("/proc/none.pcap"), "the folder takes no new file");
    }

    @Test
    void shouldAllocateNothingWhenWritingInsideOneChunk() {
        UnsafeBuffer source = new UnsafeBuffer(PACKET);
        try (CaptureWriter writer = CaptureWriter.create(folder.resolve("out.pcap"), LinkType.ETHERNET)) {
            assertThat(AllocationGate.fewestBytes(() -> writer.write(source, 0, 512, 7), 1_000, 1_000))
                    .isZero();
            assertThat(writer.length()).isLessThan(4 << 20);
        }
    }

    /** Mostly small packets and now and then one of up to the largest; returns the length. */
    private static int fill(UnsafeBuffer source, Random random) {
        int length = random.nextInt(random.nextInt(8) == 0 ? source.capacity() + 1 : 2_000);
        source.setMemory(0, length, (byte) random.nextInt());
        source.putInt(random.nextInt(source.capacity() - 3), random.nextInt());
        return length;
    }

    private static void assertRefused(Path file, String said) {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> CaptureWriter.create(file, LinkType.ETHERNET))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(file + ": cannot be written: ")
                        .contains(said)
                        .doesNotContain("\n"));
    }
}
