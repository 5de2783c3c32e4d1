// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import java.util.Arrays;
import java.util.HexFormat;

/** A packet as a driver sees it: every byte, every mark, and the offload record if there is one. */
final class SeenFrame {
    private static final String[] NAMES = {
        "data",
        "length",
        "mac",
        "network",
        "transport",
        "checksum mode",
        "checksum start",
        "checksum offset",
        "family",
        "gso size",
        "gso segs",
        "gso type",
        "flow hash",
        "device",
        "queue",
        "mark",
        "ingress time",
        "mac length",
        "holds",
        "offload",
        "flags",
        "sequence low",
        "sequence high",
        "next protocol",
        "depth",
        "inner protocol",
        "extra header",
        "state index",
        "state generation",
        "esp",
        "protocol byte",
        "icv",
        "trailer",
        "order"
    };

    final byte[] bytes;
    private final long[] marks;

    private SeenFrame(byte[] bytes, long[] marks) {
        this.bytes = bytes;
        this.marks = marks;
    }

    static SeenFrame of(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        if (packet.bodyOwner() != null) {
            int place = packet.bodyPlace() - packet.data();
            packet.bodyOwner().buffer().getBytes(packet.bodyOffset(), bytes, place, packet.bodyLength());
        }
        boolean partial = packet.checksumMode() == ChecksumMode.PARTIAL;
        long[] line = {
            packet.data(),
            packet.length(),
            packet.mac(),
            packet.network(),
            packet.transport(),
            packet.checksumMode(),
            partial ? packet.checksumStart() : 0,
            partial ? packet.checksumOffset() : 0,
            packet.family(),
            packet.gsoSize(),
            packet.isGso() ? packet.gsoSegs() : 0,
            packet.isGso() ? packet.gsoType() : 0,
            packet.flowHash(),
            packet.device(),
            packet.queue(),
            packet.mark(),
            packet.ingressTime(),
            packet.macLength(),
            packet.holds(),
            packet.hasOffload() ? 1 : 0
        };
        if (!packet.hasOffload()) {
            return new SeenFrame(bytes, line);
        }
        leaveOut(bytes, packet);
        return new SeenFrame(bytes, withRecord(line, packet));
    }

    /** IV and ICV are the device's to write; what stands there until then means nothing. */
    private static void leaveOut(byte[] bytes, Packet packet) {
        if ((packet.offloadFlags() & XfrmOffloadFlags.XMIT) != 0) {
            int iv = packet.espOffset() - packet.data() + 8;
            Arrays.fill(bytes, iv, iv + 8, (byte) 0);
            Arrays.fill(bytes, bytes.length - packet.icvLength(), bytes.length, (byte) 0);
        }
    }

    private static long[] withRecord(long[] line, Packet packet) {
        long[] all = Arrays.copyOf(line, NAMES.length);
        long[] record = {
            packet.offloadFlags(),
            packet.sequenceLow(),
            packet.sequenceHigh(),
            packet.nextProtocol(),
            packet.secPathDepth(),
            packet.innerProtocol(),
            packet.extraHeader(),
            packet.stateIndex(),
            packet.stateGeneration(),
            packet.espOffset(),
            packet.protocolByte(),
            packet.icvLength(),
            packet.trailerLength(),
            packet.order()
        };
        System.arraycopy(record, 0, all, line.length, record.length);
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeenFrame that && Arrays.equals(bytes, that.bytes) && Arrays.equals(marks, that.marks);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** What differs in another one, in words. */
    String differenceTo(SeenFrame other) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            String mine = i < marks.length ? Long.toString(marks[i]) : "none";
            String theirs = i < other.marks.length ? Long.toString(other.marks[i]) : "none";
            if (!mine.equals(theirs)) {
                text.append(NAMES[i])
                        .append(": long ")
                        .append(mine)
                        .append(", short ")
                        .append(theirs)
                        .append("; ");
            }
        }
        int at = Arrays.mismatch(bytes, other.bytes);
        if (at >= 0) {
            text.append("bytes differ at ").append(at).append("\n  long  ").append(hex(bytes));
            text.append("\n  short ").append(hex(other.bytes));
        }
        return text.toString();
    }

    private static String hex(byte[] bytes) {
        return bytes.length + ": " + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 120));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < marks.length; i++) {
            text.append(NAMES[i]).append(' ').append(marks[i]).append(", ");
        }
        return text.append(hex(bytes)).toString();
    }
}
