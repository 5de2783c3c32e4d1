// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.replay.ReplayVerdict;
import io.ringlane.rx.state.InboundState;

/** Looks on while packets are received, step by step; for reports and tests. Called on the receiving core's thread. */
public interface RxTrace {
    /** ESP was found. @param state of its SA, or null. @param encapsulated whether it came in UDP. */
    default void looked(Packet packet, int spi, int low, boolean encapsulated, InboundState state) {}

    /** The window judged. @param number whole. @param again after authentication. */
    default void judged(Packet packet, InboundState state, long number, ReplayVerdict verdict, boolean again) {}

    /** The cipher's answer. @param outcome of {@code CryptoBurst}. */
    default void opened(Packet packet, InboundState state, byte outcome) {}

    /** The trailer of an authentic packet. @param text bytes that were encrypted. */
    default void trailer(Packet packet, InboundState state, int text, int padLength, int nextHeader) {}

    /** The mode was taken off: the packet's data is the IP header of what came out. */
    default void decapsulated(Packet packet, InboundState state) {}

    /** A policy was asked for. @param policy or null. @param refusal null when the packet may pass. */
    default void asked(Packet packet, Policy.Direction direction, Policy policy, Refusal refusal) {}
}
