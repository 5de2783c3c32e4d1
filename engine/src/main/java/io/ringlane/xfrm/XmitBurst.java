// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;

/**
 * A burst on its way through the transform: packets, their states, the device features that hold for each, and the
 * outcome array that the list walk compacts over. Segments of one super-packet stand side by side under one group
 * number. Owned by one core and recycled.
 */
public final class XmitBurst {
    private final Packet[] packets;
    private final XfrmState[] states;
    private final boolean[] hardware;
    private final int[] groups;
    private final XmitResult[] results;
    private int size;

    public XmitBurst(int capacity) {
        packets = new Packet[capacity];
        states = new XfrmState[capacity];
        hardware = new boolean[capacity];
        groups = new int[capacity];
        results = new XmitResult[capacity];
    }

    /**
     * Appends a packet for the transform.
     *
     * @param inHardware the packet's device seals it.
     */
    public void add(Packet packet, XfrmState state, boolean inHardware, int group) {
        set(packet, state, inHardware, group, XmitResult.NOT_ATTEMPTED);
    }

    /** Appends a packet that needs no transform and only keeps its place in the order. */
    public void addSettled(Packet packet, int group) {
        set(packet, null, false, group, XmitResult.DONE);
    }

    /** Appends a packet that has failed before the transform, so that the rest of its group is not attempted. */
    public void addFailed(Packet packet, int group) {
        set(packet, null, false, group, XmitResult.FAILED);
    }

    private void set(Packet packet, XfrmState state, boolean inHardware, int group, XmitResult result) {
        packets[size] = packet;
        states[size] = state;
        hardware[size] = inHardware;
        groups[size] = group;
        results[size] = result;
        size++;
    }

    /** True when the entry needs no transform. */
    public boolean isSettled(int index) {
        return states[index] == null;
    }

    /** True when a settled entry is a packet of this SA whose transform was left to validate. */
    public boolean awaitsTransform(XfrmState state) {
        for (int i = 0; i < size; i++) {
            if (states[i] == null && packets[i].isLeftToValidate(state.index(), state.generation())) {
                return true;
            }
        }
        return false;
    }

    /** True when an entry of this SA is to be sealed in software. */
    public boolean sealsInSoftware(XfrmState state) {
        for (int i = 0; i < size; i++) {
            if (states[i] == state && !hardware[i]) {
                return true;
            }
        }
        return false;
    }

    /** Segments of the largest super-packet among the entries, 0 for none. */
    public int largestCut() {
        int largest = 0;
        for (int i = 0; i < size; i++) {
            largest = packets[i].isGso() ? Math.max(largest, packets[i].gsoSegs()) : largest;
        }
        return largest;
    }

    public Packet packet(int index) {
        return packets[index];
    }

    public XfrmState state(int index) {
        return states[index];
    }

    public boolean inHardware(int index) {
        return hardware[index];
    }

    public int group(int index) {
        return groups[index];
    }

    public XmitResult result(int index) {
        return results[index];
    }

    public void result(int index, XmitResult result) {
        results[index] = result;
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return packets.length;
    }

    public boolean isFull() {
        return size == packets.length;
    }

    /** Forgets the packets. */
    public void clear() {
        for (int i = 0; i < size; i++) {
            packets[i] = null;
            states[i] = null;
        }
        size = 0;
    }
}
