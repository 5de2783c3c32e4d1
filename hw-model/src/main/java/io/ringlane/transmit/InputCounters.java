// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found in the input capture. Written by the intake, read for the summary once the run is over. */
public final class InputCounters {
    /** A packet that was not handed to the engine. @param number in the capture, from 1. */
    public record Refusal(long number, String reason) {}

    /** More refused packets than this are counted, not listed. */
    private static final int LISTED = 20;

    private final Map<UpperLayer.Checksum, Long> checksums = new EnumMap<>(UpperLayer.Checksum.class);
    private final List<Refusal> refusals = new ArrayList<>();
    private long packets;
    private long bytes;
    private long superPackets;
    private long shrunk;
    private long refused;

    void packet(int length) {
        packets++;
        bytes += length;
    }

    void superPacket() {
        superPackets++;
    }

    void shrink() {
        shrunk++;
    }

    void checksum(UpperLayer.Checksum checksum) {
        checksums.merge(checksum, 1L, Long::sum);
    }

    void refuse(long number, String reason) {
        refused++;
        if (refusals.size() < LISTED) {
            refusals.add(new Refusal(number, reason));
        }
    }

    /** Packets handed to the engine, and their bytes from the Ethernet header on. */
    public long packets() {
        return packets;
    }

    public long bytes() {
        return bytes;
    }

    /** Of these, those that are to be cut. */
    public long superPackets() {
        return superPackets;
    }

    /** Super-packets whose segments had to be smaller than asked for, to fit the path. */
    public long shrunk() {
        return shrunk;
    }

    public long fullChecksums() {
        return checksums.getOrDefault(UpperLayer.Checksum.FULL, 0L);
    }

    public long pseudoChecksums() {
        return checksums.getOrDefault(UpperLayer.Checksum.PSEUDO, 0L);
    }

    public long badChecksums() {
        return checksums.getOrDefault(UpperLayer.Checksum.BAD, 0L);
    }

    /** Packets of the capture that were not handed to the engine. */
    public long refused() {
        return refused;
    }

    /** The first of them. */
    public List<Refusal> refusals() {
        return List.copyOf(refusals);
    }
}
