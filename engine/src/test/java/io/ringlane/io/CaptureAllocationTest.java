// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts the bytes that iterating allocates; the second of two equal readings must cost no more than an open file. */
final class CaptureAllocationTest {
    private static final int RECORDS = 20_000;

    @TempDir
    private Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CaptureRecord record = new CaptureRecord();
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[2048]);

    @Test
    void shouldAllocateNothingWhenReadingPcap() {
        CaptureBytes capture = CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, false, 1);
        for (int i = 0; i < RECORDS; i++) {
            capture.pcapRecord(i, i, 100, CaptureBytes.packet(100, i));
        }
        assertAllocationFree(capture.writeTo(folder.resolve("in.pcap")));
    }

    @Test
    void shouldAllocateNothingWhenReadingPcapng() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.BIG_ENDIAN);
        capture.section().interfaceBlock(1, 0, capture.body());
        for (int i = 0; i < RECORDS; i++) {
            capture.enhancedPacket(0, i, 100, CaptureBytes.packet(100, i));
        }
        assertAllocationFree(capture.writeTo(folder.resolve("in.pcapng")));
    }

    private void assertAllocationFree(Path file) {
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 4 && fewest != 0; round++) {
            fewest = Math.min(fewest, iterationCost(file));
        }
        assertThat(fewest).isZero();
    }

    private long iterationCost(Path file) {
        try (CaptureReader reader = CaptureReader.open(file)) {
            long id = Thread.currentThread().threadId();
            threads.getThreadAllocatedBytes(id);
            long before = threads.getThreadAllocatedBytes(id);
            long sum = 0;
            while (reader.next(record)) {
                sum += record.copyTo(target, 0, target.capacity()) + record.protocol();
            }
            long cost = threads.getThreadAllocatedBytes(id) - before;
            assertThat(reader.recordCount()).isEqualTo(RECORDS);
            assertThat(sum).isPositive();
            return cost;
        }
    }
}
