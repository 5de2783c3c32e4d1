// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.engine.EngineSnapshot;
import io.ringlane.explain.EspArithmetic;
import io.ringlane.explain.EspFrame;
import io.ringlane.explain.Explanation;
import io.ringlane.explain.WantedPacket;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.hw.event.EventTrace;
import io.ringlane.hw.nic.ModelNic;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Resolution;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;

/**
 * Writes down what each step decides for a packet, with values: what was foretold for it, what the engine's counters
 * say it did, what the device's trace tells, and what can be read off the frames. One packet is under way at a time.
 */
final class TransmitTrace implements EventTrace {
    private static final double PS_PER_US = 1e6;
    private static final long HIGH = 0xffffffff00000000L;

    private final Explanation lines;
    private final TransmitSettings settings;
    private final EspFrame esp;
    private final Map<SaId, SaConfig> states = new LinkedHashMap<>();
    private final Map<SaId, String> reasons = new HashMap<>();
    private final List<String> lanes = new ArrayList<>();
    private final List<String> frames = new ArrayList<>();
    private final Set<Long> descriptors = new LinkedHashSet<>();
    private final List<Named> named = new ArrayList<>();
    private EngineSnapshot before;
    private long place;
    private boolean underWay;
    private boolean looked;
    private long departedPs;
    private String fetched = "";
    private String completed = "";

    /** A frame with an ESP header, by its place among the frames. */
    private record Named(int frame, SaId id, int low) {}

    TransmitTrace(WantedPacket wanted, TransmitSettings settings, IntPredicate isEncapPort) {
        lines = new Explanation(wanted);
        this.settings = settings;
        esp = new EspFrame(isEncapPort);
    }

    /** An SA of the file, as it was added. @param reason why it is done in software, else empty. */
    void add(SaConfig config, String reason) {
        states.put(config.id(), config);
        reasons.put(config.id(), reason);
    }

