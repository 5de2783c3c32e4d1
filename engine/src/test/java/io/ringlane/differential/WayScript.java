// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.sa.SaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One random run as plain data, drawn once, so that two engines can go through the very same. */
final class WayScript {
    /** What a driver's say depends on. */
    enum Rule {
        ALWAYS,
        NEVER,
        BY_LENGTH,
        BY_FAMILY,
        BY_HASH,
        BY_FIRST_BYTE
    }

    /** @param errorEvery one frame in so many is consumed with an error, by its length; 0 for none. */
    record Device(
            String name,
            int mtu,
            long features,
            long notEncapsulated,
            long partial,
            Rule rule,
            int busyPercent,
            int errorEvery,
            long seed) {}

    /** A route, by the number of its device. */
    record Path(int device, int mtu, byte[] link, int hopLimit) {}

    /** @param device number of the one that is asked to do it, -1 for none. */
    record Sa(SaConfig config, byte[] key, int device) {}

    /** A packet of so many bytes, and how it is written into an empty slot. */
    record Sent(int length, Consumer<Packet> fill, String text) {}

    /** A change of tables or devices. */
    record Change(String text, Consumer<WayRun> action) {}

    /** Packets handed in at once, then duty cycles, then a change. @param change null for none. */
    record Step(List<Sent> packets, int cycles, Change change) {}

    /** Places of the route table: by the last octet of the destination and the lowest bit of the mark. */
    static final int PLACES = 16;

    int burst;
    int cachedFlows;
    boolean deferred;
    boolean nativeCipher;
    int waitingLimit;
    int backlogCapacity;
    int maxSegments;
    int segmentSlots;
    /** One packet in about so many cannot be sealed; 0 for none. */
    int failEvery;

    /**
     * Devices refuse packets, so that the engine may take more cycles on one way than on the other: changes come when
     * nothing is under way. Else both go in step, whatever changes.
     */
    boolean busy;

    final List<Device> devices = new ArrayList<>();
    final List<Path> paths = new ArrayList<>();
    final int[] places = new int[PLACES];
    final List<Sa> states = new ArrayList<>();
    final List<Policy> policies = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();

    boolean fails(long number) {
        return failEvery != 0 && Long.remainderUnsigned(number * 0x9e3779b97f4a7c15L >>> 7, failEvery) == 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("burst ").append(burst).append(", flows ").append(cachedFlows);
        text.append(deferred ? ", deferred" : "").append(busy ? ", busy" : "");
        text.append(", waiting ").append(waitingLimit).append(", backlog ").append(backlogCapacity);
        text.append(", segments ")
                .append(maxSegments)
                .append(", fails ")
                .append(failEvery)
                .append('\n');
        devices.forEach(device -> text.append(device).append('\n'));
        paths.forEach(path ->
                text.append(path).append(" link ").append(path.link.length).append('\n'));
        text.append("places ").append(java.util.Arrays.toString(places)).append('\n');
        states.forEach(
                sa -> text.append(sa.device).append(' ').append(sa.config).append('\n'));
        policies.forEach(policy -> text.append(policy).append('\n'));
        return text.toString();
    }
}
