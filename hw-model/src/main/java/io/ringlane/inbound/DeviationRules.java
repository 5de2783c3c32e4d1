// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringlane.oracle.Deviation;
import io.ringlane.sa.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the kernel is careless, and what is right there: rules that are computed, each with its record. One case. */
final class DeviationRules {
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;
    private static final int ESP_HEADER = 8;
    private static final int IPV4 = 4;
    private static final int IPV6 = 41;
    private static final String NO_STATES = "XfrmInNoStates";
    private static final String HEADER_ERROR = "XfrmInHdrError";
    private static final String PROTOCOL_ERROR = "XfrmInStateProtoError";

    private static final String TEMPLATE_MISMATCH = "XfrmInTmplMismatch";
    private static final int LEGACY_WINDOW = 32;
    private static final Pattern TEMPLATE_SOURCE = Pattern.compile(" tmpl src (\\S+)");

    private final RecordedCase recorded;
    private final WindowModel window;
    private final boolean esn;
    private Deviation applied;

    DeviationRules(RecordedCase recorded) {
        this.recorded = recorded;
        InboundCase.Sa sa = recorded.info().sas().getFirst();
        JsonNode initial = recorded.info().initial().getFirst();
        esn = sa.esn();
        boolean isBitmap = sa.replayWindow() > LEGACY_WINDOW && (1L << Integer.SIZE) % sa.replayWindow() != 0;
        boolean isModelled = recorded.info().sas().size() == 1
                && initial != null
                && !initial.isNull()
                && sa.replayWindow() > 0
                && (esn || isBitmap);
        window =
                isModelled ? new WindowModel(esn, sa.replayWindow(), StateFields.of(initial, sa.replayWindow())) : null;
    }

    /**
     * What the engine is to do with a packet.
     *
     * @param kernel what the kernel did; returned as it is where no rule applies.
     * @param before the SAs in the kernel before the packet.
     */
    Wanted judge(InboundCase.Packet packet, Wanted kernel, List<StateFields> before, Reception got) {
        applied = null;
        if (window != null && packet.seq() != null && before.getFirst() != null) {
            Wanted judged = judgeNumber(packet, kernel, before.getFirst());
            if (applied != null) {
                return judged;
            }
        }
        if (isShortDatagram(recorded.input().get(packet.input()))) {
            // too short for its ICV, or of no SA at all
            for (String counter : List.of(PROTOCOL_ERROR, NO_STATES)) {
                if (got.counters().equals(Map.of(counter, 1L))) {
                    applied = Deviation.SHORT_DATAGRAM;
                    return kernel.counting(got.counters());
                }
            }
        }
        if (isTunnelOfTheHost(packet, kernel)) {
            applied = Deviation.TUNNEL_OF_THE_HOST;
            return kernel.counting(Map.of());
        }
        if (kernel.delivered() && hasOtherSource(kernel)) {
            applied = Deviation.SOURCE_COMPARED_IN_PART;
            return kernel.stopped(Map.of(TEMPLATE_MISMATCH, 1L));
        }
        return kernel;
    }

    private Wanted judgeNumber(InboundCase.Packet packet, Wanted kernel, StateFields before) {
        Wanted right = window.next(packet.seq(), kernel, before);
        boolean isRule = esn ? window.hasCrossedAnEnd() : !right.isAsIn(kernel);
        if (!isRule) {
            return kernel;
        }
        applied = esn ? Deviation.NUMBERS_ACROSS_AN_END : Deviation.FIRST_NUMBER_MISPLACED;
        return right;
    }

    /** Every template asks for an IPv6 source that is not the SA's, but begins with the same 32 bits. */
    private boolean hasOtherSource(Wanted kernel) {
        InboundCase.Sa sa = recorded.info().sas().getFirst();
        boolean isMixed = sa.source().contains(":")
                && !kernel.output().isEmpty()
                && kernel.output().getLast()[0] >> 4 == 4;
        Matcher templates =
                TEMPLATE_SOURCE.matcher(String.join("\n", recorded.info().setup()));
        boolean isOther = isMixed && kernel.accepted();
        boolean found = false;
        while (isOther && templates.find()) {
            found = true;
            IpAddress asked = IpAddress.parse(templates.group(1));
            IpAddress has = IpAddress.parse(sa.source());
            isOther = asked.family() == 6 && !asked.equals(has) && asked.high() >>> 32 == has.high() >>> 32;
        }
        return found && isOther;
    }

    /** The deviation that the last packet is an example of, or null. */
    Deviation applied() {
        return applied;
    }

    /** The kernel compares the datagram's length with that of IP and UDP headers together. */
    private boolean isShortDatagram(byte[] packet) {
        if (IpLength.of(packet) < 0 || IpLength.protocol(packet) != UDP) {
            return false;
        }
        int at = IpLength.header(packet);
        if (packet.length < at + UDP_HEADER) {
            return false;
        }
        int port = IpLength.word(packet, at + 2);
        int length = IpLength.word(packet, at + 4) - UDP_HEADER;
        for (InboundCase.Socket socket : recorded.info().sockets()) {
            int marker = socket.encap() == 1 ? 8 : 0;
            boolean isThere = socket.port() == port && socket.encap() != 0;
            if (isThere && length > marker + ESP_HEADER && length < at + marker && isEsp(packet, at, marker)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEsp(byte[] packet, int udp, int marker) {
        int bytes = marker == 0 ? 4 : marker;
        boolean zero = true;
        for (int i = 0; i < bytes; i++) {
            zero &= packet[udp + UDP_HEADER + i] == 0;
        }
        return zero == marker > 0;
    }

    private boolean isTunnelOfTheHost(InboundCase.Packet packet, Wanted kernel) {
        boolean isCounted = kernel.counters().equals(Map.of(NO_STATES, 1L))
                || kernel.counters().equals(Map.of(HEADER_ERROR, 1L));
        if (!kernel.accepted() || !isCounted || kernel.output().isEmpty()) {
            return false;
        }
        int protocol = IpLength.protocol(kernel.output().getLast());
        return "local_in".equals(packet.reached()) && (protocol == IPV4 || protocol == IPV6);
    }
}
