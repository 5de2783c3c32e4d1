// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.arrival.ArrivalSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The traffic of a scenario, all but how much of it there is. Immutable; any thread.
 *
 * @param mix        of sizes; of a capture what it holds.
 * @param timing     how packets follow each other.
 * @param popularity of SAs.
 * @param sas        SAs in use.
 * @param esp        what becomes of a clear frame.
 * @param side       on which rates in bits count.
 * @param layer      whether rates in bits count preamble and gap.
 * @param superBytes of each IP packet that is sent, to be cut into frames of the mix; 0: frames are sent one by one.
 */
public record TrafficSpec(
        Mix mix, Timing timing, Popularity popularity, int sas, EspShape esp, Side side, Layer layer, int superBytes) {
    /** Preamble, start of frame and gap. */
    public static final int WIRE_OVERHEAD = 20;

    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;
    private static final int BITS = 8;
    private static final int USUAL_MTU = 1500;

    /** On which side of ESP a rate counts. */
    public enum Side {
        CLEAR,
        WIRE
    }

    /** What of a frame a rate in bits counts. */
    public enum Layer {
        /** Also preamble, start of frame and gap: 20 bytes. */
        L1,
        /** From the addresses to the FCS, both included. */
        L2
    }

    /** How packets follow each other. */
    public sealed interface Timing {}

    /** Independently of sizes. */
    public record Drawn(ArrivalSpec arrivals) implements Timing {}

    /** As one stream of constant rate for each size; phases of their first packets, in the order of the sizes. */
    public record Streams(List<Long> phasesPs) implements Timing {
        /** Copies the list. */
        public Streams {
            phasesPs = List.copyOf(phasesPs);
        }
    }

    /** As in a capture, with its sizes. */
    public record Captured(CaptureTrace trace, boolean loops) implements Timing {}

    /** Reads the part of a scenario; a fault is a {@code YamlException}. */
    public static TrafficSpec read(YamlNode node) {
        return TrafficReader.read(node);
    }

    // ---- packets

    /** How a super-packet is cut whose segments are such frames of the mix; null where frames are sent one by one. */
    Traffic.Cut cut(int frame) {
        return superBytes == 0 ? null : esp.cut(frame, superBytes, mix.inner());
    }

    /** Frames of a super-packet in the mean; 1 where frames are sent one by one. */
    public Rational meanSegments() {
        return superBytes == 0 ? Rational.of(1) : mix.mean(frame -> cut(frame).segments());
    }

    /**
     * Begins a run.
     *
     * @param packetsPerSecond in the mean, above 0; of super-packets each segment counts.
     */
    public Traffic open(Rational packetsPerSecond, long seed, long replicate) {
        return open(packetsPerSecond, seed, replicate, 0);
    }

    /**
     * Begins a run of one of several sources, each with chances of its own.
     *
     * @param source number of the source; the same number meets the same packets in every variant.
     */
    public Traffic open(Rational packetsPerSecond, long seed, long replicate, int source) {
        RandomStreams streams = new RandomStreams(seed + source * SEED_STEP, replicate);
        Rational sent = packetsPerSecond.dividedBy(meanSegments());
        return switch (timing) {
            case Drawn drawn -> new MixTraffic(this, drawn.arrivals().open(sent, streams), streams);
            case Streams phases -> new StreamTraffic(this, phases.phasesPs(), packetsPerSecond, streams);
            case Captured captured -> new CaptureTraffic(this, captured, packetsPerSecond, streams);
        };
    }

    // ---- rates

    /** Mean bytes of clear frames on their wire, FCS included. */
    public Rational meanClearBytes() {
        return superBytes == 0 ? mix.mean(esp::clearBytes) : ofSegments(Traffic.Cut::allClearBytes);
    }

    /** Mean bytes of encrypted frames, FCS included. */
    public Rational meanWireBytes() {
        return superBytes == 0 ? mix.mean(esp::wireBytes) : ofSegments(Traffic.Cut::allWireBytes);
    }

    /** Mean bytes that are encrypted of a packet. */
    public Rational meanCipherBytes() {
        return mix.mean(esp::cipherBytes);
    }

    /** Bytes of all segments, for each segment. */
    private Rational ofSegments(ToLongFunction<Traffic.Cut> bytes) {
        return mix.mean(frame -> Math.toIntExact(bytes.applyAsLong(cut(frame)))).dividedBy(meanSegments());
    }

    /** Mean bits that a packet counts for in rates. */
    public Rational meanBits(Side on, Layer of) {
        Rational bytes = on == Side.CLEAR ? meanClearBytes() : meanWireBytes();
        return bytes.plus(Rational.of(of == Layer.L1 ? WIRE_OVERHEAD : 0)).times(Rational.of(BITS));
    }

    /** Packets per second of a rate in bits per second, counted as this traffic says. */
    public Rational packetRate(long bitsPerSecond) {
        return Rational.of(bitsPerSecond).dividedBy(meanBits(side, layer));
    }

    /**
     * Packets per second of a rate as users write it: packets or bits per second.
     *
     * @throws IllegalArgumentException that says which units there are.
     */
    public Rational packetRate(String rate) {
        if (rate.endsWith("pps")) {
            return Quantity.parse(rate, Dimension.PACKET_RATE);
        }
        try {
            return Quantity.parse(rate, Dimension.BIT_RATE).dividedBy(meanBits(side, layer));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(wrong.getMessage() + ", or pps, kpps, Mpps, Gpps", wrong);
        }
    }

    /** Bits per second of a packet rate, rounded to the nearest; for showing. */
    public long bitRate(Rational packetsPerSecond, Side on, Layer of) {
        return packetsPerSecond.times(meanBits(on, of)).rounded();
    }

    // ---- in words

    /** Largest clear frame on its wire, FCS included. */
    public int largestClear() {
        return esp.clearBytes(mix.largest());
    }

    /** Largest encrypted frame, FCS included. */
    public int largestWire() {
        return esp.wireBytes(mix.largest());
    }

    /** What it is, a line for each part. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        lines.add("mix " + mix + (mix.source().isEmpty() ? "" : "; " + mix.source()));
        lines.add("genome " + mix.genome()
                + switch (mix.order()) {
                    case SEQUENCE -> ", repeated";
                    case SPREAD -> ", repeated (sizes spread by weight)";
                    case RANDOM ->
                        mix.sizes().size() == 1 ? "" : " if spread evenly; here each size is drawn by weight";
                });
        if (superBytes > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "sent as TCP packets of %d bytes, each cut into %.2f frames in the mean; packets are such frames",
                    superBytes,
                    meanSegments().asDouble()));
        }
        lines.add("arrivals "
                + switch (timing) {
                    case Drawn drawn -> drawn.arrivals().describe();
                    case Streams _ -> "one stream of constant rate for each size";
                    case Captured captured ->
                        "as in " + captured.trace().file() + ", times scaled to the rate"
                                + (captured.loops() ? ", again and again" : "");
                });
        lines.add(sas + " SAs, used " + popularity);
        lines.add(String.format(
                Locale.ROOT,
                "%s: %.2f clear bytes become %.2f in the mean",
                esp,
                meanClearBytes().asDouble(),
                meanWireBytes().asDouble()));
        lines.add("rates in bits count " + (side == Side.CLEAR ? "clear" : "encrypted") + " frames, FCS included, "
                + (layer == Layer.L1 ? "with" : "without") + " the 20 bytes of preamble and gap");
        return lines;
    }

    /** What a planner should know before trusting an answer; mostly empty. */
    public List<String> warnings() {
        int mtu = esp.carrierMtu(mix.largest());
        return mtu <= USUAL_MTU
                ? List.of()
                : List.of("clear frames of " + mix.largest() + " bytes become " + largestWire()
                        + ": the encrypted side needs an MTU of " + mtu + ", one of " + USUAL_MTU + " would fragment");
    }
}
