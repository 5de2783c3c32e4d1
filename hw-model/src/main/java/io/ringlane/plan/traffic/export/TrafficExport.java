// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.export;

import io.ringlane.header.Ethernet;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.io.CaptureWriter;
import io.ringlane.io.LinkType;
import io.ringlane.plan.traffic.TrafficSpec;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes traffic as a capture, and the SAs for it, so that the engine and a real Linux can be driven with what a plan
 * was made for. Stateless.
 */
public final class TrafficExport {
    private static final int PS_PER_NANO = 1_000;
    private static final int MOST_SAS = 1 << 24;

    private TrafficExport() {}

    /**
     * Writes the first packets of a run: UDP frames without VLAN tags, at their times to the nanosecond, one
     * destination for each SA.
     *
     * @param packetsPerSecond in the mean.
     * @param packets          at most; traffic that ends earlier is written whole.
     * @param capture          pcap file, made or emptied.
     * @return packets written.
     */
    public static long writeCapture(
            TrafficSpec spec, Rational packetsPerSecond, long seed, long packets, Path capture) {
        Traffic traffic = spec.open(packetsPerSecond, seed, 0);
        ClearFrames frames = new ClearFrames(spec.mix().inner());
        int tag = spec.esp().clearTag() ? Ethernet.VLAN_LENGTH : 0;
        long written = 0;
        try (CaptureWriter writer = CaptureWriter.create(capture, LinkType.ETHERNET)) {
            while (written < packets) {
                long atPs = traffic.next();
                if (atPs == Simulation.NEVER) {
                    break;
                }
                int length = frames.write(traffic.clearBytes() - tag, traffic.state());
                writer.write(frames.buffer(), 0, length, atPs / PS_PER_NANO);
                written++;
            }
        }
        return written;
    }

    /** Writes SAs and policies for the packets of {@link #writeCapture}, as {@code transmit --sa} reads them. */
    public static void writeStates(TrafficSpec spec, Path file) {
        if (spec.sas() > MOST_SAS) {
            throw new IllegalArgumentException("more than " + MOST_SAS + " SAs have no addresses of their own");
        }
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            writer.write("# SAs for planned traffic; the keys are printed here, so they protect nothing.\n");
            for (int state = 0; state < spec.sas(); state++) {
                writer.write(StateLines.of(spec.esp(), spec.mix().inner(), state));
            }
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
