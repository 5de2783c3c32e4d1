// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** What a test saw of one record, copied to the heap. */
record ReadRecord(long number, long timestampNanos, LinkType linkType, int protocol, boolean cut, byte[] data) {
    static ReadRecord of(CaptureRecord record) {
        byte[] data = new byte[record.capturedLength()];
        record.copyTo(new UnsafeBuffer(data), 0, data.length);
        return new ReadRecord(
                record.number(), record.timestampNanos(), record.linkType(), record.protocol(), record.isCut(), data);
    }

    /** Reads on to the end, whichever end it is. */
    static List<ReadRecord> readAll(CaptureReader reader) {
        List<ReadRecord> records = new ArrayList<>();
        CaptureRecord record = new CaptureRecord();
        while (reader.next(record)) {
            records.add(of(record));
        }
        return records;
    }

    static List<ReadRecord> readAll(Path file) {
        try (CaptureReader reader = CaptureReader.open(file)) {
            return readAll(reader);
        }
    }
}
