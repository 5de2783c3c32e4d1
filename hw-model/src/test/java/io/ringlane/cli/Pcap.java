// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Captures as lists of byte arrays: a reader and a writer of the test's own, little-endian pcap with nanoseconds. */
record Pcap(int linkType, List<byte[]> packets, List<Long> timesNs) {
    private static final int MAGIC = 0xa1b23c4d;
    private static final int HEADER = 24;
    private static final int RECORD = 16;
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_700_000_000L * SECOND;
    private static final long GAP = 10_000;

    /** Reads a file that is all there. */
    static Pcap read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) != MAGIC) {
            throw new IOException(file + ": magic " + Integer.toHexString(bytes.getInt(0)));
        }
        List<byte[]> packets = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        int at = HEADER;
        while (at < bytes.limit()) {
            times.add(bytes.getInt(at) * SECOND + bytes.getInt(at + 4));
            byte[] packet = new byte[bytes.getInt(at + 8)];
            bytes.get(at + RECORD, packet);
            packets.add(packet);
            at += RECORD + packet.length;
        }
        return new Pcap(bytes.getInt(20), packets, times);
    }

    /** Writes packets, 10 microseconds apart. */
    static Path write(Path file, int linkType, List<byte[]> packets) throws IOException {
        return write(file, linkType, packets, 0);
    }

    /** Writes packets of which each is said to have had so many bytes more. */
    static Path write(Path file, int linkType, List<byte[]> packets, int missing) throws IOException {
        int length = HEADER + packets.stream().mapToInt(p -> RECORD + p.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC).putShort((short) 2).putShort((short) 4).putLong(0);
        bytes.putInt(1 << 18).putInt(linkType);
        long time = START;
        for (byte[] packet : packets) {
            bytes.putInt((int) (time / SECOND)).putInt((int) (time % SECOND));
            bytes.putInt(packet.length).putInt(packet.length + missing).put(packet);
            time += GAP;
        }
        return Files.write(file, bytes.array());
    }
}