    /** A packet goes to the engine, which has nothing else. */
    void begin(long index, EngineSnapshot now) {
        place = index;
        before = now;
        underWay = true;
        looked = false;
        lanes.clear();
        frames.clear();
        descriptors.clear();
        named.clear();
        fetched = "";
        completed = "";
        lines.begin(index, "of " + settings.in());
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** The packet that is under way, or was the last, by its place in the capture. */
    long place() {
        return place;
    }

    /** It never gets to the engine. */
    void refused(String reason) {
        lines.add("refused: " + reason);
        lines.end();
        underWay = false;
    }

    // ---- what is foretold

    /** What the sender's stack makes of it. @param headers bytes to the payload, 0 if they were not found. */
    void looked(Packet packet, int headers, FlowLookup flows, int count) {
        looked = true;
        if (!flows.isIp()) {
            lines.add("lookup: " + packet.length() + " bytes whose headers cannot be read");
            return;
        }
        lines.add("lookup: " + flow(flows) + ", mark 0x" + Integer.toHexString(flows.key().mark) + ", "
                + packet.length() + " bytes");
        Policy policy = flows.policy();
        lines.add("policy dir out: "
                + (policy == null
                        ? "none"
                        : policy.action().label() + " priority " + policy.priority() + ", "
                                + policy.templates().size() + " templates, line " + flows.line(policy) + ": "
                                + words(flows.resolution())));
        if (packet.checksumMode() == ChecksumMode.PARTIAL) {
            lines.add("checksum: the pseudo-header's sum, to be completed on the way");
        }
        Set<Integer> lengths = lengths(packet, headers);
        for (int i = 0; i < count; i++) {
            SaConfig config = flows.state(i).config();
            lines.add("SA " + config.id() + ", line " + flows.line(config) + ": " + why(flows.alike(config)) + "; "
                    + config.mode().label() + " mode, " + config.transform().label() + ", reqid " + config.reqid());
        }
        if (count > 0) {
            int largest = flows.pathMtu(count, settings.mtu());
            boolean tooLong = !packet.isGso() && packet.length() > largest;
            lines.add("path MTU: " + largest + " of the link's " + settings.mtu()
                    + (tooLong ? ": the packet is longer" : ""));
            segments(packet, headers);
            arithmetic(packet, flows, count, lengths);
        }
    }

    private static String words(Resolution resolution) {
        return switch (resolution) {
            case PROTECT -> "protect";
            case CLEAR -> "passes in clear";
            case BLOCK -> "blocked";
            case NO_STATE -> "no SA for a template";
            case ELSEWHERE, APART -> "its SAs are another core's";
        };
    }

    private static String flow(FlowLookup flows) {
        FlowKey key = flows.key();
        IpAddress source = new IpAddress(key.family, key.sourceHigh, key.sourceLow);
        IpAddress destination = new IpAddress(key.family, key.destinationHigh, key.destinationLow);
        return source + " to " + destination + ", protocol " + key.protocol + ", ports " + key.sourcePort + " to "
                + key.destinationPort;
    }

    private static String why(List<Integer> alike) {
        return alike.size() < 2
                ? "the only one for its template"
                : "of those in lines " + alike + " the one added last that is valid and not near its end";
    }

    private void segments(Packet packet, int headers) {
        if (packet.isGso()) {
            int payload = packet.length() - headers;
            int size = packet.gsoSize();
            lines.add("super-packet: " + payload + " bytes behind " + headers + " of headers, "
                    + (payload + size - 1) / size + " segments of at most " + size);
        }
    }

    /** Lengths of the packets that come of it before an SA has had them. */
    private static Set<Integer> lengths(Packet packet, int headers) {
        Set<Integer> lengths = new LinkedHashSet<>();
        if (!packet.isGso()) {
            lengths.add(packet.length());
            return lengths;
        }
        int payload = packet.length() - headers;
        if (payload >= packet.gsoSize()) {
            lengths.add(headers + packet.gsoSize());
        }
        if (payload % packet.gsoSize() != 0) {
            lengths.add(headers + payload % packet.gsoSize());
        }
        return lengths;
    }

    private void arithmetic(Packet packet, FlowLookup flows, int count, Set<Integer> lengths) {
        for (int length : lengths) {
            int inner = length;
            SaConfig within = null;
            for (int i = 0; i < count; i++) {
                SaConfig config = flows.state(i).config();
                int inFront = within == null
                        ? EspArithmetic.inFront(config, packet.buffer(), packet.data(), packet.tail())
                        : inFront(config, within);
                int tfc = config.tfcPad() == 0
                        ? 0
                        : Math.min(config.tfcPad(), flows.state(i).mtu(flows.mtuBehind(i, count, settings.mtu())));
                lines.add("ESP of spi " + spi(config.id()) + ": "
                        + EspArithmetic.words(config, inFront, inner - inFront, tfc));
                inner = EspArithmetic.packet(config, inFront, inner - inFront, tfc);
                within = config;
            }
        }
        for (int i = 0; i < count; i++) {
            SaConfig config = flows.state(i).config();
            lines.add(EspArithmetic.nonce(config) + "; " + EspArithmetic.covered(config));
        }
    }

    /** Behind another SA the header in front has no options. */
    private static int inFront(SaConfig config, SaConfig within) {
        boolean own = EspArithmetic.makesHeader(config);
        return own ? 0 : within.outerFamily() == 4 ? Ipv4.LENGTH : Ipv6.LENGTH;
    }

    private static String spi(SaId id) {
        return String.format("0x%08x", id.spi());
    }

    // ---- what the device tells

    @Override
    public void event(long timePs, int kind, int queue, long descriptor, long value) {
        if (!underWay) {
            return;
        }
        switch (kind) {
            case ModelNic.FETCHED -> fetched = ", fetched at " + us(timePs);
            case ModelNic.IN_LANE -> lanes.add("lane " + value + " at " + us(timePs) + ", ");
            case ModelNic.DEPARTED -> {
                descriptors.add(descriptor);
                departedPs = timePs;
            }
            case ModelNic.COMPLETED -> {
                descriptors.add(descriptor);
                completed = ", done at " + us(timePs) + (value == 0 ? "" : ": refused by the device");
            }
            default -> {
                // what is between tells nothing more
            }
        }
    }

    private static String us(long ps) {
        return String.format(Locale.ROOT, "%.3f us", ps / PS_PER_US);
    }

    /** A frame on the wire; its departure has just been told. */
    void frame(DirectBuffer buffer, int offset, int length) {
        if (!underWay) {
            return;
        }
        int index = frames.size();
        String lane = index < lanes.size() ? lanes.get(index) : "";
        StringBuilder line =
                new StringBuilder("frame ").append(index + 1).append(": ").append(length);
        line.append(" bytes, ").append(lane).append("left at ").append(us(departedPs));
        if (esp.read(buffer, offset, length)) {
            lines.named(esp.spi(), esp.sequence());
            SaId id = find(esp.spi(), esp.destination());
            named.add(new Named(index, id, esp.sequence()));
            line.append(": ").append(esp.source()).append(" to ").append(esp.destination());
            line.append(esp.ports().isEmpty() ? "" : ", " + esp.ports());
            line.append(", spi ").append(String.format("0x%08x", esp.spi()));
            line.append(" seq ").append(Integer.toUnsignedString(esp.sequence()));
            int iv = id == null ? 0 : states.get(id).transform().ivLength();
            line.append(iv == 0 ? "" : ", IV " + esp.iv(iv));
            line.append(", ESP of ").append(esp.espLength()).append(" bytes");
            line.append(esp.isFragment() ? " in this first fragment" : "");
        } else {
            line.append(esp.isLaterFragment() ? ": the fragment behind" : ": no ESP");
        }
        frames.add(line.toString());
    }

    private SaId find(int spi, IpAddress destination) {
        for (SaId id : states.keySet()) {
            if (id.spi() == spi && id.destination().equals(destination)) {
                return id;
            }
        }
        return null;
    }

    // ---- what the engine's counters tell

    /** Nothing of the packet is in the engine or in the device any more. */
    void end(EngineSnapshot now) {
        if (!looked) {
            lines.add("lookup: not an IP packet");
        }
        counted(now);
        if (!descriptors.isEmpty()) {
            lines.add("ring: " + descriptors.size() + (descriptors.size() == 1 ? " descriptor " : " descriptors ")
                    + descriptors.stream().map(String::valueOf).collect(Collectors.joining(", ")) + fetched);
        }
        frames.forEach(lines::add);
        if (!completed.isEmpty()) {
            lines.add("completion: sent counts "
                    + (now.account().sent() - before.account().sent()) + completed);
        }
        lost(now);
        lines.end();
        underWay = false;
    }

    private void counted(EngineSnapshot now) {
        long born = now.account().born() - before.account().born();
        if (born > 0) {
            lines.add("segments: the engine cuts it into " + born);
        } else if (frames.size() > descriptors.size()) {
            lines.add("segments: the device cuts it into " + frames.size());
        }
        if (now.clear() > before.clear() || now.notIp() > before.notIp()) {
            lines.add("passes in clear");
        }
        for (int i = 0; i < now.states().size(); i++) {
            counted(before.states().get(i), now.states().get(i));
        }
    }

    private void counted(EngineSnapshot.State was, EngineSnapshot.State is) {
        if (was.packets() == is.packets()) {
            return;
        }
        SaConfig config = states.get(is.id());
        long first = number(was) + 1;
        boolean alone = first == number(is);
        lines.add("SA " + is.id() + " took " + (alone ? "number " : "numbers " + Long.toUnsignedString(first) + " to ")
                + Long.toUnsignedString(number(is)) + (config.esn() ? " (ESN)" : "") + ", counts "
                + (is.packets() - was.packets()) + " of packets, " + (is.bytes() - was.bytes()) + " of bytes");
        lines.add("ESP by " + (lanes.isEmpty() ? software(is) : is.device() + ", frame by frame"));
        for (Named frame : named) {
            if (config.esn() && is.id().equals(frame.id)) {
                long number = number(is) & HIGH | frame.low & ~HIGH;
                number -= Long.compareUnsigned(number, number(is)) > 0 ? 1L << Integer.SIZE : 0;
                frames.set(
                        frame.frame,
                        frames.get(frame.frame) + ", number " + Long.toUnsignedString(number) + " with its high half");
            }
        }
    }

    private String software(EngineSnapshot.State state) {
        String by = settings.async() == 0 ? "software, on the core" : "software, by a crypto worker";
        return by + ": "
                + (state.device().isEmpty()
                        ? reasons.get(state.id())
                        : state.device() + " has the SA, but does not take this packet");
    }

    private static long number(EngineSnapshot.State state) {
        return (long) state.sequenceHigh() << Integer.SIZE | state.sequenceLow() & ~HIGH;
    }

    private void lost(EngineSnapshot now) {
        now.drops().forEach((reason, count) -> {
            if (count > before.get(reason)) {
                lines.add("dropped: " + reason.label());
            }
        });
        now.xfrm().forEach((counter, count) -> {
            if (count > before.get(counter)) {
                lines.add("counted: " + counter.label());
            }
        });
    }

    /** All that was found of the packet that is wanted. */
    List<String> lines() {
        return lines.lines();
    }
}
