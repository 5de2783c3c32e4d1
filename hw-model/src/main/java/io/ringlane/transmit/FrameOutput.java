// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.hw.nic.FrameSink;
import io.ringlane.io.CaptureWriter;
import io.ringlane.io.LinkType;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * Writes the frames that leave the NIC into a capture, with the time at which their last bit left, and counts them. The
 * file is not touched before {@link #open}. One thread.
 */
final class FrameOutput implements FrameSink, AutoCloseable {
    private static final long PS_PER_NS = 1_000;
    /** Half of what the format's seconds can tell: room for the run behind the start. */
    private static final long LATEST_START_NS = 0x8000_0000L * 1_000_000_000L;

    private final SaTallies tallies;
    private CaptureWriter writer;
    private TransmitTrace trace;
    private long startNs;
    private long frames;
    private long bytes;
    private long clear;

    FrameOutput(SaTallies tallies) {
        this.tallies = tallies;
    }

    /** Creates the file. @throws io.ringlane.io.CaptureException when it cannot be written. */
    void open(Path file) {
        writer = CaptureWriter.create(file, LinkType.ETHERNET);
    }

    /** Shows each frame to a trace, too. */
    void trace(TransmitTrace newTrace) {
        trace = newTrace;
    }

    /** Sets the calendar time of model time 0, nanoseconds since the epoch; what the format cannot tell counts as 0. */
    void startsAt(long epochNs) {
        startNs = epochNs < 0 || epochNs > LATEST_START_NS ? 0 : epochNs;
    }

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length, long departurePs) {
        frames++;
        bytes += length;
        clear += tallies.frame(buffer, offset, length) ? 0 : 1;
        if (trace != null) {
            trace.frame(buffer, offset, length);
        }
        writer.write(buffer, offset, length, startNs + departurePs / PS_PER_NS);
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    /** Frames that carry no ESP of the SAs. */
    long clear() {
        return clear;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
