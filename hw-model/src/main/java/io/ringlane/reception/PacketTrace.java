// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reception;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.explain.Explanation;
import io.ringlane.explain.WantedPacket;
import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.replay.ReplayVerdict;
import io.ringlane.rx.Refusal;
import io.ringlane.rx.RxTrace;
import io.ringlane.rx.state.InboundState;
import java.util.List;

/** Writes down what each step of the receive path decides for a packet, with values. One packet at a time. */
final class PacketTrace implements RxTrace {
    private static final long LOW = 0xffffffffL;

    private final Explanation lines;

    PacketTrace(WantedPacket wanted) {
        lines = new Explanation(wanted);
    }

    /** A packet comes. @param index in the capture, from 1. */
    void begin(long index, int length) {
        lines.begin(index, length + " bytes from the IP header on");
    }

    /** The packet has ended. */
    void end() {
        lines.end();
    }

    @Override
    public void looked(Packet packet, int spi, int low, boolean encapsulated, InboundState state) {
        lines.named(spi, low);
        lines.add("ESP" + (encapsulated ? " in UDP" : "") + ": spi 0x" + String.format("%08x", spi) + " seq "
                + (low & LOW) + ", mark 0x" + Integer.toHexString(packet.mark()) + ": "
                + (state == null ? "no SA" : "SA " + state.config().id()));
    }

    @Override
    public void judged(Packet packet, InboundState state, long number, ReplayVerdict verdict, boolean again) {
        lines.add("window" + (again ? ", once more" : "") + ": number " + Long.toUnsignedString(number) + ", top "
                + Long.toUnsignedString(state.window().top()) + ", window of "
                + state.window().size() + ": " + words(verdict));
    }

    private static String words(ReplayVerdict verdict) {
        return switch (verdict) {
            case FRESH -> "fresh";
            case SEEN -> "seen before";
            case TOO_OLD -> "below the window";
            case NOT_A_NUMBER -> "no number that a sender gives";
            case OTHER_EPOCH -> "the window went on while it was opened";
        };
    }

    @Override
    public void opened(Packet packet, InboundState state, byte outcome) {
        lines.add("opened with " + state.config().transform().name() + ": "
                + switch (outcome) {
                    case CryptoBurst.DONE -> "ICV right";
                    case CryptoBurst.BAD_ICV -> "ICV wrong";
                    default -> "not possible";
                });
    }

    @Override
    public void trailer(Packet packet, InboundState state, int text, int padLength, int nextHeader) {
        lines.add("trailer: " + text + " bytes of text, pad length " + padLength + ", next header " + nextHeader);
    }

    @Override
    public void decapsulated(Packet packet, InboundState state) {
        lines.add(state.config().mode().label() + " mode: " + packet.length() + " bytes behind it, mark 0x"
                + Integer.toHexString(packet.mark()));
    }

    @Override
    public void asked(Packet packet, Policy.Direction direction, Policy policy, Refusal refusal) {
        lines.add("policy dir " + direction.label() + ": "
                + (policy == null
                        ? "none"
                        : policy.action().label() + " priority " + policy.priority() + ", "
                                + policy.templates().size() + " templates")
                + (refusal == null ? ": may pass" : ": " + refusal.reason().label()));
    }

    void cleared(Packet packet, boolean forward) {
        lines.add((forward ? "to be forwarded" : "for this host") + ": " + packet.length() + " bytes in clear");
    }

    void refused(Refusal refusal) {
        String counter =
                refusal.counter() == null ? "" : " (" + refusal.counter().label() + ")";
        lines.add("refused: " + refusal.reason().label() + counter);
    }

    /** All that was found. */
    List<String> lines() {
        return lines.lines();
    }
}
