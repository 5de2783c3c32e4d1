// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.dev.Features;

/** What a {@link FlowLoad} is made of: fluent setters; by default one SA, one policy, plain frames. Set-up only. */
public final class FlowSettings {
    int burst = 32;
    String cipher = "null";
    int states = 1;
    int policies = 1;
    boolean manyShapes;
    boolean random;
    int[] frameLengths = {64};
    int superSegments;
    Kind kind = Kind.UDP;
    int slots = 1024;
    SinkDevice device = new SinkDevice(Features.SG);

    /** What the frames are. */
    public enum Kind {
        /** Without transport checksum, so that one frame serves all flows. */
        UDP,
        /** One flow, with the checksum that its sender has made. */
        TCP,
        /** One flow, the checksum left to the engine. */
        TCP_WITHOUT_CHECKSUM
    }

    /** Packets handled at once, 1 to 256. */
    public FlowSettings burst(int packets) {
        burst = packets;
        return this;
    }

    /** Who seals, by name; see {@link Protection}. */
    public FlowSettings cipher(String name) {
        cipher = name;
        return this;
    }

    /** SAs, each with a policy and a flow of its own. */
    public FlowSettings states(int count) {
        states = count;
        policies = Math.max(policies, count);
        return this;
    }

    /** Policies, at least one an SA; those above share the last SA, and each has a flow of its own. */
    public FlowSettings policies(int count) {
        policies = count;
        return this;
    }

    /** Policies differ in the lengths of their prefixes too, not only in addresses. */
    public FlowSettings manyShapes(boolean many) {
        manyShapes = many;
        return this;
    }

    /** Flows in random order, the same in every run; else in turn. */
    public FlowSettings random(boolean order) {
        random = order;
        return this;
    }

    /** Ethernet frames without FCS, sent in turn; of a super-packet its payload in each segment. */
    public FlowSettings frames(int... lengths) {
        frameLengths = lengths.clone();
        return this;
    }

    public FlowSettings kind(Kind value) {
        kind = value;
        return this;
    }

    /** Sends TCP super-packets of so many segments, their checksums left to the engine; 0 for plain frames. */
    public FlowSettings superSegments(int segments) {
        superSegments = segments;
        return this;
    }

    /** Slots that go round: with as many as a burst the same warm ones come again, with more they come from memory. */
    public FlowSettings slots(int count) {
        slots = count;
        return this;
    }

    /** Where packets go; with HW_ESP among its features it has the SAs too. */
    public FlowSettings device(SinkDevice sink) {
        device = sink;
        return this;
    }
}
