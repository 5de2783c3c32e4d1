// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.MappedBytes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a pcap capture with nanosecond times, little-endian on every machine, into a file that it owns and that
 * Chronicle Bytes maps chunk by chunk. One thread. A record costs no allocation, a chunk a little. {@link #close} cuts
 * the file to what was written; a writer that failed keeps the whole records before the failure.
 */
public final class CaptureWriter implements AutoCloseable {
    /** A longer packet than this is a broken program: it would not fit the overlap of two chunks. */
    public static final int MAX_PACKET_LENGTH = 256 << 10;

    private static final int CHUNK_LENGTH = 4 << 20;
    private static final int OVERLAP_LENGTH = 512 << 10;
    private static final int ZEROS_LENGTH = 64 << 10;
    private static final int VERSION_MAJOR = 2;
    private static final int VERSION_MINOR = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final Path file;
    private final FileChannel channel;
    private final MappedBytes mapping;
    private final UnsafeBuffer window = new UnsafeBuffer(0, 0);
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_LENGTH);

    /** The window begins where a chunk begins; a record may start in it before {@link #windowEnd}. */
    private long windowStart;

    private long windowEnd;

    /** Bytes of the file that have been filled with zeros or records. */
    private long allocated;

    private long position;
    private long recordCount;
    private boolean open = true;

    private CaptureWriter(Path file, FileChannel channel, MappedBytes mapping) {
        this.file = file;
        this.channel = channel;
        this.mapping = mapping;
    }

    /** Creates or empties the file and writes the file header. A place that cannot be written is a CaptureException. */
    public static CaptureWriter create(Path file, LinkType linkType) {
        FileChannel channel = openChannel(file);
        try {
            MappedBytes mapping = MappedBytes.mappedBytes(file.toFile(), CHUNK_LENGTH, OVERLAP_LENGTH);
            mapping.singleThreadedCheckDisabled(true);
            CaptureWriter writer = new CaptureWriter(file, channel, mapping);
            writer.writeFileHeader(linkType);
            return writer;
        } catch (IOException | IllegalStateException e) {
            closeAfterFailure(channel);
            throw cannotWrite(file, e);
        }
    }

    /**
     * Appends one record.
     *
     * @param length         bytes, 0 to {@link #MAX_PACKET_LENGTH}, the link header included.
     * @param timestampNanos nanoseconds since the epoch, from 0 to where 32 bits of seconds end.
     */
    public void write(DirectBuffer source, int offset, int length, long timestampNanos) {
        long seconds = timestampNanos / NANOS_PER_SECOND;
        if (length < 0 || length > MAX_PACKET_LENGTH || timestampNanos < 0 || seconds > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(file + ": length=" + length + " timestampNanos=" + timestampNanos);
        }
        int at = reserve();
        window.putInt(at, (int) seconds, ORDER);
        window.putInt(at + PcapReader.FRACTION_OFFSET, (int) (timestampNanos % NANOS_PER_SECOND), ORDER);
        window.putInt(at + PcapReader.CAPTURED_LENGTH_OFFSET, length, ORDER);
        window.putInt(at + PcapReader.ORIGINAL_LENGTH_OFFSET, length, ORDER);
        window.putBytes(at + PcapReader.RECORD_HEADER_LENGTH, source, offset, length);
        position += PcapReader.RECORD_HEADER_LENGTH + length;
        recordCount++;
    }

    public Path file() {
        return file;
    }

    public long recordCount() {
        return recordCount;
    }

    /** Bytes written so far, the file header included: the length the file will have. */
    public long length() {
        return position;
    }

    /** Unmaps the file and cuts it to its length. Closing again does nothing. */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        window.wrap(0, 0);
        mapping.releaseLast();
        try (channel) {
            channel.truncate(position);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private void writeFileHeader(LinkType linkType) {
        int at = reserve();
        window.putInt(at, PcapReader.NANOS, ORDER);
        window.putShort(at + PcapReader.VERSION_MAJOR_OFFSET, (short) VERSION_MAJOR, ORDER);
        window.putShort(at + PcapReader.VERSION_MINOR_OFFSET, (short) VERSION_MINOR, ORDER);
        window.putInt(at + PcapReader.SNAPLEN_OFFSET, MAX_PACKET_LENGTH, ORDER);
        window.putInt(at + PcapReader.LINK_TYPE_OFFSET, linkType.code(), ORDER);
        position = PcapReader.FILE_HEADER_LENGTH;
    }

    /** Where in the window the next record goes; what starts inside a chunk may end in the overlap behind it. */
    private int reserve() {
        if (!open) {
            throw new IllegalStateException(file + ": write after close");
        }
        if (position >= windowEnd) {
            moveWindow();
        }
        return (int) (position - windowStart);
    }

    /**
     * Maps the chunk that the next record starts in, and the overlap. Records follow one another, so it is always the
     * chunk behind the one before. If there is no room for it, the writer closes with the records it has.
     */
    private void moveWindow() {
        long start = position - position % CHUNK_LENGTH;
        try {
            allocate(start + CHUNK_LENGTH + OVERLAP_LENGTH);
        } catch (IOException e) {
            CaptureException failure = cannotWrite(file, e);
            close();
            throw failure;
        }
        window.wrap(mapping.addressForWrite(start), CHUNK_LENGTH + OVERLAP_LENGTH);
        windowStart = start;
        windowEnd = start + CHUNK_LENGTH;
    }

    /** Fills the file up with zeros before it is mapped: a full disk is an error here and would be a crash there. */
    private void allocate(long end) throws IOException {
        while (allocated < end) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), end - allocated));
            allocated += channel.write(zeros, allocated);
        }
    }

    /** Only a regular file can be mapped; what is there already is emptied. */
    private static FileChannel openChannel(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new CaptureException(file + ": cannot be written: "
                    + (Files.isDirectory(file) ? "it is a directory" : "it is not a regular file"));
        }
        try {
            return FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static void closeAfterFailure(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The failure that led here is the one to report.
            return;
        }
    }

    /** The user's line: the operating system's reason without the path that it repeats. */
    private static CaptureException cannotWrite(Path file, Exception cause) {
        String reason = switch (cause) {
            case NoSuchFileException missing
            when !Files.isDirectory(file.toAbsolutePath().getParent()) ->
                "there is no folder " + file.toAbsolutePath().getParent();
            case NoSuchFileException refused -> "the folder takes no new file";
            case AccessDeniedException denied -> "permission is missing";
            default -> String.valueOf(cause.getMessage()).replaceFirst("^.*: (?=[A-Z])", "");
        };
        return new CaptureException(file + ": cannot be written: " + reason, cause);
    }
}
