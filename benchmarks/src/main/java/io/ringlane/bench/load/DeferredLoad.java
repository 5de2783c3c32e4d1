// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.buffer.SlotClass;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.esp.EspKeys;
import io.ringlane.esp.EspOffload;
import io.ringlane.header.Ethernet;
import io.ringlane.offload.DeviceStates;
import io.ringlane.offload.StateHolds;
import io.ringlane.offload.StateOffload;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.Ledger;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.GsoCut;
import io.ringlane.xfrm.OuterModeOutput;
import io.ringlane.xfrm.ValidateXmit;

/**
 * A validate loop without the engine around it, and packets as output leaves them for it: encapsulated, numbered, data
 * at the MAC header. Every slot holds the frame's bytes from the start, so that giving a packet costs no more than its
 * two metadata lines. One thread; owns its memory.
 */
public final class DeferredLoad implements AutoCloseable {
    /** Packets of one call of validate. */
    public static final int BURST = 32;

    private static final int SEGMENT_SLOTS = 512;
    private static final int STATES = 4;
    private static final int HOP_LIMIT = 64;

    private final PacketPool sources;
    private final PacketPool segments = new PacketPool("segments", SEGMENT_SLOTS, 0, 0);
    private final SlotClass slotClass;
    private final SaTable states = new SaTable(STATES);
    private final StateHolds holds = new StateHolds(states);
    private final PacketReturn home = this::free;
    private final EspKeys keys;
    private final EspOffload esp;
    private final ValidateXmit validate;
    private final SinkDevice device;
    private final XfrmState state;
    private final Packet template;
    private final PacketList waiting = new PacketList();
    private final PacketList validated = new PacketList();
    private long number;

    private DeferredLoad(String cipher, long features, int ipLength, int superPayload, int segment) {
        CryptoProvider provider = Protection.provider(cipher);
        device = new SinkDevice(features);
        state = Protection.state(cipher, XfrmMode.TUNNEL, 4);
        StateOffload bindings = new StateOffload(STATES);
        DeviceRegistry registry = new DeviceRegistry();
        int index = registry.register(device).index();
        Route route = new Route(device, device.mtu(), new byte[0], HOP_LIMIT);
        DeviceStates deviceStates =
                new DeviceStates(states, bindings, registry, (family, high, low, mark) -> route, true);
        deviceStates.add(state, Features.has(features, Features.HW_ESP) ? UserOffload.outbound(index) : null);
        keys = new EspKeys(provider, STATES);
        keys.add(state);
        Discard discard = new Discard(new Ledger(), new CoreCounters(), home, holds);
        esp = new EspOffload(keys, provider.newCipher(), BURST, null, discard);
        validate = new ValidateXmit(states, bindings, esp, new GsoCut(segments), discard, BURST);
        boolean isSuper = superPayload != 0;
        sources = new PacketPool("sources", isSuper ? 0 : BURST + 1, 0, isSuper ? 2 : 0);
        slotClass = isSuper ? SlotClass.SUPER : SlotClass.WIRE;
        template = fillAll(ipLength, superPayload, segment);
    }

    /**
     * UDP packets.
     *
     * @param features of the device; with HW_ESP the SA is installed there.
     */
    public static DeferredLoad packets(String cipher, long features, int ipLength) {
        return new DeferredLoad(cipher, features, ipLength, 0, 0);
    }

    /** TCP super-packets of so many payload bytes, cut by validate unless the device has GSO_ESP and TSO. */
    public static DeferredLoad superPackets(String cipher, long features, int payload, int segment) {
        return new DeferredLoad(cipher, features, 0, payload, segment);
    }

    /** Writes the frame into every slot, keeps one as the pattern of all. */
    private Packet fillAll(int ipLength, int superPayload, int segment) {
        Packet[] all = new Packet[sources.capacity(slotClass)];
        OuterModeOutput modes = new OuterModeOutput();
        for (int i = 0; i < all.length; i++) {
            all[i] = sources.take(slotClass);
            if (superPayload == 0) {
                Frames.udp(all[i], 4, ipLength);
            } else {
                Frames.superTcp(all[i], superPayload, segment);
                all[i].gsoType(all[i].gsoType() | GsoType.ESP);
            }
            encapsulate(all[i], modes);
        }
        for (int i = 1; i < all.length; i++) {
            sources.give(all[i]);
        }
        return all[0];
    }

    /** What output does to a packet before it waits for validate. */
    private void encapsulate(Packet packet, OuterModeOutput modes) {
        packet.pull(Ethernet.LENGTH);
        if (!modes.encapsulate(packet, state, HOP_LIMIT)) {
            throw new IllegalStateException(packet + " cannot be encapsulated");
        }
        packet.secPathDepth(1);
        packet.stateIndex(state.index());
        packet.stateGeneration(state.generation());
        esp.encap(packet, state);
        packet.push(Ethernet.LENGTH);
        packet.mac(packet.data());
        packet.macLength(Ethernet.LENGTH);
    }

    /** Lets so many packets wait, each with numbers of its own. */
    public void offer(int packets) {
        for (int i = 0; i < packets; i++) {
            Packet packet = sources.take(slotClass);
            packet.copyMetadata(template);
            packet.sequenceLow((int) number);
            packet.sequenceHigh((int) (number >>> 32));
            number += Math.max(1, packet.gsoSegs());
            state.hold();
            waiting.add(packet);
        }
    }

    /** One call of validate for all that waits. @return packets ready for the device. */
    public int validate() {
        validate.run(waiting, device, false, Integer.MAX_VALUE, validated);
        return validated.size();
    }

    /** Leaves validate out: the baseline. */
    public int skip() {
        validated.addChain(waiting.takeAll());
        return validated.size();
    }

    /** Sends every validated packet home. */
    public void giveBack() {
        home.freeChain(validated.takeAll());
    }

    private void free(Packet packet) {
        Packet owner = packet.dropBody();
        if (owner != null) {
            holds.release(owner);
            owner.pool().give(owner);
        }
        holds.release(packet);
        packet.pool().give(packet);
    }

    @Override
    public void close() {
        waiting.takeAll();
        sources.close();
        segments.close();
        esp.close();
        keys.close();
        state.key().close();
    }
}
