// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages good captures at random; reading one may be refused or end early, and nothing else may happen. */
final class CaptureMutationTest {
    private static final int RUNS = 10_000;
    private static final int[] NASTY = {0, 1, 3, 4, 12, 0x7F, 0x80, 0xFF};

    @TempDir
    private Path folder;

    private int delivered;
    private int refused;
    private int early;

    @Test
    void shouldEndCleanlyWhenCaptureIsMutated() throws IOException {
        List<byte[]> seeds = List.of(
                pcap(ByteOrder.BIG_ENDIAN),
                pcap(ByteOrder.LITTLE_ENDIAN),
                pcapng(ByteOrder.BIG_ENDIAN),
                pcapng(ByteOrder.LITTLE_ENDIAN));
        for (int run = 0; run < RUNS; run++) {
            Random random = new Random(run);
            byte[] bytes = mutate(seeds.get(run % seeds.size()), random);
            // A new file each time: some file systems write a truncated and rewritten one through to the disk.
            Path file = Files.write(folder.resolve("mutated" + run), bytes);
            try {
                readToEnd(file, bytes);
            } catch (CaptureException e) {
                refused++;
                assertThat(e.getMessage())
                        .as("seed %d", run)
                        .startsWith(file.toString())
                        .doesNotContain("\n");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + run, e);
            }
            Files.delete(file);
        }
        // The mutations are worth something only if all three kinds of end are met often.
        assertThat(delivered).isGreaterThan(RUNS);
        assertThat(refused).isGreaterThan(RUNS / 50);
        assertThat(early).isGreaterThan(RUNS / 10);
    }

    private void readToEnd(Path file, byte[] bytes) {
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord record = new CaptureRecord();
            UnsafeBuffer target = new UnsafeBuffer(new byte[bytes.length]);
            long last = 0;
            while (reader.next(record)) {
                delivered++;
                assertThat(record.number()).isGreaterThan(last);
                last = record.number();
                int from = (int) record.fileOffset();
                int length = record.capturedLength();
                assertThat(from + length).isLessThanOrEqualTo(bytes.length);
                assertThat(record.copyTo(target, 0, length)).isEqualTo(length);
                assertThat(Arrays.mismatch(target.byteArray(), 0, length, bytes, from, from + length))
                        .isEqualTo(-1);
                assertThat(record.protocol()).isBetween(0, 0xFFFF);
                assertThat(record.linkHeaderLength()).isBetween(0, length);
            }
            boolean complete = reader.end() == CaptureReader.End.COMPLETE;
            assertThat(reader.problem().isEmpty()).isEqualTo(complete);
            early += complete ? 0 : 1;
        }
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = (byte) NASTY[random.nextInt(NASTY.length)];
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                default -> System.arraycopy(bytes, at, bytes, random.nextInt(at + 1), bytes.length - at);
            }
        }
        return bytes;
    }

    private static byte[] pcap(ByteOrder order) {
        CaptureBytes capture = CaptureBytes.pcap(order, false, 113);
        for (int i = 0; i < 5; i++) {
            capture.pcapRecord(i, i, 60 + i, CaptureBytes.packet(20 + i * 9, i));
        }
        return capture.toBytes();
    }

    private static byte[] pcapng(ByteOrder order) {
        CaptureBytes capture = new CaptureBytes(order);
        return capture.section()
                .interfaceBlock(1, 0, capture.body().option(9, (byte) 9).option(0))
                .enhancedPacket(0, 77, 40, CaptureBytes.packet(40, 1))
                .obsoletePacket(0, 78, 30, CaptureBytes.packet(9, 2))
                .interfaceBlock(276, 64, capture.body())
                .block(4, capture.body().u64(1))
                .simplePacket(33, CaptureBytes.packet(33, 3))
                .enhancedPacket(1, 99, 64, CaptureBytes.packet(64, 4))
                .section(order == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .toBytes();
    }
}
