// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.gso.ChecksumCompletion;
import io.ringlane.offload.StateOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;

/**
 * The validate-transmit loop ({@code validate_xmit_skb} and {@code validate_xmit_xfrm}), in the order in which a packet
 * travels: what its device can do, segmentation, checksum, then V1 to V16 of the offload path. Whole bursts go through
 * the transform at once; the list walk compacts over the outcomes. One core's thread, one device queue a call.
 */
public final class ValidateXmit {
    private static final long NO_SCATTER_NO_CHECKSUM = ~(Features.SG | Features.CSUM_MASK | Features.SCTP_CRC);

    private final SaTable states;
    private final StateOffload bindings;
    private final TypeOffload type;
    private final GsoCut gso;
    private final Discard discard;
    private final XmitBurst burst;

    private NetDevice device;
    private PacketList out;
    private int nextGroup;
    private int walkedGroup;
    private boolean groupFailed;
    private final PacketList kept = new PacketList();
    private boolean again;

    /** @param burst packets that go through the transform at once. */
    public ValidateXmit(
            SaTable states, StateOffload bindings, TypeOffload type, GsoCut gso, Discard discard, int burst) {
        this.states = states;
        this.bindings = bindings;
        this.type = type;
        this.gso = gso;
        this.discard = discard;
        this.burst = new XmitBurst(burst);
    }

    /**
     * Validates packets from the head of {@code waiting} for one queue of {@code onDevice}.
     *
     * @param backlogged the queue's backlog is not empty: offload packets must wait behind it (V6).
     * @param room packets that the queue's backlog could still take, should the device refuse them all.
     * @param validated gets what the device is to be given, in order.
     * @return packets taken from {@code waiting}; {@link #again} tells whether the first of the rest has to wait.
     */
    public int run(PacketList waiting, NetDevice onDevice, boolean backlogged, int room, PacketList validated) {
        device = onDevice;
        out = validated;
        again = false;
        nextGroup = 0;
        walkedGroup = -1;
        int left = Math.min(room, type.credits());
        int taken = 0;
        Packet packet = waiting.peek();
        while (packet != null) {
            int segments = packet.isGso() ? packet.gsoSegs() : 1;
            if (segments > left || !admit(packet, backlogged)) {
                again = true;
                break;
            }
            left -= segments;
            waiting.poll();
            taken++;
            if (!validate(packet)) {
                waiting.addChainFirst(packet);
                taken--;
                again = true;
                break;
            }
            packet = waiting.peek();
        }
        flush();
        closeGroup();
        return taken;
    }

    /** True when the last run left a packet that must be tried again later. */
    public boolean again() {
        return again;
    }

    // ---- V1, V4, V6: does the path concern the packet, and may it go now

    private boolean admit(Packet packet, boolean backlogged) {
        return !backlogged || !needsTransform(packet);
    }

    /** V1 to V5: no offload record, already transformed, received, or inbound: the path does not concern it. */
    private boolean needsTransform(Packet packet) {
        if (!packet.hasOffload() || (packet.offloadFlags() & (XfrmOffloadFlags.XMIT | XfrmOffloadFlags.GRO)) != 0) {
            return false;
        }
        int state = packet.stateIndex();
        return !bindings.isInbound(state)
                && (bindings.deviceOf(state) == device || bindings.realDeviceOf(state) != device);
    }

    /** @return false, nothing changed, when the packet has to wait for slots or for crypto. */
    private boolean validate(Packet packet) {
        if (!needsTransform(packet)) {
            return plain(packet);
        }
        XfrmState state = states.get(packet.stateIndex(), packet.stateGeneration());
        if (state == null) {
            discard.packet(packet, DropReason.STATE_INVALID, XfrmCounter.OUT_STATE_INVALID);
            return true;
        }
        if (overtakesCrypto(packet, state)) {
            return false;
        }
        return packet.isGso() ? superPacket(packet, state) : single(packet, state);
    }

