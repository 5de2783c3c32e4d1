// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytes;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A capture file mapped read-only as one piece by Chronicle Bytes, read through an Agrona view that is moved along.
 * Owned by one reader and used by one thread. The file must not be shortened by someone else while it is mapped.
 */
final class MappedCapture implements AutoCloseable {
    private final Path file;
    private final long length;
    private final MappedBytes mapping;
    private final long address;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private boolean open = true;

    private MappedCapture(Path file, long length, MappedBytes mapping) {
        this.file = file;
        this.length = length;
        this.mapping = mapping;
        this.address = mapping.addressForRead(0);
    }

    /** Maps a regular, readable file that is not empty; anything else is a {@link CaptureException}. */
    static MappedCapture open(Path file) {
        if (!Files.exists(file)) {
            throw new CaptureException(file + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new CaptureException(file + ": is a directory, a capture file is needed");
        }
        if (!Files.isRegularFile(file)) {
            throw new CaptureException(file + ": is not a regular file, and only those can be mapped");
        }
        if (!Files.isReadable(file)) {
            throw new CaptureException(file + ": permission to read it is missing");
        }
        try {
            long length = Files.size(file);
            if (length == 0) {
                throw new CaptureException(file + ": is empty, not a capture (pcap or pcapng is needed)");
            }
            MappedBytes mapping = MappedBytes.singleMappedBytes(file.toFile(), length, true);
            mapping.singleThreadedCheckDisabled(true);
            return new MappedCapture(file, length, mapping);
        } catch (IOException | IllegalStateException e) {
            throw new CaptureException(file + ": cannot be mapped: " + e.getMessage(), e);
        }
    }

    Path file() {
        return file;
    }

    long length() {
        return length;
    }

    boolean isOpen() {
        return open;
    }

    ByteOrder order() {
        return order;
    }

    /** The order in which the numbers of the file (for pcapng: of the section) stand. */
    void order(ByteOrder order) {
        this.order = order;
    }

    /** A byte as 0 to 255. */
    int u8(long offset) {
        return at(offset, Byte.BYTES).getByte(0) & 0xFF;
    }

    /** A 16-bit number in the order of the file. */
    int u16(long offset) {
        return at(offset, Short.BYTES).getShort(0, order) & 0xFFFF;
    }

    /** A 16-bit number in network byte order, whatever the order of the file. */
    int u16Network(long offset) {
        return at(offset, Short.BYTES).getShort(0, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    /** An unsigned 32-bit number in the order of the file: lengths above 2 GiB stay above it. */
    long u32(long offset) {
        return at(offset, Integer.BYTES).getInt(0, order) & 0xFFFF_FFFFL;
    }

    /** A 64-bit number in the order of the file. */
    long i64(long offset) {
        return at(offset, Long.BYTES).getLong(0, order);
    }

    /** The four bytes at the offset read as a big-endian number, whatever the order of the file. */
    int magic(long offset) {
        return at(offset, Integer.BYTES).getInt(0, ByteOrder.BIG_ENDIAN);
    }

    /** Copies bytes out; the target's bounds are checked by the target. */
    void copy(long offset, MutableDirectBuffer target, int targetOffset, int count) {
        target.putBytes(targetOffset, at(offset, count), 0, count);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            view.wrap(0, 0);
            mapping.releaseLast();
        }
    }

    /** Moves the view; the one place where an address is made, so the one place that checks it. */
    private UnsafeBuffer at(long offset, int count) {
        if (!open) {
            throw new IllegalStateException(file + ": read after close");
        }
        if (offset < 0 || count < 0 || offset > length - count) {
            throw new IndexOutOfBoundsException(file + ": offset=" + offset + " count=" + count + " length=" + length);
        }
        view.wrap(address + offset, count);
        return view;
    }
}
