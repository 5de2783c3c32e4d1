// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads a pcap or pcapng capture record by record, without allocation, from a mapped file that it owns. One thread.
 * A file that ends early or holds an impossible length ends the reading with a value and a message; every record
 * before that place has been delivered.
 */
public abstract sealed class CaptureReader implements AutoCloseable permits PcapReader, PcapngReader {
    /** Larger than any packet and smaller than an int: a length above it is damage, not data. */
    static final int MAX_LENGTH = 256 << 20;

    private static final int PCAPNG = 0x0A0D0D0A;
    private static final int GZIP = 0x1F8B;
    private static final int ZSTANDARD = 0x28B52FFD;
    private static final int MODIFIED_PCAP = 0xA1B2CD34;
    private static final int MODIFIED_PCAP_SWAPPED = 0x34CDB2A1;

    /** How far the reading has come. */
    public enum End {
        /** There may be more records. */
        NOT_YET,
        /** The file ended at the end of a record. */
        COMPLETE,
        /** The file ended inside a record. */
        TRUNCATED,
        /** A length in the file is impossible, so where the next record begins is unknown. */
        DAMAGED
    }

    final MappedCapture capture;

    /** Where the next record header or block begins. */
    long position;

    private long recordNumber;
    private long skipped;
    private int skippedLinkType;
    private End end = End.NOT_YET;
    private String problem = "";

    CaptureReader(MappedCapture capture, long firstRecord) {
        this.capture = capture;
        this.position = firstRecord;
    }

    /** Opens a capture and reads its file header. Whatever makes that impossible is a {@link CaptureException}. */
    public static CaptureReader open(Path file) {
        MappedCapture capture = MappedCapture.open(file);
        try {
            return open(capture);
        } catch (CaptureException e) {
            capture.close();
            throw e;
        }
    }

    /** Points {@code record} at the next packet; false at the end, and then {@link #end()} tells which end it is. */
    public boolean next(CaptureRecord record) {
        if (!capture.isOpen()) {
            throw new IllegalStateException(capture.file() + ": read after close");
        }
        return end == End.NOT_YET && read(record);
    }

    abstract boolean read(CaptureRecord record);

    public Path file() {
        return capture.file();
    }

    public End end() {
        return end;
    }

    /** Whether the file ends inside a record. */
    public boolean truncated() {
        return end == End.TRUNCATED;
    }

    /** One line on what ended the reading early: file, record, offset, what was found; empty when nothing did. */
    public String problem() {
        return problem;
    }

    /** Packets met so far, the skipped ones included. */
    public long recordCount() {
        return recordNumber;
    }

    /** Packets passed over since their interface has a link type that is not read here (pcapng only). */
    public long skippedCount() {
        return skipped;
    }

    /** The link type code of the last packet passed over. */
    public int skippedLinkType() {
        return skippedLinkType;
    }

    /** Bytes of the file read so far, for showing progress against {@link #fileLength()}. */
    public long filePosition() {
        return position;
    }

    public long fileLength() {
        return capture.length();
    }

    /** Releases the mapping; records of this reader are void from here on. */
    @Override
    public void close() {
        capture.close();
    }

    long countRecord() {
        return ++recordNumber;
    }

    void countSkipped(int linkType) {
        skipped++;
        skippedLinkType = linkType;
    }

    boolean complete() {
        end = End.COMPLETE;
        return false;
    }

    /** The file ends inside the thing named, which has {@code present} of its {@code needed} bytes. */
    boolean endTruncated(String what, long present, long needed) {
        end = End.TRUNCATED;
        problem = place() + "the file ends inside the " + what + " (" + present + " of " + needed + " bytes)";
        return false;
    }

    boolean endDamaged(String what) {
        end = End.DAMAGED;
        problem = place() + what;
        return false;
    }

    private String place() {
        return capture.file() + ": record " + (recordNumber + 1) + " at offset " + position + ": ";
    }

    private static CaptureReader open(MappedCapture capture) {
        if (capture.length() < Integer.BYTES) {
            throw new CaptureException(capture.file() + ": not a capture: it has " + capture.length()
                    + " bytes, too few for the magic number of pcap or pcapng");
        }
        int magic = capture.magic(0);
        return switch (magic) {
            case PCAPNG -> PcapngReader.open(capture);
            case PcapReader.MICROS -> PcapReader.open(capture, ByteOrder.BIG_ENDIAN, PcapReader.NANOS_PER_MICRO);
            case PcapReader.NANOS -> PcapReader.open(capture, ByteOrder.BIG_ENDIAN, 1);
            case PcapReader.MICROS_SWAPPED ->
                PcapReader.open(capture, ByteOrder.LITTLE_ENDIAN, PcapReader.NANOS_PER_MICRO);
            case PcapReader.NANOS_SWAPPED -> PcapReader.open(capture, ByteOrder.LITTLE_ENDIAN, 1);
            default ->
                throw new CaptureException(
                        capture.file() + ": not a capture: magic number 0x" + String.format("%08x", magic)
                                + " at offset 0" + nameOf(magic)
                                + ", allowed are pcap (a1b2c3d4, a1b23c4d, either byte order) and pcapng (0a0d0d0a)");
        };
    }

    private static String nameOf(int magic) {
        if (magic >>> 16 == GZIP) {
            return " (gzip: unpack it first)";
        }
        return switch (magic) {
            case ZSTANDARD -> " (zstd: unpack it first)";
            case MODIFIED_PCAP, MODIFIED_PCAP_SWAPPED -> " (modified pcap of old Linux: convert it first)";
            default -> "";
        };
    }
}