    /** A packet that its device seals must not leave before earlier ones of its SA that workers seal. */
    private boolean overtakesCrypto(Packet packet, XfrmState state) {
        return type.asynchronous()
                && hardware(state, features(packet))
                && (burst.sealsInSoftware(state) || type.isInFlight(state));
    }

    // ---- packets the transform does not concern

    private boolean plain(Packet packet) {
        long features = features(packet);
        if (packet.isGso() && gso.mustCut(packet, features, device)) {
            return cutAndAdd(packet, null, features & ~Features.GSO_PARTIAL);
        }
        if (!packet.isGso() && !GsoCut.canChecksum(packet, features) && !ChecksumCompletion.complete(packet)) {
            device.counters().dropped(1);
            discard.packet(packet, DropReason.CHECKSUM_ERROR);
            return true;
        }
        addSettled(packet);
        return true;
    }

    // ---- packets to protect

    private boolean single(Packet packet, XfrmState state) {
        long features = features(packet);
        if (!leaveChecksum(packet, features, state) && !ChecksumCompletion.complete(packet)) {
            device.counters().dropped(1);
            discard.packet(packet, DropReason.CHECKSUM_ERROR);
            return true;
        }
        add(packet, state, espFeatures(features), nextGroup++);
        return true;
    }

    private boolean superPacket(Packet packet, XfrmState state) {
        long features = features(packet);
        if (gso.mustCut(packet, features, device)) {
            // a device numbers a partial super-segment itself, so that must not wrap either
            return cutAndAdd(packet, state, wraps(packet) ? features & ~Features.GSO_PARTIAL : features);
        }
        if (!hardware(state, features) || wraps(packet)) {
            return cutAndAdd(packet, state, espFeatures(features) & ~(Features.HW_ESP | Features.GSO_ESP));
        }
        add(packet, state, espFeatures(features), nextGroup++);
        return true;
    }

    /** V7: the route left the device that the SA is bound to. */
    private boolean rerouted(XfrmState state) {
        return bindings.deviceOf(state.index()) != device;
    }

    /** V7: the low half of the number wraps inside the super-packet, so its segments differ in the high half. */
    private static boolean wraps(Packet packet) {
        int last = packet.sequenceLow() + packet.gsoSegs();
        return Integer.compareUnsigned(last, packet.sequenceLow()) < 0;
    }

    /** Cuts, and adds the segments as one group. A failed cut is the device's drop (V7a). */
    private boolean cutAndAdd(Packet packet, XfrmState state, long features) {
        boolean sealed = state != null && !hardware(state, features);
        switch (gso.cut(packet, state, innerFeatures(features, state), device, sealed)) {
            case NO_SLOTS -> {
                return false;
            }
            case INVALID -> {
                device.counters().dropped(1);
                discard.packet(packet, DropReason.SEGMENTATION_ERROR);
                return true;
            }
            case CUT -> {
                discard.cut(gso.count());
                addSegments(gso.takeSegments(), state, features);
                gso.releaseSuper(packet, discard);
            }
        }
        return true;
    }

    private void addSegments(Packet head, XfrmState state, long features) {
        int group = nextGroup++;
        Packet segment = head;
        while (segment != null) {
            Packet next = segment.next();
            segment.next(null);
            if (state == null) {
                addSettledTo(segment, group);
            } else {
                state.hold();
                add(segment, state, espFeatures(features), group);
            }
            segment = next;
        }
    }

    // ---- features

    /** {@code netif_skb_features}: what holds for an encapsulated packet, and for one not yet cut to partial size. */
    private long features(Packet packet) {
        long features = device.features();
        if (packet.hasOffload()) {
            features &= device.encapsulatedFeatures();
        }
        return packet.isGso() ? features & ~device.gsoPartialFeatures() : features;
    }

    /** V2: without inline ESP the segments must be in one place and carry finished checksums. */
    private long espFeatures(long features) {
        return (features & Features.HW_ESP) != 0 ? features : features & NO_SCATTER_NO_CHECKSUM;
    }

    /** V8a, V12: partial features count again now; the device must also be the one the SA is bound to. */
    private boolean hardware(XfrmState state, long features) {
        return ((features | device.gsoPartialFeatures()) & Features.HW_ESP) != 0
                && bindings.deviceOf(state.index()) == device;
    }

    private boolean leaveChecksum(Packet packet, long features, XfrmState state) {
        return hardware(state, features)
                && (features & Features.HW_ESP_TX_CSUM) != 0
                && GsoCut.canChecksum(packet, features);
    }

    /**
     * Features for cutting under ESP: who finishes the transport checksum, and where. The kernel's IPv4 hook counts
     * partial features ({@code esp4_gso_segment}), its IPv6 one does not.
     */
    private long innerFeatures(long features, XfrmState state) {
        if (state == null) {
            return features;
        }
        long seen = state.config().outerFamily() == 4 ? features | device.gsoPartialFeatures() : features;
        if ((seen & Features.HW_ESP) == 0 || rerouted(state)) {
            return features & NO_SCATTER_NO_CHECKSUM;
        }
        return (seen & Features.HW_ESP_TX_CSUM) != 0 ? features : features & ~(Features.CSUM_MASK | Features.SCTP_CRC);
    }

    // ---- the burst

    private void add(Packet packet, XfrmState state, long features, int group) {
        if (burst.isFull()) {
            flush();
        }
        if (groupFailed && group == walkedGroup) {
            discard.packet(packet, DropReason.PROTOCOL_ERROR);
            return;
        }
        if (!OuterModePrep.prepare(packet, state)) {
            burst.addFailed(packet, group);
            return;
        }
        packet.offloadFlags(packet.offloadFlags() | XfrmOffloadFlags.DEV_RESUME);
        boolean inHardware = hardware(state, features);
        if (!inHardware) {
            packet.offloadFlags(packet.offloadFlags() | XfrmOffloadFlags.CRYPTO_FALLBACK);
        }
        burst.add(packet, state, inHardware, group);
    }

    private void addSettled(Packet packet) {
        addSettledTo(packet, nextGroup++);
    }

    private void addSettledTo(Packet packet, int group) {
        if (burst.isFull()) {
            flush();
        }
        burst.addSettled(packet, group);
    }

    /** The list walk (V9 to V16): transforms what was gathered and compacts over the outcomes. */
    private void flush() {
        if (burst.size() == 0) {
            return;
        }
        type.xmit(burst);
        for (int i = 0; i < burst.size(); i++) {
            int group = burst.group(i);
            if (group != walkedGroup) {
                closeGroup();
                walkedGroup = group;
                groupFailed = false;
            }
            walk(burst.packet(i), burst.result(i), burst.isSettled(i));
        }
        burst.clear();
    }

    private void walk(Packet packet, XmitResult result, boolean settled) {
        switch (result) {
            case DONE -> {
                if (groupFailed) {
                    discard.packet(packet, DropReason.PROTOCOL_ERROR);
                } else {
                    keep(packet, settled);
                }
            }
            case IN_PROGRESS -> packet.next(null);
            case FAILED -> {
                // the whole chain goes: what was kept of it, this one, and what follows; it counts as one error
                if (!groupFailed) {
                    discard.count(XfrmCounter.OUT_STATE_PROTO_ERROR);
                }
                groupFailed = true;
                discard.packet(packet, DropReason.PROTOCOL_ERROR);
                discard.chain(kept.takeAll(), DropReason.PROTOCOL_ERROR);
            }
            case NOT_ATTEMPTED -> discard.packet(packet, DropReason.PROTOCOL_ERROR);
        }
    }

    /** V11, V13: back to the MAC header, and in one piece if the device wants that. */
    private void keep(Packet packet, boolean settled) {
        if (!settled) {
            packet.push(packet.data() - packet.mac());
        }
        if (packet.bodyOwner() != null && (device.features() & Features.SG) == 0) {
            packet.copyBorrowedBody();
            discard.release(packet.dropBody());
        }
        kept.add(packet);
    }

    private void closeGroup() {
        out.addChain(kept.takeAll());
    }
}
